"""Where the links of a page lead, and whether anything is there. Nothing is asked of a network."""

import re
from urllib.parse import unquote

from utils.notebooks.files import read

_LINK = re.compile(r"""\[[^\]]*\]\(([^)\s]+)|<[^>]*\b(?:src|href)="([^"]+)\"""")
_CODE = re.compile(r"^```.*?^```$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ +(.*?)\s*$", re.MULTILINE)
_JUMPS = "In-one-cell", "Today"  # anchors to which a lesson's opening leads


def markdown(page):
    """The Markdown of a page: of a .md file, or of a lesson's cells."""
    if page.suffix == ".md":
        return [page.read_text("utf-8")]
    return [cell.source for cell in read(page).cells if cell.cell_type == "markdown"]


def targets(texts):
    """What the links of some Markdown point to, as it is written there."""
    found = (target for text in texts for target in _LINK.findall(_CODE.sub("", text)))
    return [markdown or html for markdown, html in found]


def local(page, target):
    """The file that a target means and the anchor in it, or None where it is on the network."""
    if re.match(r"[a-z]+:", target):
        return None
    file, _, anchor = unquote(target).partition("#")
    return (page.parent / file).resolve() if file else page.resolve(), anchor


def anchors(page):
    """The anchors of a page's headings.

    GitHub writes an anchor in small letters, without punctuation. Jupyter keeps both, so that of
    a lesson's headings only those count which have one anchor in either, and the two to which
    its opening leads: where Jupyter's anchor is missing, that link stays on the page's top.
    """
    found = set()
    for heading in _HEADING.findall("\n".join(_CODE.sub(_words, text) for text in markdown(page))):
        on_github = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        in_jupyter = heading.replace(" ", "-")
        if page.suffix == ".md" or in_jupyter == on_github:
            found.add(on_github)
        elif in_jupyter in _JUMPS:
            found.add(in_jupyter)
    return found


def _words(code):
    """What code in a heading adds to its anchor: its words, but nothing from a block of code."""
    return "" if code[0].startswith("```") else code[0].strip("`")


def broken(page, texts=None):
    """Complain about every link that leads to no file or to no heading.

    The links are those of the page, or of the Markdown in `texts`, if it was read already.
    """
    known = {}
    for target in targets(markdown(page) if texts is None else texts):
        place = local(page, target)
        if place is None:
            continue
        there, anchor = place
        if not there.exists():
            yield f"a link leads to {target}, which does not exist"
        elif re.search(r"(^|/)\.\w", target):
            yield f"a link leads to {target}: Jupyter shows nothing in hidden folders"
        elif anchor:
            if there not in known:
                known[there] = anchors(there)
            if anchor not in known[there]:
                yield f"{target}: no heading there has this name"
