"""Open pages of the book in a browser without network, on a phone in the dark and on a screen in
the light, and print what is wrong with them as a JSON list. Without pages it opens all.

    book_in_browser.py BROWSER SITE AXE [PAGE ...]

It runs in .venv-book, where Playwright is.
"""

import json
import re
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from utils.errors.index import find
from utils.errors.places import sections

SCREENS = {"dark": {"width": 390, "height": 844}, "light": {"width": 1280, "height": 800}}
# Fetches every picture of the page, and tells what a reader would miss.
_LOOK = """async () => {
  const pictures = [...document.querySelectorAll("article img")];
  pictures.forEach((picture) => { picture.loading = "eager"; });
  const seen = await Promise.all(pictures.map((one) => one.decode().then(() => true, () => false)));
  return [
    ...pictures.filter((_, i) => !seen[i]).map((one) => `no picture at ${one.src}`),
    ...pictures.filter((one) => !one.alt).map((one) => `no text for ${one.src}`),
    ...[...document.querySelectorAll(".katex .base")].filter((one) => {
      const { left, right } = one.getBoundingClientRect();
      return left < 0 || right > innerWidth;
    }).map((one) => `formula cut off: ${one.textContent}`),
    ...[...document.querySelectorAll(".katex-error")].map((one) => `formula ${one.title}`),
    ...(document.documentElement.scrollWidth > innerWidth ? ["wider than the screen"] : []),
    ...(document.documentElement.lang ? [] : ["no language"]),
  ];
}"""
MESSAGES = Path(__file__).parent / "answers" / "messages.txt"
_PASTED = re.compile(r"^(.+)\n=> ", re.MULTILINE)
_TODAY = re.compile(r": tf\.\S+, today .*")  # what takes the place of a name
_SHOWN = """[...document.querySelectorAll("article li:not([hidden]) > p > a:first-child")]
  .map((link) => link.textContent)"""
_AXE = "axe.run({preload: false, resultTypes: ['violations']})"
# The element that has the keyboard, if nothing shows it.
_UNSEEN = """() => {
  const { opacity, outlineStyle, boxShadow } = getComputedStyle(document.activeElement);
  const seen = opacity === "1" && (outlineStyle !== "none" || boxShadow !== "none");
  return seen ? "" : document.activeElement.outerHTML.slice(0, 100);
}"""


def complaints(browser, site, axe, names):
    """Complain about pages of the book in both themes."""
    for scheme, screen in SCREENS.items():
        context = browser.new_context(viewport=screen, color_scheme=scheme, offline=True)
        page, said = context.new_page(), []
        page.on("pageerror", lambda error: said.append(f"script: {error}"))  # noqa: B023
        page.on("request", lambda request: _outside(request.url) and said.append(request.url))  # noqa: B023
        for name in names:
            page.goto((site / name).as_uri())
            said += page.evaluate(_LOOK)
            page.evaluate(axe)
            for fault in page.evaluate(_AXE)["violations"]:
                if fault["impact"] in ("serious", "critical"):
                    said.append(f"axe: {fault['id']}: {fault['nodes'][0]['html'][:200]}")
            yield from (f"{scheme}: {name}: {line}" for line in said)
            said.clear()
        context.close()


def _outside(url):
    return not url.startswith(("file:", "data:"))


def unusable(browser, site):
    """Complain about what a reader does: search, look a message up, open a hint."""
    page = browser.new_page()
    page.goto((site / "search.html").as_uri() + "?q=softmax")
    try:
        page.locator("#search-results a", has_text="Score classes").first.wait_for(timeout=20_000)
    except Exception as error:
        yield f"the search does not find softmax: {error}"
    page.goto((site / "book/messages.html").as_uri())
    places = [place for file in ("names.txt", "messages.txt") for place, _ in sections(file)]
    titles = {place.key: place.title[0].upper() + place.title[1:] for place in places}
    broken = "RuntimeError: Graph is finaliz\ned and cannot be modified."
    for message in [broken, *_PASTED.findall(MESSAGES.read_text("utf-8"))]:
        page.fill("#message", message)
        shown = page.evaluate(_SHOWN)
        found = [place._replace(title=_TODAY.sub("", place.title)) for place in find(message)]
        due = [titles[place.key] for place in found]
        if due and shown != due:
            yield f"{message} is looked up as {shown}, not {due}"
    page.fill("#message", "AttributeError: module 'tensorflow' has no attribute 'Session'")
    if "tf.function" not in page.inner_text("#found"):
        yield "nothing is said of tf.Session's heir"
    page.goto((site / "notebooks/02_compute_neuron.html").as_uri())
    answer = page.locator("details.answer").first
    if answer.locator("p").is_visible():
        yield "a hint shows before it is asked for"
    for _ in range(60):
        page.keyboard.press("Tab")
        if unseen := page.evaluate(_UNSEEN):
            yield f"nobody sees that the keyboard is at {unseen}"
    answer.locator("summary").click()
    if not answer.locator("p").is_visible():
        yield "a hint does not open"


if __name__ == "__main__":
    program, site, axe, *names = sys.argv[1:]
    names = names or sorted(p.relative_to(site).as_posix() for p in Path(site).rglob("*.html"))
    names = [name for name in names if not name.startswith("_")]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, chromium_sandbox=False)
        found = [
            *unusable(browser, Path(site)),
            *complaints(browser, Path(site), Path(axe).read_text("utf-8"), names),
        ]
        browser.close()
    print(json.dumps(found, indent=1))
