"""Execute lessons and store them: the only way in which a page's outputs are made."""

import copy
import os
import subprocess
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from utils.notebooks import compare, covers, files
from utils.notebooks.compare_figures import pixels_agree
from utils.notebooks.lessons import CELL_SECONDS, IGNORED, LessonError, cell_name, code_cells, tags
from utils.notebooks.normalise import normalise


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
        _replace(path, before, after)
    covers.store(run, path)
    return after != before


def _replace(path, before, after):
    """Write a file whole or not at all, unless it has changed in the meantime."""
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        new.write_bytes(after)
        if path.read_bytes() != before:
            raise LessonError("The file was changed while its cells ran: save it and try again.")
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


class _Client(NotebookClient):
    """Collects outputs as nbval does: nothing is cleared, no widget takes them for itself.

    So what a slider's function draws stands on the page, below the slider's place.
    """

    def __init__(self, notebook, **options):
        super().__init__(notebook, **options)
        self.comm_open_handlers = {}

    def clear_output(self, outs, msg, cell_index):
        pass


def _execute(notebook, folder):
    """Run all code cells in order; their outputs are stored in `notebook`."""
    options = {"record_timing": False, "shutdown_kernel": "immediate"}
    client = _Client(notebook, kernel_name="python3", timeout=CELL_SECONDS, **options)
    # Under pytest a kernel leaves what C code prints alone, so that it is in no checked output.
    environment = {**os.environ, "PYTEST_CURRENT_TEST": "refresh"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with client.setup_kernel(cwd=str(folder), env=environment, **quiet):
        number = 0
        for index, cell in enumerate(notebook.cells):
            number += cell.cell_type == "code"
            try:
                client.execute_cell(cell, index)
            except CellExecutionError as error:
                raise _failure(number, cell, f"{error.ename}: {error.evalue}") from None
            except CellTimeoutError:
                raise _failure(number, cell, f"It ran longer than {CELL_SECONDS} s.") from None
            except DeadKernelError:
                raise _failure(number, cell, "The kernel died while this cell ran.") from None


def _unwritable(error):
    return (
        f"A file could not be written ({error.strerror}): free some space on the disk, or make "
        "the folder writable, and try again. The page is as it was."
    )


def _failure(number, cell, reason):
    return LessonError(f"{cell_name(number, cell)}\n{reason}")


def _keep_unless_kinds_differ(old, new):
    """Put the outputs of the stored cell `old` back into `new`, whose outputs nobody compares."""
    metadata = [[figure.metadata for figure in _figures(cell)] for cell in (old, new)]
    if not compare.kind_differences(old.outputs, new.outputs) and metadata[0] == metadata[1]:
        new.outputs = copy.deepcopy(old.outputs)


def _keep_equal_figures(old, new):
    """Put the bytes of figures of `old` back into `new` where the pixels are the same."""
    for before, after in zip(_figures(old), _figures(new), strict=False):
        if pixels_agree(before.data["image/png"], after.data["image/png"]):
            after.data["image/png"] = before.data["image/png"]


def _figures(cell):
    return [output for output in cell.outputs if "image/png" in output.get("data", {})]
