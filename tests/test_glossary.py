"""The glossary says what the lessons say: every bold term, its lesson, in order."""

from pathlib import Path

import glossary

from utils.notebooks.files import read

ROOT = Path(__file__).resolve().parents[1]


def test_the_glossary_holds_every_bold_term_of_the_lessons_and_nothing_else():
    lessons = sorted((ROOT / "notebooks").glob("*.ipynb"))
    terms = {path.name: list(glossary.terms(read(path))) for path in lessons}
    text = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    assert not list(glossary.complaints(text, terms))


def test_the_readme_leads_to_the_glossary():
    assert "](GLOSSARY.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
