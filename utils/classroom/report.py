"""What a class understood, and how far a learner is, as pages to look at."""

import base64
import hashlib
import re
from collections import Counter
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

#: By state: a sign, a word, and a colour on which white text can be read.
STATES = {
    "correct": ("✓", "correct", "#157347"),
    "known": ("≠", "known confusion", "#a85200"),
    "other": ("✗", "other mistake", "#7a3fa8"),
    "unanswered": ("○", "not answered", "#666666"),
    "failed": ("?", "not found or failed", "#a11a3a"),
}
_SHOWN = 12  # learners named below a mistake
_COMMON = 5  # confusions at the head of the page
_SCRIPT = """
const body = document.body;
for (const button of document.querySelectorAll("button.names"))
  button.onclick = () => body.classList.toggle("numbers");
for (const button of document.querySelectorAll("button.save")) button.onclick = () => {
  const picture = new XMLSerializer().serializeToString(button.parentNode.querySelector("svg"));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([picture], {type: "image/svg+xml"}));
  link.download = button.dataset.name + ".svg";
  link.click();
};
"""


def numbers(marks):
    """A number for each learner, in an order that tells nothing of the names."""
    learners = {line.learner for line in marks.lines} | {who for who, *_ in marks.remarks if who}
    mixed = sorted(learners, key=lambda name: hashlib.sha256(name.encode()).digest())
    return {learner: number for number, learner in enumerate(mixed, start=1)}


def page(title, marks, anonymous=False):
    """The page on a class: one HTML text that needs no other file and no network."""
    of = numbers(marks)
    sections = [_section(*pair, of) for pair in by_lesson(marks.lines).items()]
    confusions = [
        (group, exercise, section["lesson"])
        for section in sections
        for exercise in section["exercises"]
        for group in exercise["groups"]
        if group["state"] == "known"
    ]
    return _rendered(
        "report.html.jinja",
        title=title,
        sections=sections,
        common=sorted(confusions, key=lambda one: -one[0]["count"])[:_COMMON],
        remarks=[(of.get(learner), learner, path, why) for learner, path, why in marks.remarks],
        anonymous=anonymous,
        protection=marks.protection,
    )


def progress(marks):
    """The page on one learner."""
    states = [found["state"] for line in marks.lines for found in line.verdicts.values()]
    return _rendered(
        "progress.html.jinja",
        title="My progress",
        lessons=[(line.lesson, line.verdicts) for line in marks.lines],
        correct=states.count("correct"),
        total=len(states),
    )


def _rendered(name, **names):
    digest = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    names.update(states=STATES, badge=_badge, told=_told, script=_SCRIPT, digest=digest)
    return environment.get_template(name).render(names)


def _told(text):
    """A message, in which words between backticks are code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def _badge(state):
    sign, word, _ = STATES[state]
    return Markup(f'<span class="state {state}" role="img" aria-label="{word}">{sign}</span>')


def by_lesson(lines):
    """The lines of each lesson."""
    lessons = {}
    for line in sorted(lines, key=lambda line: (line.lesson.name, line.learner)):
        lessons.setdefault(line.lesson, []).append(line)
    return lessons


def _section(lesson, lines, of):
    """What the page shows of a lesson."""
    exercises = [_exercise(name, lines, of) for name in lesson.exercises]
    rows = sorted((of[line.learner], line.learner, line.verdicts) for line in lines)
    skipped = [e["name"] for e in exercises if e["counts"]["unanswered"] > len(lines) / 2]
    return {"lesson": lesson, "rows": rows, "exercises": exercises, "skipped": skipped}


def _exercise(name, lines, of):
    """The states of an exercise, and what was said about answers to it, most often said first."""
    counts = Counter(dict.fromkeys(STATES, 0))
    groups = {}
    for line in lines:
        found = line.verdicts[name]
        counts[found["state"]] += 1
        if found["state"] not in ("correct", "unanswered"):
            groups.setdefault((found["state"], found["group"]), []).append((line.learner, found))
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    told = [
        {
            "state": state,
            "message": group,
            "learners": sorted((of[learner], learner) for learner, _ in those)[:_SHOWN],
            "count": len(those),
            "example": those[0][1],
        }
        for (state, group), those in ordered
    ]
    return {"name": name, "counts": counts, "groups": told}
