// While a message is typed or pasted, only the entries that explain it are shown. The expressions
// and the names come with the page; they are compared as utils/errors/index.py does it.
const known = JSON.parse(document.getElementById("known").textContent);
const expressions = known.expressions.map(
  (each) => each.map(([longest, pattern]) => [longest, new RegExp(pattern)]),
);
const noise = known.noise.map((one) => new RegExp(one, "gm"));
const attribute = new RegExp(known.attribute, "g");
const error = new RegExp(known.error, "gm");
const inner = new RegExp(known.inner);
const message = document.getElementById("message");
const found = document.getElementById("found");
const entries = [...message.closest("section").querySelectorAll("ul > li")];

function plain(text) {
  text = noise.reduce((left, one) => left.replace(one, ""), `${text}\n`);
  return text.replace(/[`‘’“”]/g, "'").toLowerCase().split(/\s+/).join(" ").trim();
}

function cleaned(text) {
  return plain(text).replace(/['"*]/g, "").split(/\s+/).join(" ").trim();
}

// The names that modules of TensorFlow lack: of each its entry, the name, what takes its place.
function missing(text) {
  return [...plain(text).matchAll(attribute)].flatMap(({ groups: part }) => {
    let name = `${(part.module || part.module2).replace(inner, "tf")}.${part.name || part.name2}`;
    while (name.includes(".") && !(name in known.names)) name = name.replace(/\.[^.]*$/, "");
    return name in known.names ? [known.names[name]] : [];
  });
}

// The entries of a message's words; where they are within those of another, only the longer count.
function explaining(said) {
  const spans = expressions.flatMap((each, i) => each
    .map(([longest, one]) => said.includes(longest) && one.exec(said)).filter(Boolean)
    .map((words) => [words.index, words.index + words[0].length, i]));
  const within = ([start, end]) => spans.some(
    ([a, b]) => a <= start && end <= b && b - a > end - start,
  );
  return spans.filter((span) => !within(span)).map((span) => span[2]);
}

// Of a message that says nothing known the last error as one line: terminals break words.
function joined(text) {
  const last = [...text.matchAll(error)].pop();
  return last ? text.slice(last.index).split("\n").join("") : "";
}

function show() {
  const said = cleaned(message.value);
  const look = (text) => [missing(text), explaining(cleaned(text))];
  let [gone, explained] = look(message.value);
  if (!gone.length && !explained.length) [gone, explained] = look(joined(message.value));
  const hits = new Set([...gone.map((row) => row[0]), ...explained]);
  const words = said.split(" "); // of no message that is known: the entries with all its words
  entries.forEach((entry, i) => {
    const all = () => words.every((word) => cleaned(entry.textContent).includes(word));
    entry.hidden = hits.size ? !hits.has(i) : !all();
  });
  const count = entries.filter((entry) => !entry.hidden).length;
  const today = gone.filter((row) => row[2]).map((row) => `${row[1]} has gone. Today: ${row[2]}.`);
  found.textContent = !said ? ""
    : today.length ? [...new Set(today)].join(" ")
    : count ? `${count} of ${entries.length} entries:`
    : "No entry has these words. Lesson 24 shows how to read any message.";
}

message.addEventListener("input", show);
show();
