"""Bring an executed notebook into the one form in which lessons are stored.

What stays is what a reader sees; what differs from run to run or from machine to machine
goes, so that a changed byte in a stored lesson is a changed page.
"""

import copy
import hashlib
import re
from pathlib import Path, PurePosixPath

import nbformat
from nbval.plugin import coalesce_streams

from utils.notebooks.outputs import WIDGET
from utils.notebooks.files import read, to_bytes
from utils.notebooks.lessons import IGNORED, RAISES, LessonError, cell_name, tags

_KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_KEPT = ("alt", "tags")  # of a cell's metadata
_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]+")
_FILE = re.compile(r"(?<=File )(\x1b\[[\d;]*m)?([^\n\x1b]+?)(?=:\d+)")


def is_normalised(path):
    """Whether a stored notebook is, byte for byte, what normalising makes of it.

    Raises LessonError where a cell must change first (see `normalise`).
    """
    return Path(path).read_bytes() == to_bytes(normalise(read(path)))


def normalise(notebook):
    """Return the form in which an executed notebook is stored; the argument stays as it is.

    - nbformat 4.5; metadata: the kernel python3, the language and a digest of the code, nothing
      of a front end;
    - every cell keeps its id, or gets one made from its text if it has none of its own;
      of its metadata it keeps the tags and the alternative text of its figures (`alt`);
    - code cells are counted 1 to N in order;
    - adjacent output to one stream is one output, in which a carriage return has overwritten
      its line; paths in tracebacks begin at the package; figures carry their cell's alternative
      text, or that with which they were displayed, and no other metadata; a widget's random
      id is empty (JupyterLab then hides it, and other viewers show the output's text).

    Raises LessonError, naming the cell, for what only its author can mend: a cell never
    executed or empty, text on stderr, a figure without alternative text, a memory address
    in an output that is compared, a `raises-exception` that nothing raises.
    """
    notebook = copy.deepcopy(notebook)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = {
        "course": {"code": code_digest(notebook)},
        "kernelspec": _KERNELSPEC,
        "language_info": {"name": "python"},
    }
    ids = set()
    for position, cell in enumerate(notebook.cells):
        cell.id = _cell_id(cell, position, ids)
        ids.add(cell.id)
        cell.metadata = {key: cell.metadata[key] for key in _KEPT if cell.metadata.get(key)}
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, start=1):
        try:
            _normalise_code(cell, number)
        except LessonError as error:
            raise LessonError(f"{cell_name(number, cell)}\n{error}") from None
    notebook = nbformat.from_dict(notebook)
    nbformat.validate(notebook)
    return notebook


def code_digest(notebook):
    """What stands for all code of a lesson: a page with another one shows outputs of other code."""
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    return hashlib.sha256("\0".join(sources).encode()).hexdigest()[:12]


def _cell_id(cell, position, taken):
    identity = cell.get("id", "")
    text = f"{position} {cell.source}"
    while not re.fullmatch(r"[\w-]{1,64}", identity, re.ASCII) or identity in taken:
        text = hashlib.sha256(text.encode()).hexdigest()
        identity = text[:8]
    return identity


def _normalise_code(cell, number):
    if not cell.source.strip():
        raise LessonError("The cell is empty: delete it.")
    if cell.execution_count is None:
        raise LessonError("The cell was never executed.")
    if RAISES in tags(cell) and all(output.output_type != "error" for output in cell.outputs):
        raise LessonError(f"Tagged {RAISES}, but it raises none: remove the tag.")
    cell.execution_count = number
    cell.outputs = _merged(cell.outputs)
    for output in cell.outputs:
        if output.output_type == "error":
            output.traceback = [_FILE.sub(_shortened, line) for line in output.traceback]
        elif output.output_type != "stream":
            _normalise_shown(output, number, cell.metadata.get("alt"))
        if IGNORED not in tags(cell):
            _refuse_addresses(output)


def _merged(outputs):
    """Merge adjacent streams, and overwrite lines, exactly as nbval does before it compares."""
    merged = []
    for output in outputs:
        if output.output_type == "stream" and output.name == "stderr":
            raise LessonError(
                f"It writes to stderr: {output.text.strip()[:200]!r}. A page shows what is "
                "printed; cure the warning, or print its text."
            )
        last = merged[-1] if merged else None
        if last and output.output_type == last.output_type == "stream":
            merged[-1:] = coalesce_streams([last, output])
        else:
            merged += coalesce_streams([output])
    return [output for output in merged if output.get("text") != "" and output.get("data") != {}]


def _normalise_shown(output, number, alt):
    metadata = {}
    for mime in output.data:
        if mime.startswith("image/"):
            text = alt or output.metadata.get(mime, {}).get("alt", "")
            if not text.strip():
                raise LessonError(
                    "A figure has no alternative text: say what a sighted reader concludes from "
                    "it in the cell's metadata, as `alt`."
                )
            metadata[mime] = {"alt": text}
    output.metadata = metadata
    if WIDGET in output.data:
        output.data[WIDGET] = {"model_id": "", "version_major": 2, "version_minor": 0}
    if output.output_type == "execute_result":
        output.execution_count = number


def _refuse_addresses(output):
    texts = [output.get("text", ""), output.get("evalue", ""), *output.get("data", {}).values()]
    for text in texts:
        found = _ADDRESS.search(text) if isinstance(text, str) else None
        if found:
            raise LessonError(
                f"An output shows a memory address ({found.group()}), another in every run: "
                "show something else of the object."
            )


def _shortened(match):
    """The path of a file in a traceback, without the folders that differ between machines."""
    colour, path = match.group(1) or "", PurePosixPath(match.group(2).replace("\\", "/"))
    parts = path.parts
    for folder in ("site-packages", "utils", "notebooks"):
        if folder in parts:
            start = len(parts) - parts[::-1].index(folder) - (folder != "site-packages")
            return colour + "/".join(parts[start:])
    return colour + "/".join(parts[-2:])
