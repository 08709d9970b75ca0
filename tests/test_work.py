"""A learner's own copies: they follow the course, and nothing that the learner wrote is lost."""

import contextlib
import copy
import json
import random
import re
from pathlib import Path

import links
import pytest
from utils import work
from utils.work import copies, merge

ROOT = Path(__file__).resolve().parents[1]
LESSON = "notebooks/15_classify_digits.ipynb"


def code(text, **changed):
    """A code cell; its id is the first word of its text."""
    cell = {"cell_type": "code", "id": text.split()[0], "source": text, "metadata": {}}
    return {**cell, "outputs": [], "execution_count": None, **changed}


def notebook(*texts):
    """A notebook with one code cell a text."""
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [*map(code, texts)]}


def read(path):
    return merge.read(path.read_bytes())


def sources(path):
    return [cell["source"] for cell in read(path)["cells"]]


@pytest.fixture
def course(tmp_path):
    """A course of one lesson and its contents."""
    (tmp_path / "course/notebooks").mkdir(parents=True)
    (tmp_path / "course/README.md").write_text("# Contents\n", "utf-8")
    (tmp_path / "course" / LESSON).write_bytes(merge.write(notebook("a 1", "b 1", "c 1")))
    return tmp_path / "course"


@pytest.fixture
def mine(course):
    """The folder of a learner's copies of it."""
    assert work.update(course, course / "work") == []
    return course / "work"


def store(folder, *texts, page=LESSON):
    (folder / page).write_bytes(merge.write(notebook(*texts)))


def test_every_link_of_the_course_stays_among_the_copies(tmp_path):
    assert work.update(ROOT, tmp_path) == []
    pages = [*tmp_path.rglob("*.md"), *(tmp_path / "notebooks").glob("*.ipynb")]
    pages = [page for page in pages if copies.ORIGINALS not in page.parts]
    assert len(pages) > 25
    assert not [complaint for page in pages for complaint in links.broken(page)]
    places = [links.local(page, t) for page in pages for t in links.targets(links.markdown(page))]
    assert all(place[0].is_relative_to(tmp_path) for place in places if place)
    for lesson in (ROOT / "notebooks").glob("*.ipynb"):
        assert (tmp_path / "notebooks" / lesson.name).read_bytes() == lesson.read_bytes()


def test_git_does_not_see_the_copies():
    assert "/work/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()


def test_a_copy_that_nobody_has_changed_follows_its_page(course, mine):
    run = read(mine / LESSON)
    run["cells"][0].update(outputs=[{"output_type": "stream", "text": "2.3"}], execution_count=7)
    (mine / LESSON).write_bytes(merge.write(run))
    store(course, "a 2", "c 1", "d 1")
    (course / "README.md").write_text("# New\n", "utf-8")
    assert work.update(course, mine) == []
    assert (mine / LESSON).read_bytes() == (course / LESSON).read_bytes()
    assert (mine / "README.md").read_text("utf-8") == "# New\n"


def test_running_a_lesson_is_no_news_and_stays(course, mine):
    run = merge.write(notebook("a 1", "b 1", "c 1")) + b"\n"
    (mine / LESSON).write_bytes(run)
    assert work.update(course, mine) == []
    assert (mine / LESSON).read_bytes() == run


@pytest.mark.parametrize(
    ("own", "new", "becomes", "told"),
    [
        ("a 1,b mine,own 1,c 1", "a 2,b 1,new 1,c 1", "a 2,b mine,own 1,new 1,c 1", "wrote are as"),
        ("a mine,b 1,c 1", "a 2,b 1,c 2", "a mine,b 1,c 2", "The lesson changed 1 of them too"),
        ("c 1,a 1", "a 2,b 2,c 1,d 1", "c 1,d 1,a 2", "has news;"),  # it has deleted and moved some
    ],
)
def test_a_changed_copy_takes_the_news_around_the_learners_cells(
    course, mine, own, new, becomes, told
):
    store(mine, *own.split(","))
    store(course, *new.split(","))
    (said,) = work.update(course, mine)
    assert told in said
    assert sources(mine / LESSON) == becomes.split(",")
    assert work.update(course, mine) == []


def test_what_a_changed_cell_has_put_out_stays_with_it(course, mine):
    answered = read(mine / LESSON)
    verdict = [{"output_type": "stream", "text": "Correct."}]
    answered["cells"][1].update(source="b mine", outputs=verdict)
    (mine / LESSON).write_bytes(merge.write(answered))
    store(course, "a 2", "b 1", "c 1")
    work.update(course, mine)
    assert read(mine / LESSON)["cells"][1]["outputs"] == verdict


def test_outputs_alone_are_no_news_for_a_changed_copy(course, mine):
    store(mine, "a mine", "b 1", "c 1")
    page = read(course / LESSON)
    page["cells"][1]["outputs"] = [{"output_type": "stream", "text": "2.3"}]
    before = (mine / LESSON).read_bytes()
    (course / LESSON).write_bytes(merge.write(page))
    assert work.update(course, mine) == []
    assert (mine / LESSON).read_bytes() == before


@pytest.mark.parametrize("written", [0, 1])
def test_an_update_that_was_cut_off_is_made_up_for(course, mine, monkeypatch, written):
    store(mine, "a mine", "b 1", "c 1")
    store(course, "a 1", "b 2", "d 1")
    with monkeypatch.context() as patch, pytest.raises(Stop):
        patch.setattr(copies, "_write", stopped_after(written))
        work.update(course, mine)
    work.update(course, mine)
    assert sources(mine / LESSON) == ["a mine", "b 2", "d 1"]


def test_a_deleted_lesson_comes_back(course, mine):
    (mine / LESSON).unlink()
    assert work.update(course, mine) == []
    assert (mine / LESSON).read_bytes() == (course / LESSON).read_bytes()


@pytest.mark.parametrize(
    "damage", [b"", b"<<<<<<< HEAD", b"[1]", b'{"nbformat": 4}', b'{"nbformat": 3}', b"\xff{}"]
)
def test_a_copy_that_cannot_be_read_is_named_and_left(course, mine, damage):
    (mine / LESSON).write_bytes(damage)
    store(course, "a 2", "b 1", "c 1")
    for _ in range(2):
        (said,) = work.update(course, mine)
        assert "cannot be read as a notebook, and stays as it is: `python3 course.py reset" in said
        assert (mine / LESSON).read_bytes() == damage


def test_a_page_with_notes_in_it_is_moved_aside_for_the_news(course, mine):
    (mine / "README.md").write_text("my notes", "utf-8")
    (course / "README.md").write_text("# New\n", "utf-8")
    assert "README_" in work.update(course, mine)[0]
    assert (mine / "README.md").read_text("utf-8") == "# New\n"
    assert [path.read_text("utf-8") for path in mine.glob("README_*.md")] == ["my notes"]


def test_a_file_that_was_there_already_stays(course):
    (course / "work/notebooks").mkdir(parents=True)
    store(course / "work", "x 1")
    assert "was in" in work.update(course, course / "work")[0]
    assert sources(course / "work" / LESSON) == ["x 1"]
    assert work.update(course, course / "work") == []


def test_a_copy_moves_along_with_a_renamed_lesson(course, mine):
    store(mine, "a mine", "b 1", "own 1", "c 1")
    (course / LESSON).rename(course / "notebooks/16_score_classes.ipynb")
    store(course, "x 1", "y 1")  # another lesson has its old number
    (course / LESSON).rename(course / "notebooks/15_choose.ipynb")
    (said,) = work.update(course, mine)
    assert said.startswith("15_classify_digits.ipynb is called 16_score_classes.ipynb now")
    names = sorted(path.name for path in (mine / "notebooks").iterdir())
    assert names == ["15_choose.ipynb", "16_score_classes.ipynb"]
    assert sources(mine / "notebooks" / names[1]) == ["a mine", "b 1", "own 1", "c 1"]


def test_a_copy_of_a_lesson_that_is_gone_stays_if_it_was_changed(course, mine):
    store(course, "z 1", page="notebooks/17_convolve.ipynb")
    work.update(course, mine)
    store(mine, "a mine", "b 1", "c 1")
    for page in (LESSON, "notebooks/17_convolve.ipynb"):
        (course / page).unlink()
    store(course, "a 1", "n 1", "o 1", page="notebooks/18_other.ipynb")  # of which it has a third
    (said,) = work.update(course, mine)
    assert said.startswith("The course has no 15_classify_digits.ipynb any more: yours stays")
    names = sorted(path.name for path in (mine / "notebooks").iterdir())
    assert names == [Path(LESSON).name, "18_other.ipynb"]
    assert sources(mine / LESSON)[0] == "a mine"
    assert work.update(course, mine) == []


def test_a_copy_never_takes_the_place_of_another(course, mine):
    other = "notebooks/17_convolve.ipynb"
    store(course, "x 1", page=other)
    work.update(course, mine)
    store(mine, "a mine", "b 1", "c 1")
    store(mine, "x mine", page=other)
    (course / LESSON).unlink()
    store(course, "a 1", "b 1", "c 1", "x 1", page=other)  # which takes in what was lesson 15
    work.update(course, mine)
    assert sources(mine / LESSON)[0] == "a mine"
    assert sources(mine / other) == ["a 1", "b 1", "c 1", "x mine"]


def test_reset_keeps_the_old_copy_under_a_name_with_the_date(course, mine):
    assert work.reset(course, mine, LESSON) == ["15_classify_digits.ipynb is as the course has it."]
    for text in ("a mine", "a again"):
        store(mine, text, "b 1", "c 1")
        assert "; yours is now 15_classify_digits_" in work.reset(course, mine, LESSON)[0]
        assert (mine / LESSON).read_bytes() == (course / LESSON).read_bytes()
    kept = sorted((mine / "notebooks").glob("15_classify_digits_*.ipynb"))
    assert {sources(path)[0] for path in kept} == {"a mine", "a again"}
    assert re.search(r"_\d{4}-\d\d-\d\d_\d{6}", kept[0].stem)
    assert work.update(course, mine) == []


def test_cells_without_an_id_or_with_that_of_another_are_kept():
    old, new = notebook("a 1", "b 1"), notebook("a 2", "b 1")
    own = copy.deepcopy(old)
    own["cells"] += [code("twin", id="a"), code("nameless", id=None)]
    merged, _ = merge.merge(*(merge.read(json.dumps(each)) for each in (old, own, new)))
    assert [cell["source"] for cell in merged["cells"]] == ["a 2", "b 1", "twin", "nameless"]
    assert len({cell["id"] for cell in merged["cells"]}) == 4


# Any history ----------------------------------------------------------------------------


class Stop(Exception):
    """The process ends here."""


def stopped_after(files):
    """What writes so many files, and is then stopped."""
    left, write = iter(range(files)), copies._write

    def write_or_stop(*arguments):
        if next(left, None) is None:
            raise Stop
        write(*arguments)

    return write_or_stop


class History:
    """A learner and an author who change lessons at random, and updates that may be cut off."""

    def __init__(self, folder, seed):
        self.random = random.Random(seed)
        self.course, self.mine = folder, folder / "work"
        (folder / "notebooks").mkdir(parents=True)
        self.count, self.written = 0, set()
        for lesson in "pqr":
            store(folder, *(f"{lesson}{i} 0" for i in range(5)), page=self.page(lesson))
        work.update(self.course, self.mine)

    def page(self, lesson):
        return f"notebooks/{self.random.randrange(10, 99)}_{lesson}.ipynb"

    def word(self):
        self.count += 1
        return f"w{self.count}"

    def lessons(self, folder):
        return sorted((folder / "notebooks").glob("*.ipynb"))

    def edit(self, folder):
        """Change, add, delete or move a cell of a lesson; return what was written and deleted."""
        path = self.random.choice(self.lessons(folder))
        page, word, before = read(path), self.word(), None
        cells = page["cells"]
        index = self.random.randrange(len(cells)) if cells else 0
        kind = self.random.choice(["change", "add", "delete", "move"] if cells else ["add"])
        if kind == "add":
            cells.insert(index, code(word))
        elif kind == "move":
            self.random.shuffle(cells)
        else:
            before = cells.pop(index)
            if kind == "change":
                cells.insert(index, {**before, "source": word})
            before = before["source"]
        path.write_bytes(merge.write(page))
        return (word if kind in ("change", "add") else None), before

    def learn(self):
        word, before = self.edit(self.mine)
        self.written = (self.written | {word}) - {before, None}

    def teach(self):
        if self.random.random() < 0.2:
            path = self.random.choice(self.lessons(self.course))
            path.rename(self.course / self.page(path.stem[3:]))
        elif self.random.random() < 0.05 and len(self.lessons(self.course)) > 1:
            self.random.choice(self.lessons(self.course)).unlink()
        else:
            self.edit(self.course)

    def update(self, monkeypatch):
        """Update, be it at the second try."""
        with monkeypatch.context() as patch:
            patch.setattr(copies, "_write", stopped_after(self.random.choice([0, 1, 2, 1000])))
            with contextlib.suppress(Stop):
                work.update(self.course, self.mine)
        work.update(self.course, self.mine)

    def found(self):
        return {text for path in self.lessons(self.mine) for text in sources(path)}


def test_whatever_happens_nothing_that_the_learner_wrote_is_lost(tmp_path, monkeypatch):
    for seed in range(80):
        history = History(tmp_path / str(seed), seed)
        for _ in range(6):
            for _ in range(history.random.randrange(4)):
                history.random.choice([history.learn, history.teach])()
            history.update(monkeypatch)
            assert history.written <= history.found(), seed


def test_all_news_arrive_but_where_the_learner_has_changed_the_same_cell():
    for seed in range(300):
        chance = random.Random(seed)
        old = notebook(*(f"{name} 0" for name in "abcdefgh"))
        own, new = copy.deepcopy(old), copy.deepcopy(old)
        for cells, word in ((own["cells"], " mine"), (new["cells"], " news")):
            for cell in cells:
                cell["source"] += chance.choice(["", word])
        new["cells"].insert(chance.randrange(9), code("i 0 news"))
        del new["cells"][chance.randrange(9)]
        merged, both = merge.merge(old, own, new)
        mine = texts(own, "mine")
        assert texts(merged) == texts(new) | mine, seed
        assert both == len(texts(new, "news").keys() & mine.keys()), seed


def texts(notebook, word=""):
    return {cell["id"]: cell["source"] for cell in notebook["cells"] if word in cell["source"]}
