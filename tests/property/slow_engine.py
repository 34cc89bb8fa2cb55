"""Practice Standards 2022, Appendix 1, judged day by day from the rules alone: no spans, no pack.

For each day of the child's life with the authority it asks which rows of the table apply (S8, S20, S23,
S24, S25 and "Which case is a child in?"), then keeps a diary of each clock. Slow and plain on purpose.
"""

from collections.abc import Callable
from datetime import date
from functools import cache, partial

from property.slow_days import slow_after
from property.slow_diary import NOTHING, Asks, Row, diary
from property.slow_life import Life

from doorstep.facts import CaseFacts
from doorstep.workdays import bank_holidays

CLOSED = frozenset(day for day, _, _ in bank_holidays())
TABLE_FROM = date(2020, 11, 1).toordinal()


@cache
def _due(day: int, count: int, unit: str) -> int:
    return slow_after(date.fromordinal(day), count, unit, CLOSED).toordinal()


def _row(name: str, days: int, first: tuple[int, str] | None = None) -> Asks:
    every = partial(_due, count=days, unit="working_days")
    return Asks(name, partial(_due, count=first[0], unit=first[1]) if first else every, every)


ROWS = {
    row.name: row
    for row in (
        _row("assessment_visit", 20, first=(5, "days")),
        _row("cp_visit", 10),
        _row("cin_visit", 20),
        _row("home_on_care_order_visit", 10),
        _row("cla_visit", 30),
        _row("cla_long_term_visit", 60),
        _row("open_to_review_visit", 65),
        _row("care_leaver_contact", 40),
    )
}


def slow_history(case: CaseFacts, as_at: date) -> list[Row]:
    """Return every interval under the table up to the end of the day `as_at`, soonest first."""
    life = Life(case, as_at)
    visits = life.contacts(life.is_actual_visit)
    clocks = [
        (partial(life.has, "child_protection_plan"), lambda day: "cp_visit", visits),
        (partial(life.has, "child_in_need_plan"), life.need_row, visits),
        (life.is_looked_after, life.care_row, visits),
        (life.open_to_review, lambda day: "open_to_review_visit", visits),
        (life.is_care_leaver, lambda day: "care_leaver_contact", life.contacts(life.is_contact)),
    ]
    found = []
    for holds, row, contacts in clocks:
        for run in life.stretches(holds):
            asked = partial(_asked, holds=holds, row=row)
            found += diary(run, run[0], asked, contacts, life.as_at)
    for anchor, run in _assessments(life):
        asked = partial(_asked, holds=life.in_assessment, row=lambda day: "assessment_visit")
        found += diary(run, anchor, asked, visits, life.as_at)
    return sorted(found, key=lambda r: (r.opened, r.due, r.name))


def _asked(day: int, *, holds: Callable[[int], bool], row: Callable[[int], str]) -> Asks:
    name = row(day) if holds(day) and day >= TABLE_FROM else ""
    return ROWS[name] if name else NOTHING


def _assessments(life: Life) -> list[tuple[int, tuple[int, int | None]]]:
    """Return (referral, run): stretches of one referral are one run (S20)."""
    runs: dict[int, tuple[int, int | None]] = {}
    for start, end in life.stretches(life.in_assessment):
        anchor = life.referral_day(start, end or life.as_at + 1)
        if anchor is not None:
            runs[anchor] = (runs[anchor][0] if anchor in runs else start, end)
    return list(runs.items())
