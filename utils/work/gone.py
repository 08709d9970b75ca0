"""What becomes of a learner's copy whose page the course has no longer, or under another name."""

from utils.work import merge


def see_to(page, work, originals, new):
    """Let a learner's copy move along with its lesson; return a list of what to say about it.

    page: the one that is gone, within the folder of the course. work, originals: the folders of
    the copies, and of the pages as they were when they were copied. new: the lessons of which
    there is no copy yet, each path within the course with its file.

    A copy that nobody has changed goes as well. A changed one takes the name of the new lesson
    that has most of its cells, or stays where it is, if none has a third of them.
    """
    original, copy = originals / page, work / page
    if not copy.exists() or not _is_changed(original, copy):
        copy.unlink(missing_ok=True)
        original.unlink()
        return []
    old = _ids(original)
    shared = {path: len(old & _ids(file)) for path, file in new.items()}
    successor = max(shared, key=shared.get, default=None)
    if successor is None or shared[successor] <= len(old) / 3:
        original.unlink()
        return [f"The course has no {page.name} any more: yours stays in {copy.parent}."]
    copy.rename(work / successor)
    original.rename(originals / successor)
    return [f"{page.name} is called {successor.name} now, and so is your copy."]


def _is_changed(original, copy):
    contents = original.read_bytes(), copy.read_bytes()
    try:
        return contents[0] != contents[1] and not merge.same_text(*map(merge.read, contents))
    except merge.UnreadableError:
        return True


def _ids(path):
    """The ids of a notebook's cells; none where it is no notebook."""
    try:
        return {cell["id"] for cell in merge.read(path.read_bytes())["cells"]}
    except merge.UnreadableError:
        return set()
