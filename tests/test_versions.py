"""What an older version is known to show otherwise is expected in place of the page."""

import pytest
from nbformat.v4 import new_output

from utils.notebooks import outputs, versions


@pytest.mark.parametrize("older", [False, True])
def test_an_older_version_is_expected_to_show_its_own_text(older, monkeypatch):
    monkeypatch.setattr(versions, "is_older", lambda package, until: older)
    page = [
        new_output("stream", text="np.str_('a')\n"),
        shown("np.str_('b')"),
        shown("np.float64(1)"),
    ]
    run = [new_output("stream", text="'a'\n"), shown("'b'"), shown("np.float64(1)")]
    assert len(outputs.differences(versions.expected(page), run)) == (0 if older else 2)
    assert versions.differs("16_classify_digits", "graphs.draw(graph)") == older
    assert not versions.differs("16_classify_digits", "graphs.count(graph)")


def shown(text):
    return new_output("display_data", data={"text/plain": text})


def test_versions_are_those_that_are_installed():
    assert versions.is_older("tensorflow", "3") and not versions.is_older("numpy", "1")
