"""A lesson and its cells as pytest runs them: nbval's, and more demanding (see plugin)."""

import pytest
from jupyter_client.kernelspec import find_kernel_specs
from nbval.kernel import CURRENT_ENV_KERNEL_NAME
from nbval.plugin import IPyNbCell, IPyNbFile

from utils.notebooks import files, lessons, outputs, versions
from utils.notebooks.compare_figures import save_figures
from utils.notebooks.runner import Kernel, RunEnded

DISTURB = """
from utils import runtime
from utils.notebooks.disturb import disturb
disturb({})
"""


class LessonFile(IPyNbFile):
    """A lesson: its code cells, run in order in one kernel."""

    ended_by = None  # the cell after which there was no next one

    def setup(self):
        self.setup_sanitize_files()
        option = self.config.option
        current = CURRENT_ENV_KERNEL_NAME if option.nbval_current_env else None
        stored = self.nb.metadata.get("kernelspec", {}).get("name", "python3")
        name = current or option.nbval_kernel_name or stored
        if name not in {current, *find_kernel_specs()}:
            pytest.fail(
                f"{self.path.name} asks for the kernel {name!r}, which is not here: "
                f"{lessons.refresh_command(self.path)} runs it in python3 and stores it so",
                pytrace=False,
            )
        disturb = option.disturb and any("tensorflow" in cell.source for cell in self.nb.cells)
        before = DISTURB.format(option.disturb) if disturb else ""
        seconds = option.nbval_kernel_startup_timeout
        self.kernel = Kernel(self.path.parent, name, seconds, before)

    def collect(self):
        try:
            files.read(self.path)
        except lessons.LessonError as error:
            raise self.CollectError(str(error)) from None
        ignored = 0
        for item in super().collect():
            ignored += item.options["skip"] or not item.options["check"]
            yield LessonCell.from_parent(
                self,
                name=f"In [{item.cell_num + 1}]",
                cell_num=item.cell_num,
                cell=item.cell,
                options=item.options,
                ignored_so_far=ignored,
            )

    def teardown(self):
        if self.kernel is not None:
            self.kernel.stop()


class LessonCell(IPyNbCell):
    """A code cell: it runs, and shows what its page shows."""

    def __init__(self, *args, ignored_so_far, **kwargs):
        super().__init__(*args, **kwargs)
        self.ignored_so_far = ignored_so_far
        self.number = self.cell_num + 1

    def reportinfo(self):
        return self.path, 0, f"{self.parent.name}::{self.name}"

    def setup(self):
        if self.parent.ended_by is not None:
            pytest.skip(f"{self.parent.ended_by} ended the run of this lesson")

    def runtest(self):
        if self.options["skip"]:
            pytest.skip("its tag says so")
        if not self.cell.source.strip():
            raise lessons.LessonError("the cell is empty: delete it")
        self._run()
        self._hold_against_page()

    def repr_failure(self, excinfo):
        if not isinstance(excinfo.value, (lessons.LessonError, RunEnded)):
            return pytest.Item.repr_failure(self, excinfo)
        name = f"{self.path.name}, {lessons.cell_name(self.number, self.cell)}"
        return f"{name}\n{excinfo.value}"

    def _run(self):
        """Execute the cell; raise LessonError or RunEnded if it does not come to its end."""
        try:
            if not self.parent.kernel.is_alive():
                raise RunEnded("the kernel had died before this cell ran")
            seconds = self.config.option.nbval_cell_timeout
            self.test_outputs = self.parent.kernel.run_cell(self.cell, seconds)
        except RunEnded:
            self.parent.ended_by = self.name
            raise
        if not self.options["check_exception"]:
            lessons.refuse_errors(self.test_outputs)

    def _hold_against_page(self):
        """Raise LessonError where the page does not show what the run has shown."""
        refresh = lessons.refresh_command(self.path)
        if self.cell.execution_count is None:
            raise lessons.LessonError(f"never executed: run {refresh}")
        found = self._differences()
        if found:
            raise lessons.LessonError(f"{found}\nIf the run is right, store it: {refresh}")
        if self.options["check_exception"] and not lessons.errors(self.test_outputs):
            raise lessons.LessonError(f"tagged {lessons.RAISES}, but raises none: remove the tag")
        if not self.options["check"] and self.ignored_so_far > lessons.MOST_IGNORED_CELLS:
            raise lessons.LessonError(
                f"one cell too many tagged {lessons.IGNORED}: a lesson may have "
                f"{lessons.MOST_IGNORED_CELLS}"
            )

    def _differences(self):
        """Say how the page and the run differ, by the rules of the course and of this version."""
        page, run = self.cell.outputs, self.test_outputs
        if not self.options["check"] or versions.differs(self.path.stem, self.cell.source):
            found = outputs.kind_differences(page, run)
        else:
            page = versions.expected(self.sanitize_outputs(page))
            found = outputs.differences(page, self.sanitize_outputs(run))
        return "\n".join(map(self._message, found))

    def _message(self, difference):
        """The message of a difference; figures that differ are saved."""
        if not difference.figures:
            return difference.message
        folder = save_figures(*difference.figures, f"{self.path.stem}-{self.number}")
        saved = f"see expected.png, actual.png and difference.png in {folder}"
        return f"{difference.message}\n  {saved}"
