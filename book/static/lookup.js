// While a message is typed or pasted, only the entries that explain it are shown. The expressions
// and the names come with the page; they are compared as utils/errors/index.py does it.
const known = JSON.parse(document.getElementById("known").textContent);
const expressions = known.expressions.map((each) => each.map((one) => new RegExp(one)));
const noise = known.noise.map((one) => new RegExp(one, "gm"));
const message = document.getElementById("message");
const found = document.getElementById("found");
const entries = [...message.closest("section").querySelectorAll("ul > li")];

function cleaned(text) {
  text = noise.reduce((left, one) => left.replace(one, ""), `${text}\n`);
  return text.replace(/[`'"‘’“”*]/g, "").toLowerCase().split(/\s+/).join(" ").trim();
}

// The name that a module of TensorFlow lacks: its entry, the name, and what takes its place.
function missing(said) {
  const match = said.match(/module (tensorflow[\w.]*) has no attribute (\w+)/)
    || said.match(/cannot import name (?<name>\w+) from (?<module>tensorflow[\w.]*)/);
  if (!match) return undefined;
  const [module, last] = match.groups ? [match.groups.module, match.groups.name] : match.slice(1);
  let name = `${module.replace(/^tensorflow(\._api\.v\d)?(\.compat\.v\d)?(?=\.|$)/, "tf")}.${last}`;
  while (name.includes(".") && !(name in known.names)) name = name.replace(/\.[^.]*$/, "");
  return known.names[name];
}

function show() {
  const said = cleaned(message.value);
  const [gone, name, today] = missing(said) || [];
  let hits = entries.map((_, i) => i === gone || expressions[i].some((one) => one.test(said)));
  if (!hits.includes(true)) { // no message that is known: the entries with all its words
    const words = said.split(" ");
    hits = entries.map((entry) => words.every((word) => cleaned(entry.textContent).includes(word)));
  }
  entries.forEach((entry, i) => { entry.hidden = !hits[i]; });
  const count = hits.filter(Boolean).length;
  found.textContent = !said ? ""
    : today ? `${name} has gone. Today: ${today}.`
    : count ? `${count} of ${entries.length} entries:`
    : "No entry has these words. Lesson 24 shows how to read any message.";
}

message.addEventListener("input", show);
show();
