"""Periods of care: placements, legal statuses, the 903's episodes between their changes."""

from datetime import date
from typing import NamedTuple

from doorstep.synth import figures, names
from doorstep.synth.child import Child
from doorstep.synth.days import iso
from doorstep.synth.draws import Weighted
from doorstep.synth.histories import Spell
from doorstep.synth.rhythms import Rhythm
from doorstep.synth.tables import Authority

CLA_EVERY, LONG_TERM_EVERY, AT_HOME_EVERY, FIRST_WEEK = 42, 84, 14, 7
K3_FROM = date(2025, 4, 1).toordinal()  # supported accommodation: H5 before
LONG_TERM = ("U1", "U4")
PROVIDERS: dict[str, Weighted[str]] = {
    "P": Weighted({"PR0": 1}),
    "U": Weighted({"PR1": 60, "PR4": 34, "PR5": 6}),
    "A": Weighted({"PR1": 80, "PR5": 20}),
    "R": Weighted({"PR3": 30, "PR4": 70}),
    "K": Weighted({"PR4": 80, "PR1": 14, "PR5": 6}),
}
MOVED = ("CARPL", "CARPL", "LAREQ", "CREQB", "CREQO", "CHILD", "STAND", "OTHER", "OTHER", "CLOSE")
OUTSIDE = 0.44
NEAR = 0.78


class Placement(NamedTuple):
    """Where a child was placed, by code, from when to when."""

    number: str
    code: str
    start: int
    end: int | None
    is_outside: bool


class Care(NamedTuple):
    """A period of care: its id, spell, placements and legal statuses by first day."""

    number: str
    spell: Spell
    placements: list[Placement]
    statuses: list[tuple[int, str]]

    def rhythms(self) -> list[Rhythm]:
        """Return how often the child was to be visited in each placement."""
        return [
            Rhythm("cla", p.start, p.end, self._every(p), FIRST_WEEK, self.number)
            for p in self.placements
        ]

    def _every(self, placement: Placement) -> int:
        if placement.code in LONG_TERM:
            return LONG_TERM_EVERY
        return AT_HOME_EVERY if placement.code == "P1" else CLA_EVERY


def make_care(authority: Authority, child: Child, spell: Spell) -> Care:
    """Write placements, legal statuses and episodes of a period of care, and return it."""
    number = authority.new_id("CLA")
    statuses = _statuses(authority, child, spell)
    placements = _placements(authority, child, spell, statuses)
    care = Care(number, spell, placements, statuses)
    for place, placement in enumerate(placements):
        _write_placement(authority, child, care, placement, place + 1 < len(placements))
    for place, (start, code) in enumerate(statuses):
        end = statuses[place + 1][0] if place + 1 < len(statuses) else spell.end
        row = authority.new_id("L"), child.child_id, code, iso(start), iso(end)
        authority.add("ssd_legal_status", *row)
    return care


def _statuses(authority: Authority, child: Child, spell: Spell) -> list[tuple[int, str]]:
    """Return the legal statuses by first day: what they end in depends on how long it lasted."""
    rng, start = authority.rng, spell.start
    length = (authority.as_at if spell.end is None else spell.end) - start
    final = _final_status(length).draw(rng)
    if final == "E1" and child.age(start) > 6:
        final = "C2"
    if final not in {"C2", "E1"} or length < 45:
        return [(start, final)]
    interim = start + rng.randint(8, 20) if authority.chance(0.5) else start
    order = min(interim + rng.randint(150, 290), start + length - rng.randint(3, 20))
    before = [(start, rng.choice(("V2", "V2", "L2")))] if interim > start else []
    if order <= interim:
        return [*before, (interim, final)]
    return [*before, (interim, "C1"), (order, final)]


def _final_status(length: int) -> Weighted[str]:
    if length < 60:
        return SHORT
    return MIDDLE if length < 300 else LONG


SHORT = Weighted({"V2": 56, "C1": 42, "J1": 2})
MIDDLE = Weighted({"C1": 50, "V2": 30, "C2": 16, "E1": 4})
LONG = Weighted({"C2": 72, "V2": 14, "E1": 11, "C1": 3})


def _placements(
    authority: Authority, child: Child, spell: Spell, statuses: list[tuple[int, str]]
) -> list[Placement]:
    rng = authority.rng
    stop = authority.as_at + 1 if spell.end is None else spell.end
    often = authority.chance(figures.MOVES_OFTEN)
    mean = figures.STAYS_BRIEFLY if often else figures.STAYS_FOR
    found: list[Placement] = []
    start = spell.start
    while start < stop:
        # The first placement is often a short one, until a place is found.
        length = 6 + int(rng.expovariate(1 / (mean if found else mean / 2)))
        end = start + length if start + length < stop - 5 else None
        status = [code for day, code in statuses if day <= start][-1]
        code = _code(authority, child, start, status, spell.start)
        until = spell.end if end is None else end
        code = "H5" if code == "K3" and until is not None and until < K3_FROM else code
        found.append(
            Placement(authority.new_id("PL"), code, start, until, authority.chance(OUTSIDE))
        )
        start = stop if end is None else end
    return found


def _code(authority: Authority, child: Child, start: int, status: str, cared: int) -> str:
    rng, age = authority.rng, child.age(start)
    if status == "E1" and age < 8:
        return rng.choice(("A6", "A5", "U5"))
    code = figures.PLACED[_band(age)].draw(rng)
    if code == "P1" and status not in {"C1", "C2"}:
        return "U6"
    if code in LONG_TERM and start - cared < 120:
        return "U6" if code == "U4" else "U3"
    return code


def _band(age: float) -> str:
    if age < 1:
        return "baby"
    if age < 10:
        return "child"
    return "teenager" if age < 15.9 else "sixteen"


def _write_placement(
    authority: Authority, child: Child, care: Care, placement: Placement, is_followed: bool
) -> None:
    rng, code = authority.rng, placement.code
    town = rng.randrange(6, 9) if placement.is_outside else rng.randrange(6)
    near = authority.chance(0.5 if placement.is_outside else 1.0)
    miles = rng.uniform(0.3, 20) if near else rng.uniform(20.1, 110)
    provider = PROVIDERS.get(code[0], PROVIDERS["K"])
    authority.add(
        "ssd_cla_placement",
        placement.number,
        iso(placement.start),
        code,
        "XXXXXXX" if code == "P1" else f"SC9{rng.randrange(100000):05d}",
        round(0.0 if code == "P1" else miles, 1),
        care.number,
        provider.draw(rng),
        names.postcode(rng, child.town if code == "P1" else town),
        iso(placement.end),
        rng.choice(MOVED) if is_followed else "",
        child.child_id,
    )


def write_episodes(authority: Authority, child: Child, care: Care, referral: str) -> None:
    """Write an episode for every stretch between changes of placement or legal status."""
    placed = {p.start: p for p in care.placements}
    legal = dict(care.statuses)
    days = sorted(placed.keys() | legal.keys())
    seen_last = _iro_contact(authority, care.spell)
    current = care.placements[0]
    for day, after in zip(days, [*days[1:], None], strict=True):
        current = placed.get(day, current)
        authority.add(
            "ssd_cla_episodes",
            authority.new_id("E"),
            child.child_id,
            iso(day),
            _reason(day, care, day in placed, day in legal),
            child.need,
            iso(care.spell.end if after is None else after),
            "X1" if after is not None else _ceased(authority, child, care.spell),
            care.number,
            referral,
            current.number,
            iso(care.spell.start),
            seen_last,
        )


def _reason(day: int, care: Care, moved: bool, legal: bool) -> str:
    if day == care.spell.start:
        return "S"
    return "B" if moved and legal else "P" if moved else "L"


def _ceased(authority: Authority, child: Child, spell: Spell) -> str:
    if spell.end is None:
        return ""
    if child.age(spell.end) > 17.9:
        return authority.rng.choice(("E17", "E17", "E5", "E6", "E7"))
    return authority.rng.choice(("E4A", "E4A", "E4B", "E13", "E41", "E45", "E46", "E8"))


def _iro_contact(authority: Authority, spell: Spell) -> str:
    last = authority.as_at if spell.end is None else spell.end
    return iso(max(spell.start, last - authority.rng.randint(1, 70)))
