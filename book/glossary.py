"""The glossary as Sphinx knows one, and where a lesson first uses a term that it has."""

import re

_ENTRY = re.compile(r"- \*\*(.+?)\*\*: (.+\(notebooks/(\d\d)_.+\))")
# What is no running text: code, formulas, headings, bold text, italics (a message's words), links,
# tags.
_NOT_PROSE = re.compile(
    r"```.*?```|`+[^`]*`+|\$\$.*?\$\$|\$[^$\n]*\$|^#.*?$|\*\*.+?\*\*|\*[^*\n]+\*|!?\[[^\]]*\]\([^)]*\)|<[^>\n]+>",
    re.DOTALL | re.MULTILINE,
)
# Words that mean something else as often as the term: no link is better than a wrong one.
EVERYDAY = {"handle", "kernel", "server", "window"}


def directive(text):
    """GLOSSARY.md with its lists as Sphinx's glossaries, which links and the search know."""
    text = re.sub(r"\n((?:- .+\n)+)", r"\n```{glossary}\n\1```\n", text)
    return _ENTRY.sub(r"\1\n  \2\n", text)


def terms(text):
    """The terms of GLOSSARY.md, each with the number of the lesson that defines it."""
    return {term: int(number) for term, _, number in _ENTRY.findall(text)}


class Linker:
    """Links the first use of each term in a lesson to the glossary; called with its Markdown.

    Terms that the lesson itself defines, or a later one, are left as they are.
    """

    def __init__(self, terms, lesson):
        before = {term for term, number in terms.items() if number < lesson} - EVERYDAY
        self.pending = {_key(term): term for term in before}
        longest = sorted(map(re.escape, self.pending), key=len, reverse=True)
        words = rf"(?<![\w-])({'|'.join(longest)})(?:e?s)?(?![\w-])" if before else "(?!)"
        self.pattern = re.compile(words, re.IGNORECASE)

    def __call__(self, markdown):
        parts, start = [], 0
        for other in _NOT_PROSE.finditer(markdown):
            parts += [self._linked(markdown[start : other.start()]), other[0]]
            start = other.end()
        return "".join([*parts, self._linked(markdown[start:])])

    def _linked(self, prose):
        return self.pattern.sub(self._link, prose)

    def _link(self, use):
        key = use[1].lower() if use[1].lower() in self.pending else use[1]
        term = self.pending.pop(key, None)
        return f"{{term}}`{use[0]} <{term}>`" if term else use[0]


def _key(term):
    """What the singular and the plural of a term share; names keep their capitals."""
    return term if term.endswith("ss") else term.removesuffix("s")
