import ast
import base64
import io
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from PIL import Image

from utils.notebooks import files
from utils.notebooks import refresh as refreshing
from utils.notebooks.lessons import LessonError
from utils.notebooks.normalise import is_normalised
from utils.notebooks.refresh import refresh

DRAW = """\
import io, os, time
from IPython.display import Image, display
import PIL.Image

def draw(alt):
    buffer = io.BytesIO()
    PIL.Image.new("RGB", (60, 40), "blue").save(buffer, "PNG")
    display(Image(buffer.getvalue()), metadata={"image/png": {"alt": alt}})
"""
SLIDER = """\
from ipywidgets import interact
_ = interact(lambda x: draw(f'Seen at {x}'), x=(0, 4))
"""
EDIT = """\
from pathlib import Path
_ = Path("03_edit_itself.ipynb").write_text("edited meanwhile")
"""


def write(path, *sources):
    """Write a notebook as a front end does; a source that reads the clock is ignored."""
    cells = [new_code_cell(source) for source in sources]
    for cell in cells:
        cell.metadata.tags = ["nbval-ignore-output"] if "time.time()" in cell.source else []
        cell.metadata.tags += ["cover"] if "blue field" in cell.source else []
    nbformat.write(new_notebook(cells=cells), path)


def encoded_again(png):
    """The same pixels in other bytes."""
    buffer = io.BytesIO()
    Image.open(io.BytesIO(base64.b64decode(png))).save(buffer, "PNG", compress_level=1)
    return base64.b64encode(buffer.getvalue()).decode()


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory):
    """Three lessons: the first refreshed twice, the second time with two that fail."""
    course = tmp_path_factory.mktemp("course")
    (course / "images" / "covers").mkdir(parents=True)
    folder = course / "notebooks"
    folder.mkdir()
    first = folder / "01_look_around.ipynb"
    write(
        first,
        DRAW,
        "draw('A blue field')",
        "time.time()",
        SLIDER,
        "'PYTEST_CURRENT_TEST' in os.environ",
        "os.path.exists('01_look_around.ipynb')",
        "import tempfile; tempfile.mkstemp(prefix=f'{time.time()}-')[1]",
    )
    changed = refresh([first])
    page = nbformat.read(first, nbformat.NO_CONVERT)
    figure = page.cells[1].outputs[0].data
    figure["image/png"] = encoded_again(figure["image/png"])
    nbformat.write(page, first)
    stored = first.read_bytes()
    write(folder / "02_divide_by_zero.ipynb", "print('so far')", "1 / 0")
    write(folder / "03_edit_itself.ipynb", EDIT)
    before = (folder / "02_divide_by_zero.ipynb").read_bytes()
    with pytest.raises(LessonError) as error:
        refresh(sorted(folder.glob("*.ipynb")))
    return SimpleNamespace(
        folder=folder,
        first=first,
        cells=page.cells,
        changed=changed,
        stored=stored,
        failing=before,
        error=str(error.value),
    )


def test_a_refreshed_lesson_is_normalised_and_named_and_again_changes_no_byte(refreshed):
    assert refreshed.changed == [refreshed.first]
    assert is_normalised(refreshed.first)
    assert refreshed.first.read_bytes() == refreshed.stored


def test_the_cover_is_stored_for_the_readme(refreshed):
    (cover,) = (refreshed.folder.parent / "images" / "covers").iterdir()
    assert cover.name == "01.png"
    shown = files.read(refreshed.first).cells[1].outputs[0].data
    assert cover.read_bytes() == base64.b64decode(shown["image/png"])


def test_a_slider_stands_beside_the_picture_that_it_draws(refreshed):
    outputs = refreshed.cells[3].outputs
    kinds = {kind for output in outputs for kind in output.data}
    assert {"image/png", "application/vnd.jupyter.widget-view+json"} <= kinds
    assert [o.metadata["image/png"]["alt"] for o in outputs if o.metadata] == ["Seen at 2"]


def test_lessons_run_in_their_folder_and_what_they_write_elsewhere_goes(
    refreshed,
):
    """A kernel is killed at the end: it removes nothing itself, AutoGraph's files for instance."""
    shown = [cell.outputs[0].data["text/plain"] for cell in refreshed.cells[4:]]
    assert shown[:2] == ["True", "True"]  # as under pytest
    path = Path(ast.literal_eval(shown[2]))
    assert not path.exists() and not path.parent.exists()


def test_a_lesson_that_fails_or_is_written_meanwhile_stays_as_it_is(
    refreshed,
):
    assert (refreshed.folder / "02_divide_by_zero.ipynb").read_bytes() == refreshed.failing
    assert "02_divide_by_zero.ipynb was not stored.\nIn [2]: 1 / 0\n" in refreshed.error
    assert "ZeroDivisionError: division by zero" in refreshed.error
    assert (refreshed.folder / "03_edit_itself.ipynb").read_text() == "edited meanwhile"
    assert "03_edit_itself.ipynb was not stored.\nThe file was changed" in refreshed.error
    assert len(list(refreshed.folder.iterdir())) == 3


def test_an_output_that_nobody_compares_is_kept_until_code_changes(tmp_path, monkeypatch):
    times = iter(["1.5 s", "1.7 s", "1.6 s"])

    def execute(notebook, folder):
        for cell in notebook.cells:
            cell.execution_count = 1
        notebook.cells[1].outputs = [new_output("stream", text=next(times))]

    monkeypatch.setattr(refreshing, "_execute", execute)
    path = tmp_path / "01_take_the_time.ipynb"
    write(path, "epochs = 12", "time.time()")
    shown = []
    for source in ("epochs = 12", "epochs = 12", "epochs = 8"):
        page = files.read(path)
        page.cells[0].source = source
        nbformat.write(page, path)
        refresh([path])
        shown.append(files.read(path).cells[1].outputs[0].text)
    assert shown == ["1.5 s", "1.5 s", "1.6 s"]


def test_a_page_whose_code_was_edited_and_not_run_is_noticed(refreshed, tmp_path):
    page = files.read(refreshed.first)
    page.cells[2].source += "  # now"
    edited = tmp_path / "01_look_around.ipynb"
    edited.write_bytes(files.to_bytes(page))
    assert not is_normalised(edited)
