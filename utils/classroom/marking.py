"""From hand-ins to verdicts: read all, choose what counts, check what has not been checked yet."""

import contextlib
import hashlib
import json
from dataclasses import dataclass

from tqdm import tqdm

from utils.classroom import checking, child, index
from utils.classroom.records import Records, course
from utils.classroom.zips import RefusedError


@dataclass
class Line:
    """What a learner made of a lesson: a verdict for each of its exercises."""

    learner: str
    lesson: index.Lesson
    path: str
    verdicts: dict


@dataclass
class Marks:
    """All lines, what to look at besides, and how far learners' programs could reach.

    `remarks` are tuples: a learner or "", a path, a sentence.
    """

    lines: list
    remarks: list
    protection: str


class Marker(contextlib.ExitStack):
    """Marks hand-ins, with the records in a file; a context manager.

    What is one's own need not be shut in to be read.
    """

    def __init__(self, path, own=False):
        super().__init__()
        self._own = own
        self._records, self._course = Records(path), course()
        self.callback(self._records.close)

    def mark(self, found, refused=()):
        """The `Marks` of hand-ins; `refused` are paths that were not read, and why."""
        remarks = [("", *remark) for remark in refused]
        keys = {}
        for one in sorted(found, key=lambda one: (one.time, one.path)):
            try:
                keys[one] = self._key(b"", one.read())
            except (OSError, RefusedError) as error:
                why = getattr(error, "strerror", None) or str(error)
                remarks.append((one.learner, one.path, why))
        self._do("Reading", {key: ({"kind": "read"}, one.read) for one, key in keys.items()})
        lines = {}
        for one, key in keys.items():
            read = self._records[key]
            if "lesson" not in read:
                remarks.append((one.learner, one.path, read["message"]))
                continue
            answers = {name: dict(answer) for name, answer in read["answers"].items()}
            line = Line(one.learner, index.LESSONS[read["lesson"]], one.path, answers)
            before = lines.pop((line.learner, line.lesson), None)
            lines[line.learner, line.lesson] = line
            if before:
                why = "Handed in twice: the later one counts, the second of these."
                remarks.append((one.learner, f"{before.path}, {one.path}", why))
        self._check(lines.values(), remarks)
        lines = sorted(lines.values(), key=lambda line: (line.lesson.name, line.learner))
        return Marks(lines, remarks, self._records.get("protection", ""))

    def _check(self, lines, remarks):
        """Put verdicts in the place of the answers of lines."""
        jobs = {}
        for line in lines:
            for name, answer in line.verdicts.items():
                if "call" in answer:
                    unusual, body = answer.pop("unusual"), json.dumps(answer).encode()
                    answer["key"] = self._key(f"{line.lesson.name} {name}\n".encode(), body)
                    request = {"kind": "check", "module": line.lesson.module, "name": name}
                    jobs[answer["key"]] = request, lambda body=body: body
                    if unusual and not self._own:
                        why = f"{name} uses {', '.join(unusual)}: read it before you believe it."
                        remarks.append((line.learner, line.path, why))
        self._do("Checking", jobs)
        for line in lines:
            answers = line.verdicts
            line.verdicts = {
                name: self._verdict(answers.get(name)) for name in line.lesson.exercises
            }

    def _verdict(self, answer):
        if answer is None:
            return child.failed("Not found: the notebook neither checks nor defines it.")
        if "key" in answer:
            return {**self._records[answer["key"]], "code": answer["cells"][-1]}
        if "problem" in answer:
            return child.failed(answer["problem"])
        return {"state": "unanswered", "message": "", "group": "", "blocks": []}

    def _do(self, what, jobs):
        jobs = [(key, *job) for key, job in jobs.items() if key not in self._records]
        if self._own and what == "Reading":
            for key, _, contents in jobs:
                self._records[key] = child.read(contents(), index.LESSONS.values())
        elif jobs:
            self._run(what, jobs)

    def _run(self, what, jobs):
        modules = sorted({request["module"] for _, request, _ in jobs if "module" in request})
        with checking.Checks(modules) as checks:
            self._records["protection"] = checks.protection
            for key, value in tqdm(checks.run(jobs), what, len(jobs), disable=None):
                self._records[key] = value

    def _key(self, *parts):
        return hashlib.sha256(b"".join([self._course, *parts])).hexdigest()
