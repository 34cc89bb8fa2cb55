"""A child's life, asked one day at a time: what is open, which row applies, which contact counts."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache, partial
from zoneinfo import ZoneInfo

from doorstep.facts import CaseFacts, Episode, Visit

STANDARDS_FROM = date(2022, 1, 24)
LONDON = ZoneInfo("Europe/London")


class Life:
    """A child on each day; every question takes a day and answers yes or no."""

    def __init__(self, case: CaseFacts, as_at: date):
        self.case = case
        self.as_at = as_at.toordinal()
        self.died = case.died.toordinal() if case.died and case.died <= as_at else None
        self.is_looked_after = cache(self.is_looked_after)

    def episodes(self, kind: str, day: int) -> list[Episode]:
        """Return the episodes of the kind open on the day, `[start, end)` (S5); none after death."""
        if self.died is not None and day >= self.died:
            return []
        return [
            e
            for e in self.case.episodes
            if e.kind == kind
            and e.start_date.toordinal() <= day
            and (e.end_date is None or day < e.end_date.toordinal())
        ]

    def has(self, kind: str, day: int, *codes: str) -> bool:
        return any(not codes or e.code in codes for e in self.episodes(kind, day))

    def fact(self, kind: str, day: int, value: str = "yes") -> bool:
        return any(
            f.kind == kind
            and f.value == value
            and f.start_date.toordinal() <= day
            and (f.end_date is None or day < f.end_date.toordinal())
            for f in self.case.facts
        )

    def turned(self, age: int, day: int) -> bool:
        born, today = self.case.born, date.fromordinal(day)
        if born is None:
            return False
        return today.year - born.year - ((today.month, today.day) < (born.month, born.day)) >= age

    def is_unborn(self, day: int) -> bool:
        born = self.case.born
        return day < born.toordinal() if born else self.case.expected is not None

    def is_looked_after(self, day: int) -> bool:
        codes = {e.code for e in self.episodes("legal_status", day)}
        short_breaks = bool(codes) and codes <= {"V3", "V4"}
        return self.has("period_of_care", day) and not short_breaks and not self.turned(18, day)

    def is_care_leaver(self, day: int) -> bool:
        ended = self.turned(25, day)
        return self.has("care_leaver", day) and not self.is_looked_after(day) and not ended

    def is_open(self, day: int) -> bool:
        kinds = ("referral", "child_in_need_plan", "child_protection_plan", "period_of_care")
        leaver = self.has("care_leaver", day) and not self.turned(25, day)
        return leaver or any(self.has(k, day) for k in (*kinds, "other_authority_plan"))

    def in_assessment(self, day: int) -> bool:
        planned = self.has("child_in_need_plan", day) or self.has("child_protection_plan", day)
        free = not planned and not self.is_looked_after(day)
        return self.has("assessment", day) and free and self.is_open(day)

    def open_to_review(self, day: int) -> bool:
        return self.fact("open_to_review", day) and self.is_open(day)

    # --- which row, for each clock ------------------------------------------------------------

    def care_row(self, day: int) -> str:
        """Return the row of a child looked after; of two that hold, the one that asks more."""
        on_order = self.has("legal_status", day, "C1", "C2")
        if self.has("placement", day, "P1") and on_order:
            return "home_on_care_order_visit"
        fostered = self.has("placement", day, *(f"U{n}" for n in range(1, 7)))
        until_18 = self.fact("placed_until_18", day) and fostered
        if self.has("placement", day, "U1", "U4") or until_18:
            return "cla_long_term_visit"
        return "cla_visit"

    def need_row(self, day: int) -> str:
        return "" if self.has("child_protection_plan", day) else "cin_visit"  # S8

    # --- anchors, contacts ----------------------------------------------------------------------

    def referral_day(self, start: int, end: int) -> int | None:
        """Return the day of the referral the assessment names, else of the last one before it."""
        named = {
            e.referral_id
            for day in range(start, end)
            for e in self.episodes("assessment", day)
            if e.referral_id
        }
        own = [e for e in self.case.episodes if e.kind == "referral" and e.episode_id in named]
        days = {e.start_date.toordinal() for e in own if e.start_date.toordinal() <= self.as_at}
        for found in (days, self.stretches(partial(self.has, "referral"))):
            starts = {day if isinstance(day, int) else day[0] for day in found}
            before = {day for day in starts if day <= start}
            within = {day for day in starts if start < day < end}
            if before or within:
                return max(before) if before else min(within)
        return None

    def stretches(self, holds: Callable[[int], bool]) -> list[tuple[int, int | None]]:
        """Return the stretches of days on which something holds; None if it still does (S20)."""
        days = [e.start_date.toordinal() for e in self.case.episodes]
        found, since = [], None
        for day in range(min(days, default=self.as_at), self.as_at + 1):
            if holds(day) and since is None:
                since = day
            if not holds(day) and since is not None:
                found.append((since, day))
                since = None
        return found if since is None else [*found, (since, None)]

    def seen_on(self, visit: Visit) -> bool:
        unborn = self.is_unborn(visit.visit_date.toordinal())  # S22; but a visit refused is none
        return bool(visit.seen) or (unborn and not visit.reason_not_seen)

    def is_actual_visit(self, visit: Visit) -> bool:
        """Test whether it is an actual visit, or a virtual one that may count (2.1 a, f, h)."""
        if visit.visit_type != "visit" or not self.seen_on(visit):
            return False
        if visit.visit_date < STANDARDS_FROM or visit.method in (None, "in_person"):
            return True
        day = visit.visit_date.toordinal()
        at_risk = self.fact("high_risk", day) or self.fact("rag", day, "red")
        return _agreed(visit) and not at_risk

    def is_contact(self, visit: Visit) -> bool:
        if visit.visit_type in ("contact", "kit_call"):  # one that was tried and not made does not
            return visit.seen is not False and not visit.reason_not_seen
        return visit.visit_type == "visit" and self.seen_on(visit)

    def contacts(self, counts: Callable[[Visit], bool]) -> list[int]:
        days = {v.visit_date.toordinal() for v in self.case.visits if counts(v)}
        return sorted(day for day in days if day <= self.as_at)


def _agreed(visit: Visit) -> bool:
    if visit.approved_by != "head_of_service" or visit.approved_at is None:
        return False
    if visit.visit_at is not None:
        return visit.approved_at <= visit.visit_at
    midnight_after = datetime.combine(visit.visit_date, datetime.max.time(), LONDON)
    return visit.approved_at <= midnight_after
