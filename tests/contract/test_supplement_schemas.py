"""The supplement's schemas, its page and the fact types share one spelling."""

import re
from pathlib import Path

import pytest

from doorstep.facts import EventKind, FactKind, Method, Place, Role, Tier, VisitType
from doorstep.intake.supplement_schema import TABLES, schema

PAGE = Path(__file__).parents[2] / "docs" / "supplement.md"
EPISODES = ["self_isolation", "shielding"]
WORDS = {
    ("doorstep_visits", "visit_type"): list(VisitType),
    ("doorstep_visits", "method"): list(Method),
    ("doorstep_visits", "place"): list(Place),
    ("doorstep_visits", "role"): list(Role),
    ("doorstep_visits", "approved_by"): list(Role),
    ("doorstep_facts", "fact"): [*FactKind, *EPISODES],
    ("doorstep_events", "event"): list(EventKind),
    ("doorstep_visiting_plans", "agreed_by"): list(Role),
    ("doorstep_tier_decisions", "tier"): list(Tier),
    ("doorstep_tier_decisions", "decided_by"): list(Role),
}


@pytest.mark.parametrize(("table", "column"), WORDS)
def test_words_are_those_of_the_fact_types(table: str, column: str) -> None:
    (field,) = [field for field in schema(table)["fields"] if field["name"] == column]
    assert field["constraints"]["enum"] == WORDS[table, column]


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_on_the_page(table: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    section = re.split(r"^## ", page, flags=re.MULTILINE)
    (text,) = [part for part in section if part.startswith(f"{table}.csv")]
    names = [field["name"] for field in schema(table)["fields"]]
    assert [name for name in names if not re.search(rf"\b{name}\b", text)] == []
