"""Compare the stored outputs of a cell with those of a run, kind by kind.

As in nbval, outputs are sorted by kind before they are compared: what is printed (stdout,
stderr), the error, and each MIME type of the values and figures shown. The order within
a kind counts, the order between kinds does not. Text follows the rule in compare_text, PNG
figures that in compare_figures; tracebacks and the random ids of widgets are not compared.
"""

import copy
import json
from collections import defaultdict
from typing import NamedTuple

from nbval.plugin import coalesce_streams

from utils.notebooks.compare_figures import figure_difference
from utils.notebooks.compare_text import text_difference

WIDGET = "application/vnd.jupyter.widget-view+json"

_NAMES = {
    "stdout": "printed text",
    "stderr": "text on stderr",
    "error": "error",
    "text/plain": "value",
    "text/html": "HTML output",
    "image/png": "figure",
    WIDGET: "widget",
}


class Difference(NamedTuple):
    """One sentence, and the two PNG pictures (base64 text) if they are what differs."""

    message: str
    figures: tuple = ()


def by_kind(outputs):
    """Sort a cell's outputs: {kind: list of contents}."""
    kinds = defaultdict(list)
    for output in coalesce_streams(copy.deepcopy(outputs)):
        if output["output_type"] == "stream":
            kinds[output["name"]].append(output["text"])
        elif output["output_type"] == "error":
            kinds["error"].append(f"{output['ename']}: {output['evalue']}")
        else:
            for mime, content in output["data"].items():
                kinds[mime].append(content)
    return dict(kinds)


def kind_differences(page, run):
    """List the kinds of output that only the page or only the run has."""
    page, run = by_kind(page), by_kind(run)
    found = [(kind, "on the page, but not in the run", page) for kind in page if kind not in run]
    found += [(kind, "in the run, but not on the page", run) for kind in run if kind not in page]
    if len(found) > 1:  # the text that stands in for a figure or HTML says nothing more
        found = [entry for entry in found if entry[0] != "text/plain"]
    return [
        Difference(f"{_name(kind)} {where}{_glimpse(kind, outputs[kind])}")
        for kind, where, outputs in found
    ]


def differences(page, run):
    """List how the outputs of a run differ from those on the page, at most one of each kind."""
    found = kind_differences(page, run)
    page, run = by_kind(page), by_kind(run)
    for kind, contents in page.items():
        others = run.get(kind)
        if others is None or kind == WIDGET:
            continue
        if len(contents) != len(others):
            counts = f"{len(contents)} on the page, {len(others)} in the run"
            found.append(Difference(f"{_name(kind)}: {counts}"))
            continue
        pairs = enumerate(zip(contents, others, strict=True), start=1)
        compared = (_difference(kind, number, *pair) for number, pair in pairs)
        found += [difference for difference in compared if difference][:1]
    return found


def _difference(kind, number, page, run):
    if page == run:
        return None
    if kind == "image/png":
        message = figure_difference(page, run)
        return message and Difference(f"figure {number} differs: {message}", (page, run))
    if not isinstance(page, str):  # a JSON type
        page, run = (json.dumps(content, sort_keys=True) for content in (page, run))
    found = text_difference(page, run)
    if found is None:
        return None
    line, on_page, in_run = found
    message = f"{_name(kind)} differs in line {line}:\n  page: {on_page}\n  run:  {in_run}"
    return Difference(message)


def _name(kind):
    return _NAMES.get(kind, kind)


def _glimpse(kind, contents):
    """The first line of a text, to name it in a message."""
    if kind.startswith("image/") or not isinstance(contents[0], str):
        return ""
    return ": " + contents[0].strip().partition("\n")[0][:100]
