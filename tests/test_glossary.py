"""The glossary says what the lessons say: every bold term, its lesson, in order."""

from pathlib import Path

import glossary
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from utils.notebooks.files import read

ROOT = Path(__file__).resolve().parents[1]


def test_the_glossary_holds_every_bold_term_of_the_lessons_and_nothing_else():
    lessons = sorted((ROOT / "notebooks").glob("*.ipynb"))
    terms = {path.name: list(glossary.terms(read(path))) for path in lessons}
    text = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    assert not list(glossary.complaints(text, terms))


def test_the_readme_leads_to_the_glossary():
    assert "](GLOSSARY.md)" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_terms_are_told_from_other_bold_text():
    cells = [
        new_markdown_cell("**Time.** An hour.\n\n**Predict:** how many? **Predict** it."),
        new_markdown_cell("The share is called\nthe **accuracy**. **Why cut off?** *So.*"),
        new_markdown_cell("Get **below 0.40** with `**kwargs, **options` and $a**b + c**d$."),
        new_code_cell("power = 2**3 * 4**5"),
        new_markdown_cell("Numbers are **float32**; the **learning\nrate** is __small__."),
    ]
    found = glossary.terms(new_notebook(cells=cells))
    assert list(found) == ["accuracy", "float32", "learning rate", "small"]


GLOSSARY = """\
# Glossary

In the lessons a term stands in **bold**.

## A

- **accuracy**: The share of right answers. [Lesson 1](notebooks/01_meet_network.ipynb)

## N

- **node**: A place that holds (say) a pixel. [Lesson 1](notebooks/01_meet_network.ipynb)

## O

- **one**: What the last entry is about. [Lesson 15](notebooks/15_classify_digits.ipynb)
- **one-hot**: All 0, but for a 1. [Lesson 15](notebooks/15_classify_digits.ipynb)
"""


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("", "", ""),
        ("- **accuracy**", "- accuracy", "not an entry: - accuracy"),
        ("**one**", "**two**", "15_classify_digits.ipynb defines 'one', but the glossary has no"),
        ("**one**", "**two**", "says that 15_classify_digits.ipynb defines 'two', but it does not"),
        ("- **one**", "- **one-hot**", "'one-hot' is in bold 2 times in the glossary"),
        ("- **accuracy**", "- **zeal**", "'node' stands after 'zeal'"),
        ("## N", "## M", "its letters"),
        ("## O\n\n- **one**: What", "- **one**: What", "'one' stands under 'N'"),
        ("[Lesson 1]", "[Lesson 2]", "Lesson 2 is not notebooks/01"),
        ("All 0, but for a 1.", "All 0. But for a 1.", "not one sentence"),
    ],
)
def test_a_wrong_entry_is_noticed_and_a_right_one_is_left_alone(old, new, complaint):
    lessons = {
        "01_meet_network.ipynb": ["accuracy", "Node"],
        "15_classify_digits.ipynb": ["one-hot", "one"],
    }
    said = "\n".join(glossary.complaints(GLOSSARY.replace(old, new) if old else GLOSSARY, lessons))
    assert complaint in said and bool(said) == bool(complaint)
