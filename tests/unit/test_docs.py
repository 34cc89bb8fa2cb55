"""The docs say what is so: commands are run, words are all there, nothing leads nowhere."""

import doctest
import importlib.util
import os
import re
from pathlib import Path

import pytest

from doorstep.cli.main import COMMANDS
from doorstep.intake.supplement_schema import TABLES, columns
from doorstep.policy.condition import EXTRA_WORDS, MAIN_WORDS
from doorstep.policy.counts import Accepts, Counts, CountsValue
from doorstep.policy.duty import DatedValue, Duty
from doorstep.policy.pack import Head, Tiers

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")]


@pytest.fixture(autouse=True)
def _in_the_root(monkeypatch):
    monkeypatch.chdir(ROOT)


def make_docs():
    spec = importlib.util.spec_from_file_location("make_docs", ROOT / "tools" / "make_docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_commands_shown_print_what_the_pages_say_and_the_generated_parts_are_fresh():
    for file, text in make_docs().generated().items():
        assert file.read_text(encoding="utf-8") == text, f"{file.name} is stale: run `make docs`"


def test_the_tour_through_the_code_gives_what_it_says():
    assert os.getcwd() == str(ROOT)
    found = doctest.testfile(str(DOCS / "tour.md"), module_relative=False)

    assert found.attempted > 8
    assert found.failed == 0


def test_every_word_of_the_pack_language_is_explained():
    text = (DOCS / "pack-language.md").read_text(encoding="utf-8")
    models = (Duty, DatedValue, Counts, CountsValue, Accepts, Head, Tiers)
    words = {*MAIN_WORDS, *EXTRA_WORDS}
    for model in models:
        words |= {field.alias or name for name, field in model.model_fields.items()}

    missing = [word for word in sorted(words) if not re.search(rf"\b{word}\b", text)]

    assert missing == []


def test_every_column_of_the_supplement_is_explained():
    text = (DOCS / "supplement.md").read_text(encoding="utf-8")

    missing = [f"{t}.{c}" for t in TABLES for c in columns(t) if not re.search(rf"\b{c}\b", text)]

    assert missing == []


def test_every_rule_that_is_cited_is_explained():
    page = (DOCS / "what-due-means.md").read_text(encoding="utf-8")
    rules = re.findall(r"^## (S[1-9][0-9]?)\. ", page, re.MULTILINE)
    sources = (ROOT / "src" / "doorstep").rglob("*.py")
    # Placement codes such as S1 and section 17 (S17) are found too; none is above S33.
    cited = {
        rule
        for file in (*PAGES, *sources)
        for rule in re.findall(r"\bS[1-9][0-9]?\b", file.read_text(encoding="utf-8"))
    }

    assert rules == [f"S{number}" for number in range(1, 34)]
    assert cited - set(rules) <= {"S47"}  # section 47 of the Children Act 1989 is no rule


def test_every_command_stands_in_the_readme():
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    assert [name for name in COMMANDS if f"doorstep {name}" not in text] == []


def test_no_link_between_pages_leads_nowhere():
    broken = [
        f"{page.name}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]

    assert broken == []
