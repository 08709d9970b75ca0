"""What the pages of the book say besides what is stored: text in, text out, nothing of Sphinx."""

import json
import re

from book import exercises, glossary, lookup

# Jupyter keeps the capitals of a heading in its anchor, Sphinx does not.
_ANCHOR = re.compile(r"(?<=\.ipynb)#\S+\)|(?<=\]\()#\S+\)")
_LABEL = re.compile(r'(<button class="[^"]*search-button-field[^>]*|<summary) aria-label="[^"]*"')
_PICTURE = re.compile(r'<img ([^>]*src="([^"]+\.png)")( width="(\d+)")?')
_LOOKED_UP = "| an error message |", "| [an error message](book/messages.md) |"
LONG = 30  # lines of an output that are folded
WIDGET = "application/vnd.jupyter.widget-view+json"


def page(name, text, answers, terms):
    """The text of a page, as Sphinx is to read it.

    name: README, notebooks/15_score_classes, ...
    answers: what `book.answers` writes of all exercises, by the number of their lesson.
    terms: those of the glossary, each with the number of the lesson that defines it.
    """
    if name == "README":
        return text.replace(*_LOOKED_UP) + contents(text)
    if name == "GLOSSARY":
        return glossary.directive(text)
    if name == "book/messages":
        return lookup.page(text)
    if name.startswith("notebooks/"):
        number = name.removeprefix("notebooks/")[:2]
        linker = glossary.Linker(terms, int(number))
        return json.dumps(lesson(json.loads(text), answers.get(number, {}), linker))
    return text


def contents(readme):
    """The lessons in README's tables part by part, as Sphinx's tables of contents."""
    parts = {}
    for line in readme.splitlines():
        if part := re.fullmatch(r"\*\*(Part .+)\*\*", line):
            lessons = parts[part[1]] = []
        elif row := re.match(r"\| (\d+) \| \[(.+?)\]\((.+?)\)", line):
            lessons.append(f"{row[1]} · {row[2]} <{row[3]}>")
    parts["Beside the lessons"] = ["book/messages", "GLOSSARY", "*", "data/*", "utils/exercises/*"]
    tree = "\n```{{toctree}}\n:hidden:\n:glob:\n:caption: {}\n{}\n```\n"
    return "".join(tree.format(part, "\n".join(lessons)) for part, lessons in parts.items())


def lesson(notebook, answers, linker):
    """A stored lesson with what MyST-NB does not see by itself."""
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            cell["source"] = linker(_ANCHOR.sub(lambda anchor: anchor[0].lower(), source))
            continue
        if alt := cell["metadata"].get("alt"):
            cell["metadata"]["mystnb"] = {"image": {"alt": alt}}
        if any("".join(o.get("text", "")).count("\n") > LONG for o in cell["outputs"]):
            cell["metadata"].setdefault("tags", []).append("hide-output")
        # A slider stands above its picture, which is stored.
        cell["outputs"] = exercises.opened(cell, answers)
        cell["outputs"] = [o for o in cell["outputs"] if WIDGET not in o.get("data", ())]
    return notebook


def finished(html, folder):
    """A page's HTML in which a picture is fetched when it comes near, and has its place before.

    What says "Search Ctrl+K" or "Show code cell output" is called by these words.
    """
    return _PICTURE.sub(_sized(folder), _LABEL.sub(r"\1", html))


def _sized(folder):
    def sized(img):
        if not (folder / img[2]).exists():  # Sphinx has warned of it
            return img[0]
        head = (folder / img[2]).read_bytes()[16:24]
        wide, high = (int.from_bytes(part, "big") for part in (head[:4], head[4:]))
        width = int(img[4] or wide)
        height = round(width * high / wide)
        return f'<img loading="lazy" width="{width}" height="{height}" {img[1]}'

    return sized
