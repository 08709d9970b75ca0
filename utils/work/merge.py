"""Put the news of a lesson into a learner's copy of it, cell by cell."""

import json
import uuid


class UnreadableError(Exception):
    """A file is no notebook of format 4."""


def read(contents):
    """The notebook in a file's bytes, each cell with an id of its own.

    Raises UnreadableError where that is not what they are.
    """
    try:
        notebook = json.loads(contents)
        if notebook["nbformat"] != 4:
            raise UnreadableError
        cells = {}
        for cell in notebook["cells"]:
            name = cell.get("id")
            if not isinstance(name, str) or name in cells:
                name = uuid.uuid4().hex[:8]
            cells[name] = {**cell, "id": name}
            _text(cells[name])
        return {**notebook, "metadata": {**notebook["metadata"]}, "cells": list(cells.values())}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableError from error


def write(notebook):
    """The bytes of a notebook, in the form in which JupyterLab writes it."""
    return (json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def same_text(one, other):
    """Whether two notebooks have the same cells; what their code has put out does not count."""
    return list(_texts(one).items()) == list(_texts(other).items())


def merge(base, mine, new):
    """A learner's copy `mine` of the lesson `base`, brought up to the lesson `new`.

    Cells are known by their ids. One whose text or kind the learner has changed stays as it is,
    with its outputs; one that the learner has written stays behind the cell that it stood
    behind; one that the learner has deleted stays away. All others are the new lesson's, with
    its outputs. They stand in the lesson's order, unless the learner has moved some.

    Returns the merged notebook, and how many cells both have changed, each in another way.
    """
    was, own, now = map(_texts, (base, mine, new))
    cells = {cell["id"]: cell for notebook in (new, mine) for cell in notebook["cells"]}
    changed = {name for name in own if own[name] != was.get(name)}
    gone = was.keys() - own.keys()
    cells.update((cell["id"], cell) for cell in new["cells"] if cell["id"] not in changed)
    moved = [name for name in was if name in own] != [name for name in own if name in was]
    order = _weave(own, now) if moved else _weave(now, own)
    kept = [name for name in order if name in changed or (name in now and name not in gone)]
    both = {n for n in changed & now.keys() if now[n] != was.get(n) and now[n] != own[n]}
    metadata = {**new["metadata"], **mine["metadata"]}
    merged = {**new, "metadata": metadata, "cells": [cells[name] for name in kept]}
    return merged, len(both)


def _weave(order, others):
    """The names of `order`, each other name put behind the one that it follows in `others`."""
    order, place = list(order), 0
    for name in others:
        if name not in order:
            order.insert(place, name)
        place = order.index(name) + 1
    return order


def _texts(notebook):
    return {cell["id"]: _text(cell) for cell in notebook["cells"]}


def _text(cell):
    return cell["cell_type"], "".join(cell["source"])
