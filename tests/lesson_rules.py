"""What every stored lesson must satisfy by itself.

Each rule is a function of a lesson's path and its notebook that yields complaints.
"""

import ast
import re
from collections import Counter
from itertools import groupby
from statistics import median

from utils.notebooks.lessons import (
    ALONE,
    COVER,
    IGNORED,
    MOST_IGNORED_CELLS,
    RAISES,
    LessonError,
    cell_name,
    code_cells,
    tags,
)
from utils.notebooks.normalise import is_normalised

MOST_LINES, MOST_MEDIAN_LINES = 20, 4  # of a code cell, without blank lines
MOST_LINES_ALONE = 25  # of a whole program in one cell
MOST_CODE_CELLS_IN_A_ROW = 2
FEWEST_FIGURES = 3
FEWEST_WORDS = 5  # of an alternative text

# What a reader finds who has only the page: the last paragraph before the imports.
STRAY = (
    "*`No module named 'utils'`? Then this page was opened without the rest of the course, as on "
    "Colab. In a cell above, run `!git clone ADDRESS course` and `%cd course`, with the address of "
    "the repository that the page comes from.*"
)

_PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)")
_LOCAL_PATH = re.compile(r"/home/\w|/Users/\w|/tmp/\w|\b[A-Z]:\\")
_HOST = re.compile(r"\b(?:https?|ftp)://(?!localhost|127\.0\.0\.1)")
_NETWORK_MODULES = {"ftplib", "http", "requests", "urllib", "urllib3"}


def name_is_number_verb_object(path, notebook):
    if not re.fullmatch(r"\d\d(_[a-z0-9]+){2,}", path.stem):
        yield "its name is not like 15_classify_digits.ipynb"
    first = notebook.cells[0]
    if first.cell_type != "markdown" or not re.match(r"# \w+ \w+", first.source):
        yield "it does not begin with a title of a verb and its object, '# Classify digits'"


def page_is_normalised(path, notebook):
    try:
        if not is_normalised(path):
            yield "its file is not as `python3 course.py refresh` stores it"
    except LessonError as error:
        yield str(error)


def few_outputs_are_ignored(path, notebook):
    found = Counter(tag for cell in notebook.cells for tag in tags(cell))
    if found[IGNORED] > MOST_IGNORED_CELLS:
        yield f"{found[IGNORED]} cells are tagged {IGNORED}, at most {MOST_IGNORED_CELLS} may be"
    unknown = set(found) - {IGNORED, RAISES, COVER, ALONE}
    if unknown:
        yield f"tags that nothing here knows: {', '.join(sorted(unknown))}"
    for name, cell in code(notebook):
        if re.search(r"#\s*(NBVAL|PYTEST)_", cell.source):
            yield f"{name}: use a tag, readers see a comment"


def figures_speak_to_the_blind(path, notebook):
    count = 0
    for name, cell in code(notebook):
        for output in cell.outputs:
            for mime, shown in output.get("metadata", {}).items():
                count += mime.startswith("image/")
                if len(shown["alt"].split()) < FEWEST_WORDS:
                    yield f"{name}: {shown['alt']!r} is too short to say what the figure shows"
    if count < FEWEST_FIGURES:
        yield f"it has {count} figures, at least {FEWEST_FIGURES} are due"
    for cell in notebook.cells:
        for text, target in _PICTURE.findall(cell.source if cell.cell_type == "markdown" else ""):
            if len(text.split()) < FEWEST_WORDS:
                yield f"{text!r} is too short to say what {target} shows"


def cells_are_short(path, notebook):
    lengths = []
    for name, cell in code(notebook):
        lengths.append(sum(bool(line.strip()) for line in cell.source.splitlines()))
        most = MOST_LINES_ALONE if ALONE in tags(cell) else MOST_LINES
        if lengths[-1] > most:
            yield f"{name}: {lengths[-1]} lines, at most {most} may be"
    if median(lengths) > MOST_MEDIAN_LINES:
        yield f"half of its code cells have {median(lengths)} lines, not {MOST_MEDIAN_LINES}"
    for kind, cells in groupby(notebook.cells, key=lambda cell: cell.cell_type):
        cells = list(cells)
        if kind == "code" and len(cells) > MOST_CODE_CELLS_IN_A_ROW:
            yield f"{len(cells)} code cells in a row, the first: {cells[0].source.splitlines()[0]}"


def code_is_plain_python(path, notebook):
    for name, cell in code(notebook):
        if re.search(r"\b(TODO|FIXME|XXX)\b", cell.source):
            yield f"{name}: an unfinished note"
        if re.search(r";\s*$", cell.source, re.MULTILINE):
            yield f"{name}: a line ends with ';' (give the value to `_` instead)"
        try:
            tree = ast.parse(cell.source)
        except SyntaxError:
            if RAISES not in tags(cell):
                yield f"{name}: not Python; %magic and !commands need a certain front end"
            continue
        yield from (f"{name}: {complaint}" for complaint in _code_complaints(tree))


def _code_complaints(tree):
    for node in ast.walk(tree):
        modules = []
        if isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        elif isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.Attribute) and ast.unparse(node) == "sys.path":
            yield "it edits sys.path; utils is installed"
        elif isinstance(node, ast.Constant) and _HOST.search(str(node.value)):
            yield "it names a host on the network"
        if {module.partition(".")[0] for module in modules} & _NETWORK_MODULES:
            yield "it imports a module for the network"


def page_says_what_it_needs(path, notebook):
    first = next(i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code")
    if not notebook.cells[first - 1].source.endswith(f"\n\n{STRAY}"):
        yield f"the cell before its imports does not end with: {STRAY}"


def what_runs_alone_is_what_a_reader_copies(path, notebook):
    heading, under = "", []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            heading = [heading, *re.findall(r"^#+ .*", cell.source, re.MULTILINE)][-1]
        elif heading == "## In one cell":
            under.append(cell)
    if under != [cell for _, cell in code(notebook) if ALONE in tags(cell)]:
        yield f"under 'In one cell' stands another program than the one tagged {ALONE}"


def outputs_name_no_folder_of_the_author(path, notebook):
    for name, cell in code(notebook):
        if IGNORED in tags(cell):
            continue
        for output in cell.outputs:
            texts = [output.get("text"), output.get("evalue"), *output.get("data", {}).values()]
            for text in texts:
                if isinstance(text, str) and _LOCAL_PATH.search(text):
                    yield f"{name}: its output names a folder of this machine"


def code(notebook):
    for number, cell in enumerate(code_cells(notebook), start=1):
        yield cell_name(number, cell), cell


RULES = [
    name_is_number_verb_object,
    page_is_normalised,
    few_outputs_are_ignored,
    figures_speak_to_the_blind,
    cells_are_short,
    code_is_plain_python,
    page_says_what_it_needs,
    what_runs_alone_is_what_a_reader_copies,
    outputs_name_no_folder_of_the_author,
]
