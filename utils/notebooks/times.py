"""How long each lesson took, shown after a run of pytest."""

from collections import Counter


class LessonTimes:
    """A pytest plugin object that adds up the seconds of each notebook's cells."""

    def __init__(self):
        self.cells = Counter()
        self.seconds = Counter()

    def pytest_runtest_logreport(self, report):
        path = report.nodeid.partition("::")[0]
        if path.endswith(".ipynb"):
            self.cells[path] += report.when == "call"
            self.seconds[path] += report.duration

    def pytest_terminal_summary(self, terminalreporter):
        if not self.seconds:
            return
        terminalreporter.section("seconds per lesson")
        for path in sorted(self.seconds):
            terminalreporter.write_line(
                f"{self.seconds[path]:7.1f}  {self.cells[path]:3d} cells  {path}"
            )
