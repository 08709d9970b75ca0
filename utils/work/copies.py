"""Lay out a learner's own copies of the course, keep them up to date, and lay one out afresh.

    work/                   JupyterLab's root: all that the links of a lesson lead to
    work/.course/           the pages as they were when they were copied

A copy that nobody has changed follows its page. A changed one takes the news of its lesson cell
by cell (see `merge`). Nothing of the learner's is overwritten or deleted. What is written here is
written whole or not at all, the copy before the original: a stop in between does no harm.
"""

from datetime import datetime
from pathlib import Path

from utils import whole
from utils.work import gone, merge

ORIGINALS = ".course"  # hidden from JupyterLab
LESSONS = "notebooks"
_SHOWN = (
    *("*.md", "LICENSE", "images/*.png", "images/*/*.png", f"{LESSONS}/*.ipynb"),
    *("data/*.md", "data/*.txt", "data/*.py", "utils/*.py", "utils/exercises/README.md"),
)


def pages(course):
    """The paths, within the folder of the course, of all that a learner's copies consist of."""
    found = (path for pattern in _SHOWN for path in Path(course).glob(pattern))
    return sorted(path.relative_to(course) for path in found)


def update(course, work):
    """Bring a learner's copies up to date, and make those that are missing.

    course, work: the folder of the course, and that of the copies, which is made if there is none.
    Returns a list of sentences, one for each copy of which the learner should know.
    """
    course, work = Path(course), Path(work)
    shown = pages(course)
    said = []
    for original in sorted((work / ORIGINALS).rglob("*")):
        page = original.relative_to(work / ORIGINALS)
        if original.is_file() and page not in shown:
            new = [p for p in shown if p.parent.name == LESSONS and not (work / p).exists()]
            said += gone.see_to(page, work, work / ORIGINALS, {p: course / p for p in new})
    for page in shown:
        said += _bring_up(course / page, work / ORIGINALS / page, work / page)
    return said


def reset(course, work, page):
    """Lay out a page afresh; the learner's copy, if it differs, is kept under a name with the date.

    Returns a list of what was done, in sentences.
    """
    new, original, copy = Path(course) / page, Path(work) / ORIGINALS / page, Path(work) / page
    said = [f"{copy.name} is as the course has it."]
    if copy.exists() and copy.read_bytes() != new.read_bytes():
        said = [f"{copy.name} is as the course has it; yours is now {_move_aside(copy).name}."]
    _lay_out(new.read_bytes(), original, copy)
    return said


def refused(work, error):
    """Say in a sentence why the copies could not be written."""
    return (
        f"The copies of the lessons in {work} could not be written ({error.strerror}): make room "
        "on the disk, or see to it that you may write there. What you wrote is as it was."
    )


def _bring_up(new, original, copy):
    """Bring one copy up to date; return a list of what to say about it."""
    fresh = new.read_bytes()
    base = original.read_bytes() if original.exists() else None
    if not copy.exists():
        _lay_out(fresh, original, copy)
    elif base is None and copy.read_bytes() != fresh:
        _write(original, fresh)
        return [f"{copy.name} was in {copy.parent} already, and stays as it is."]
    elif base != fresh:
        return _put_in_news(base, fresh, original, copy)
    return []


def _put_in_news(base, fresh, original, copy):
    mine, said = copy.read_bytes(), []
    result = fresh
    if mine not in (base, fresh):
        if copy.suffix != ".ipynb":
            said = [f"{copy.name} has news; your copy with changes is {_move_aside(copy).name}."]
        else:
            try:
                result, said = _merged(copy.name, base, mine, fresh)
            except merge.UnreadableError:
                return [
                    f"{copy.name} in {copy.parent} cannot be read as a notebook, and stays as it "
                    f"is: `{_reset(copy.name)}` puts it aside."
                ]
            if copy.read_bytes() != mine:
                return [f"{copy.name} was saved just now: its news come at the next start."]
    _lay_out(result, original, copy, fresh)
    return said


def _merged(name, base, mine, fresh):
    """The bytes of a copy with the news of its lesson, and what to say about it."""
    was, own, now = map(merge.read, (base, mine, fresh))
    if merge.same_text(was, own):
        return fresh, []
    if merge.same_text(was, now):
        return mine, []
    result, both = merge.merge(was, own, now)
    said = f"{name} has news; the cells that you changed or wrote are as they were"
    if both:
        said += f". The lesson changed {both} of them too: `{_reset(name)}` lays its page out"
    return merge.write(result), [f"{said}."]


def _reset(name):
    return f"python3 course.py reset {name[:2].lstrip('0')}"


def _move_aside(copy):
    now = datetime.now()
    aside = copy.with_stem(f"{copy.stem}_{now:%Y-%m-%d_%H%M%S}")
    while aside.exists():
        aside = aside.with_stem(f"{aside.stem}x")
    return copy.rename(aside)


def _lay_out(contents, original, copy, fresh=None):
    _write(copy, contents)
    _write(original, contents if fresh is None else fresh)


def _write(path, contents):
    path.parent.mkdir(parents=True, exist_ok=True)
    whole.write(path, contents)
