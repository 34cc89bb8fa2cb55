"""The filters of a list as words, each with the address that takes it away."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from doorstep.web.components import day, words
from doorstep.web.lists.filters import Filters
from doorstep.web.lists.forms import WHOM_LABELS
from doorstep.web.lists.team_list import TeamList
from doorstep.web.lists.words import KIND_LABELS, WHEN_LABELS


def applied(
    filters: Filters, here: str, teams: Mapping[int, str], found: TeamList
) -> list[dict[str, str]]:
    """Return what the list is narrowed to, in the order of the form."""
    said: dict[str, Callable[[Any], str]] = {
        "when": lambda when: WHEN_LABELS.get(when, words(when)),
        "kind": lambda kind: KIND_LABELS.get(kind, words(kind)),
        "worker": lambda worker: f"Worker: {found.workers.get(worker, worker)}",
        "team": lambda team: f"Team: {teams.get(team, team)}",
        "tier": lambda tier: f"Tier: {words(tier)}",
        "case": lambda case: f"Case: {words(case)}",
        "duty": lambda duty: found.duties.get(duty, duty),
        "way": lambda way: f"Can be done by: {words(way)}",
        "due_before": lambda due: f"Due before {day(due)}",
        "whom": lambda whom: WHOM_LABELS[whom],
    }
    chips = []
    for field in fields(Filters):
        value = getattr(filters, field.name)
        if field.name in said and value != field.default:
            rest = filters.but(**{field.name: field.default}).query() or "view=none"
            chips.append({"text": said[field.name](value), "href": f"{here}?{rest}"})
    return chips
