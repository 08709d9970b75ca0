import copy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from utils.notebooks.files import to_bytes
from utils.notebooks.lessons import LessonError
from utils.notebooks.normalise import is_normalised, normalise

WIDGET = "application/vnd.jupyter.widget-view+json"


def code(source="1 + 1", outputs=(), count=1, **metadata):
    return new_code_cell(source, outputs=list(outputs), execution_count=count, metadata=metadata)


def stream(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def shown(data, metadata=None):
    return new_output("display_data", data=data, metadata=metadata or {})


def one(cell):
    """The normalised form of a code cell."""
    return normalise(new_notebook(cells=[cell])).cells[0]


def test_cells_are_counted_in_order():
    result = new_output("execute_result", data={"text/plain": "2"}, execution_count=9)
    notebook = new_notebook(cells=[code(count=7), new_markdown_cell("text"), code(count=9)])
    notebook.cells[2].outputs = [result]
    cells = normalise(notebook).cells
    assert [cells[0].execution_count, cells[2].execution_count] == [1, 2]
    assert cells[2].outputs[0].execution_count == 2


def test_metadata_of_front_ends_and_clocks_goes_and_tags_stay():
    notebook = new_notebook(cells=[code(tags=["a"], execution={"iopub.execute_input": "12:00"})])
    notebook.cells.append(new_markdown_cell("text", metadata={"editable": True}))
    notebook.metadata = {
        "kernelspec": {"name": "venv", "display_name": "mine"},
        "language_info": {"name": "python", "version": "3.11.7"},
        "widgets": {},
    }
    notebook = normalise(notebook)
    assert [cell.metadata for cell in notebook.cells] == [{"tags": ["a"]}, {}]
    assert notebook.metadata.kernelspec.name == "python3"
    assert set(notebook.metadata) == {"course", "kernelspec", "language_info"}
    assert "version" not in notebook.metadata.language_info


def test_adjacent_output_of_a_stream_is_merged_and_a_carriage_return_overwrites():
    outputs = [stream("10%\r20%\r"), stream("done\n"), shown({"text/plain": "2"}), stream("end\n")]
    cell = one(code(outputs=outputs))
    assert [output.get("text") for output in cell.outputs] == ["done\n", None, "end\n"]


def test_ids_are_kept_unless_missing_or_taken():
    notebook = new_notebook(cells=[code("a"), code("b"), code("c"), code("c")])
    notebook.cells[0].id = notebook.cells[1].id = "question"
    del notebook.cells[2]["id"], notebook.cells[3]["id"]
    again = copy.deepcopy(notebook)
    ids = [cell.id for cell in normalise(notebook).cells]
    assert ids[0] == "question"
    assert len(set(ids)) == 4
    assert ids == [cell.id for cell in normalise(again).cells]


def test_a_figure_has_the_alternative_text_of_its_cell_or_its_own():
    metadata = {"image/png": {"alt": "A line", "width": 9}, "needs_background": "light"}
    figure = shown({"image/png": "iVBORw0K"}, metadata)
    cell = one(code(outputs=[figure]))
    assert cell.outputs[0].metadata == {"image/png": {"alt": "A line"}}
    cell = one(code(outputs=[figure], alt="A falling line", editable=True))
    assert cell.outputs[0].metadata == {"image/png": {"alt": "A falling line"}}
    assert cell.metadata == {"alt": "A falling line"}


def test_a_widget_keeps_its_text_and_loses_its_random_id():
    data = {WIDGET: {"model_id": "f3c0", "version_major": 2}, "text/plain": "IntSlider(value=0)"}
    cell = one(code(outputs=[shown(data)]))
    assert cell.outputs[0].data["text/plain"] == "IntSlider(value=0)"
    assert cell.outputs[0].data[WIDGET]["model_id"] == ""


@pytest.mark.parametrize(
    ("path", "stored"),
    [
        ("/home/a b/.venv/lib/python3.11/site-packages/numpy/lib/x.py", "numpy/lib/x.py"),
        ("C:\\Users\\a b\\Lib\\site-packages\\numpy\\lib\\x.py", "numpy/lib/x.py"),
        ("~/course/utils/batches.py", "utils/batches.py"),
        ("/usr/lib/python3.11/json/decoder.py", "json/decoder.py"),
    ],
)
def test_paths_in_a_traceback_do_not_tell_where_the_course_was_run(path, stored):
    error = new_output("error", ename="E", evalue="e")
    error.traceback = [f"File \x1b[0;32m{path}:42\x1b[0m, in f", f"File {path}:42"]
    cell = one(code(outputs=[error], tags=["raises-exception"]))
    assert cell.outputs[0].traceback == [
        f"File \x1b[0;32m{stored}:42\x1b[0m, in f",
        f"File {stored}:42",
    ]


ONLY_THE_AUTHOR_CAN_MEND = {
    "never executed": (code("x = 1", count=None), "never executed"),
    "empty": (code(" \n"), "empty"),
    "stderr": (code(outputs=[stream("careful\n", "stderr")]), "writes to stderr: 'careful'"),
    "no alternative text": (code(outputs=[shown({"image/png": "iVBORw0K"})]), "alternative text"),
    "address": (
        code(outputs=[shown({"text/plain": "<f at 0x7f01>"})]),
        "memory address (at 0x7f01)",
    ),
    "address printed": (code(outputs=[stream("<f at 0x7f01>")]), "memory address"),
    "unused tag": (code(tags=["raises-exception"]), "raises none"),
}


@pytest.mark.parametrize(
    ("cell", "complaint"), ONLY_THE_AUTHOR_CAN_MEND.values(), ids=ONLY_THE_AUTHOR_CAN_MEND
)
def test_what_only_the_author_can_mend_is_refused_with_its_cell(cell, complaint):
    with pytest.raises(LessonError) as error:
        normalise(new_notebook(cells=[code(), cell]))
    assert str(error.value).startswith("In [2]")
    assert complaint in str(error.value)


def test_an_address_in_an_ignored_output_is_allowed():
    one(code(outputs=[stream("<f at 0x7f01>")], tags=["nbval-ignore-output"]))


def test_normalising_leaves_its_argument_alone_and_other_bytes_are_noticed(tmp_path):
    notebook = new_notebook(cells=[code(outputs=[stream("a\n"), stream("ü\n")], count=5)])
    before = copy.deepcopy(notebook)
    stored = to_bytes(normalise(notebook))
    assert notebook == before
    path = tmp_path / "01_count.ipynb"
    nbformat.write(notebook, path)
    assert not is_normalised(path)
    for contents in (stored, stored.replace(b"\n", b"\r\n")):
        path.write_bytes(contents)
        assert is_normalised(path) == (contents == stored)
