"""Golden tests: examples of a policy that a practitioner can read, standing beside the rule.

A file `<duty>.test.yaml` is a list of examples. Each says what is given of a child, on which day, and
what is expected: `expect` lists every obligation, with at least its duty and the columns of interest;
with `only` those of some duties.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from doorstep.engine import Answer, Interval, answer, history
from doorstep.engine.intervals import Due
from doorstep.engine.obligations import Obligation
from doorstep.facts import CaseFacts
from doorstep.policy import Pack
from doorstep.policy.problems import in_words
from doorstep.policy.strict_yaml import YamlError, called, read
from doorstep.reports.golden_given import given
from doorstep.reports.golden_parts import (
    PART_EXPECTATIONS,
    PART_KEYS,
    without_subject,
    wrong_parts,
)
from doorstep.reports.golden_rows import wrong_rows

EXAMPLE_KEYS = {
    "name", "as_at", "known_on", "given", "expect", "tier", "criteria", "standing", "because",
    "case", "intervals", "boundary_of", "decisions", "only", *PART_KEYS,
}  # fmt: skip
EXPECTATIONS = {
    "expect", "tier", "criteria", "standing", "because", "case", "intervals", "decisions",
    *PART_EXPECTATIONS,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One golden test, as written."""

    file: Path
    number: int
    data: Any

    @property
    def name(self) -> str:
        """Return the example's sentence."""
        told = self.data.get("name") if isinstance(self.data, dict) else None
        return str(told or f"example {self.number}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How one example came out: `wrong` is empty if it holds."""

    example: Example
    wrong: tuple[str, ...]


def examples(folder: Path) -> Iterator[Example]:
    """Yield the golden tests of the pack in `folder`.

    Raises: YamlError if a file cannot be read.
    """
    for file in sorted(folder.rglob("*.test.yaml")):
        data = read(file).data
        if not isinstance(data, list):
            raise YamlError(f"{called(file)}: a file of golden tests is a list of examples")
        for number, item in enumerate(data, 1):
            yield Example(file=file, number=number, data=item)


def verdict(example: Example, pack: Pack) -> Verdict:
    """Return whether the engine says of the example what it expects."""
    shape = _misshapen(example.data) or _wrong_only(example.data, pack)
    if shape:
        return Verdict(example=example, wrong=(shape,))
    try:
        case = given(example.data.get("given") or {})
    except ValidationError as error:
        return Verdict(example=example, wrong=tuple(_given_problem(e) for e in error.errors()))
    except (TypeError, ValueError, OverflowError) as error:
        return Verdict(example=example, wrong=(f"given: {error}",))
    as_at = example.data["as_at"]
    known_on = example.data.get("known_on")
    case = case.as_known(known_on) if known_on else case
    try:
        found = answer(case, pack, as_at=as_at)
    except (ValueError, OverflowError, IndexError) as error:
        return Verdict(example=example, wrong=(f"given: no such day can be counted ({error})",))
    wrong = [
        *_wrong_answer(example.data, found),
        *_wrong_intervals(example.data, case, pack, as_at),
        *wrong_parts(example.data, found, pack),
    ]
    return Verdict(example=example, wrong=tuple(wrong))


def _misshapen(data: Any) -> str:
    """Return what keeps an example from being one, if anything does."""
    if not isinstance(data, dict):
        return "an example is written as words and values, beginning with `- name:`"
    strange = sorted(str(key) for key in set(data) - EXAMPLE_KEYS)
    if strange:
        return f"not words of an example: {', '.join(strange)}"
    days = {"as_at": data.get("as_at"), "known_on": data.get("known_on", date.min)}
    wrong = [f"`{key}` must be a day" for key, day in days.items() if not isinstance(day, date)]
    listed = ("expect", "intervals", "decisions", "ways", "rulings", "steps", "cases", "rows")
    rows = {key: data.get(key, []) for key in listed}
    wrong += [f"`{key}` is a list of rows" for key, found in rows.items() if not _are_rows(found)]
    if wrong:
        return f"{wrong[0]}, such as `2022-01-31` or `- {{duty: cp_visit, due_at: 2022-01-31}}`"
    if not isinstance(data.get("given", {}), dict):
        return "`given` is made of words and values"
    if without_subject(data):
        return without_subject(data)
    nothing = f"it expects nothing: say one of {', '.join(sorted(EXPECTATIONS))}"
    return "" if set(data) & EXPECTATIONS else nothing


def _wrong_only(data: dict[str, Any], pack: Pack) -> str:
    """Return what is wrong with the duties an example is only about, if anything is."""
    only = data.get("only", [])
    if not isinstance(only, list) or ("only" in data and not only):
        return "`only` is a list of duties, such as [cp_visit]"
    if only and not {"expect", "decisions"} & set(data):
        return "`only` goes with `expect` or `decisions`: they then list these duties alone"
    strange = [name for name in map(str, only) if name not in pack.by_id]
    known = ", ".join(pack.by_id) or "none"
    return f"only: the pack has no duty {', '.join(strange)}; it has: {known}" if strange else ""


def _are_rows(data: Any) -> bool:
    return isinstance(data, list) and all(isinstance(row, dict) for row in data)


def _given_problem(error: Any) -> str:
    place = ", ".join(str(step) for step in error["loc"][:2])
    word = error["loc"][-1] if error["type"] == "unexpected_keyword_argument" else ""
    text = f"`{word}` is not a word here; see docs/pack-language.md" if word else in_words(error)
    return f"given: {place}: {text}"


def _wrong_answer(data: dict[str, Any], found: Answer) -> Iterator[str]:
    shown: dict[str, object] = {
        "standing": str(found.standing) if found.standing else "closed",
        "because": found.because,
        "case": str(found.case),
        "tier": str(found.tier.tier) if found.tier else None,
        "criteria": [h.criterion.id for h in found.tier.hits] if found.tier else [],
    }
    for key, value in shown.items():
        if key in data and data[key] != value:
            yield f"{key}: expected {data[key]!r}, found {value!r}"
    owed = {"expect": ("duty", found.obligations), "decisions": ("decision", found.decisions)}
    for key, (what, rows) in owed.items():
        if key in data:
            asked = [_shown(o) for o in rows if o.duty.id in data.get("only", [o.duty.id])]
            yield from wrong_rows(data[key], asked, what)


def _wrong_intervals(
    data: dict[str, Any], case: CaseFacts, pack: Pack, as_at: date
) -> Iterator[str]:
    if "intervals" in data:
        found = [_shown_interval(i) for i in history(case, pack, as_at=as_at)]
        yield from wrong_rows(data["intervals"], found, "interval")


def _shown(o: Obligation) -> dict[str, Any]:
    return {
        "duty": o.duty.id,
        "due_at": _due(o.due_at),
        "counted_from": o.counted_from,
        "status": str(o.status),
        "days_overdue": o.days_overdue,
        "clause": o.clause,
        "place": (o.asked.every_cited if o.visited else o.asked.first_cited).clause,
        "assumed": o.assumed,
        "provisional": o.provisional,
        "who": [str(r) for r in o.who],
        "method": o.method,
        "resumes": o.resumes,
    }


def _shown_interval(i: Interval) -> dict[str, Any]:
    return {
        "duty": i.duty.id,
        "opened": i.opened,
        "counted_from": i.counted_from,
        "due_at": _due(i.due_at),
        "closed_on": i.closed_on,
        "outcome": str(i.outcome),
        "assumed": i.assumed,
    }


def _due(due: Due | None) -> date | str | None:
    """Return a day as it is, and an instant as text in London."""
    return due.strftime("%Y-%m-%d %H:%M") if isinstance(due, datetime) else due
