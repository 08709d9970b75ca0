"""What a class understood, as a table for other programs."""

import csv
import io

from utils.classroom.report import STATES, by_lesson, numbers


def table(marks, anonymous=False):
    """A row a learner, as CSV: how much of each lesson is correct, each exercise's state."""
    of = numbers(marks)
    lessons = list(by_lesson(marks.lines))
    head = ["learner"]
    for lesson in lessons:
        number = lesson.name[:2].lstrip("0")
        head += [f"{number} {what}" for what in ("correct", "exercises", "not found or failed")]
        head += [f"{number} {name}" for name in lesson.exercises]
    rows = {learner: {} for learner in of}
    for line in marks.lines:
        rows[line.learner][line.lesson] = line.verdicts
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(head)
    for learner in sorted(rows, key=of.get if anonymous else None):
        row = [of[learner] if anonymous else _plain(learner)]
        for lesson in lessons:
            row += _cells(lesson, rows[learner].get(lesson))
        writer.writerow(row)
    return f"\ufeff{text.getvalue()}"  # by which Excel knows UTF-8


def _cells(lesson, verdicts):
    if verdicts is None:
        return [""] * (3 + len(lesson.exercises))
    states = [verdicts[name]["state"] for name in lesson.exercises]
    counts = [states.count("correct"), len(states), states.count("failed")]
    return counts + [STATES[state][1] for state in states]


def _plain(text):
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
