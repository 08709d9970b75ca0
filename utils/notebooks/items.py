"""A lesson and its cells as pytest runs them: nbval's, and more demanding (see plugin)."""

import pytest
from jupyter_client.kernelspec import find_kernel_specs
from nbval.kernel import CURRENT_ENV_KERNEL_NAME
from nbval.plugin import IPyNbCell, IPyNbFile, NbCellError

from utils.notebooks import compare, files, lessons, versions
from utils.notebooks.compare_figures import save_figures
from utils.notebooks.kernel import KernelDied, WatchedKernel

DISTURB = """
from utils import runtime
from utils.notebooks.disturb import disturb
disturb({})
"""
_OUTPUTS_DIFFER = "Cell outputs differ"  # nbval's message


class LessonFile(IPyNbFile):
    """A lesson: its code cells, run in order in one kernel."""

    ended_by = None  # the cell that killed the kernel or did not end in time

    def setup(self):
        option = self.config.option
        kernelspec = self.nb.metadata.get("kernelspec", {})
        current = CURRENT_ENV_KERNEL_NAME if option.nbval_current_env else None
        name = current or option.nbval_kernel_name or kernelspec.get("name", "python3")
        if name not in {current, *find_kernel_specs()}:
            pytest.fail(
                f"{self.path.name} asks for the kernel {name!r}, which is not here: "
                f"{lessons.refresh_command(self.path)} runs it in python3 and stores it so",
                pytrace=False,
            )
        self.kernel = WatchedKernel(
            name,
            cwd=str(self.path.parent),
            startup_timeout=option.nbval_kernel_startup_timeout,
        )
        if option.disturb and any("tensorflow" in cell.source for cell in self.nb.cells):
            self.kernel.prepare(DISTURB.format(option.disturb))
        self.setup_sanitize_files()

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
        if hasattr(self.kernel, "km"):  # a dead kernel's channels are still to be closed
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
        if not self.cell.source.strip():
            self.raise_cell_error("the cell is empty: delete it")
        unrun = self.cell.execution_count is None
        if unrun:
            self.cell.outputs = []
        try:
            if not self.parent.kernel.is_alive():
                self.raise_cell_error("the kernel had died before this cell ran")
            super().runtest()
        except KernelDied:
            self.raise_cell_error(
                "the kernel died while this cell ran: it ended its own process, "
                "crashed in native code, or the machine had no memory left"
            )
        finally:
            if self.parent.timed_out or not self.parent.kernel.is_alive():
                self.parent.ended_by = self.name
        self._check_page(unrun)

    def _check_page(self, unrun):
        """Refuse what nbval lets pass."""
        if unrun:
            self.raise_cell_error(f"never executed: run {self._refresh}")
        raised = any(output.output_type == "error" for output in self.test_outputs)
        if self.options["check_exception"] and not raised:
            self.raise_cell_error(f"tagged {lessons.RAISES}, but raises none: remove the tag")
        if not self.options["check"]:
            if not self._compare_kinds():
                self.raise_cell_error(_OUTPUTS_DIFFER, "\n".join(self.comparison_traceback))
            if self.ignored_so_far > lessons.MOST_IGNORED_CELLS:
                self.raise_cell_error(
                    f"one cell too many tagged {lessons.IGNORED}: a lesson may have "
                    f"{lessons.MOST_IGNORED_CELLS}"
                )

    def compare_outputs(self, test, ref, skip_compare=None):
        """Compare by the course's rules, in place of nbval's literal comparison."""
        if versions.differs(self.path.stem, self.cell.source):
            return self._compare_kinds()
        page = versions.expected(self.sanitize_outputs(ref))
        found = compare.differences(page, self.sanitize_outputs(test))
        self._report(found)
        return not found

    def _compare_kinds(self):
        found = compare.kind_differences(self.cell.outputs, self.test_outputs)
        self._report(found)
        return not found

    def _report(self, found):
        """Keep the messages of the differences found, and save the figures that differ."""
        self.comparison_traceback = []
        for difference in found:
            message = difference.message
            if difference.figures:
                folder = save_figures(*difference.figures, f"{self.path.stem}-{self.number}")
                message += f"\n  see expected.png, actual.png and difference.png in {folder}"
            self.comparison_traceback.append(message)

    def repr_failure(self, excinfo):
        error = excinfo.value
        if not isinstance(error, NbCellError):
            return super().repr_failure(excinfo)
        lines = [f"{self.path.name}, {lessons.cell_name(self.number, self.cell)}"]
        if str(error) == _OUTPUTS_DIFFER:
            lines.append(error.inner_traceback)
            lines.append(f"If the run is right, store it: {self._refresh}")
        else:
            lines.append(str(error))
            lines += [error.inner_traceback] if error.inner_traceback else []
        return "\n".join(lines)

    @property
    def _refresh(self):
        return lessons.refresh_command(self.path)
