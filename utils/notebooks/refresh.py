"""Execute lessons and store them: the only way in which a page's outputs are made."""

import copy
from pathlib import Path

from utils import whole
from utils.notebooks import covers, files, outputs
from utils.notebooks.compare_figures import pixels_agree
from utils.notebooks.lessons import (
    IGNORED,
    RAISES,
    LessonError,
    cell_name,
    code_cells,
    refuse_errors,
    tags,
)
from utils.notebooks.normalise import normalise
from utils.notebooks.runner import Kernel, RunEnded


def refresh(paths):
    """Execute lessons in kernel python3, store each normalised, and print which changed.

    A page changes only where a reader sees a change: a figure with the same pixels keeps its
    bytes, a cell whose output is not compared keeps its output while its kinds are the same
    and no code of the lesson has changed.
    A lesson that fails stays as it is, and the others are still refreshed.

    Returns the paths of the lessons that changed. Raises LessonError when a lesson failed,
    naming each lesson, its cell and the error.
    """
    changed, failures = [], []
    for path in map(Path, paths):
        try:
            stored = _refresh(path)
        except (LessonError, OSError) as error:
            reason = _unwritable(error) if isinstance(error, OSError) else error
            failures.append(f"{path.name} was not stored.\n{reason}")
            print(f"{path.name}: failed", flush=True)
        except KeyboardInterrupt:
            print(f"\n{path.name}: stopped, and left as it was", flush=True)
            raise
        else:
            changed += [path] if stored else []
            print(f"{path.name}: {'stored' if stored else 'unchanged'}", flush=True)
    if failures:
        raise LessonError("\n\n".join(failures))
    return changed


def _refresh(path):
    """Execute one lesson; store it and return True if its page changed."""
    before = path.read_bytes()
    page = files.read(path)
    run = copy.deepcopy(page)
    _execute(run, path.parent)
    run = normalise(run)
    same_code = page.metadata.get("course") == run.metadata.course
    for old, new in zip(code_cells(page), code_cells(run), strict=True):
        if IGNORED in tags(new):
            if same_code:
                _keep_unless_kinds_differ(old, new)
        else:
            _keep_equal_figures(old, new)
    run = normalise(run)
    after = files.to_bytes(run)
    if after != before:
        if path.read_bytes() != before:
            raise LessonError("The file was changed while its cells ran: save it and try again.")
        whole.write(path, after)
    covers.store(run, path)
    return after != before


def _execute(notebook, folder):
    """Run all code cells in order; their outputs are stored in `notebook`."""
    with Kernel(folder) as kernel:
        for number, cell in enumerate(code_cells(notebook), start=1):
            try:
                cell.outputs = kernel.run_cell(cell)
                if RAISES not in tags(cell):
                    refuse_errors(cell.outputs)
            except (LessonError, RunEnded) as error:
                raise LessonError(f"{cell_name(number, cell)}\n{error}") from None
            cell.execution_count = number


def _unwritable(error):
    return (
        f"A file could not be written ({error.strerror}): free some space on the disk, or make "
        "the folder writable, and try again. The page is as it was."
    )


def _keep_unless_kinds_differ(old, new):
    """Put the outputs of the stored cell `old` back into `new`, whose outputs nobody compares."""
    metadata = [[figure.metadata for figure in _figures(cell)] for cell in (old, new)]
    if not outputs.kind_differences(old.outputs, new.outputs) and metadata[0] == metadata[1]:
        new.outputs = copy.deepcopy(old.outputs)


def _keep_equal_figures(old, new):
    """Put the bytes of figures of `old` back into `new` where the pixels are the same."""
    for before, after in zip(_figures(old), _figures(new), strict=False):
        if pixels_agree(before.data["image/png"], after.data["image/png"]):
            after.data["image/png"] = before.data["image/png"]


def _figures(cell):
    return [output for output in cell.outputs if "image/png" in output.get("data", {})]
