"""Who a made-up child is: person, address and disability."""

import json
from dataclasses import dataclass

from doorstep.synth import figures, names
from doorstep.synth.days import YEAR, iso
from doorstep.synth.histories import History
from doorstep.synth.tables import Authority

PARTS = ("ROOM", "FLOOR", "FLAT", "BUILDING", "HOUSE", "STREET", "TOWN", "UPRN")
SCHOOL_AGE = 5.0
SHORT_BREAKS = 0.1  # of open children without a plan: disabled, with services only
NHS_TEST = "999"  # NHS numbers that begin so are for tests and are never given out


@dataclass(frozen=True, slots=True)
class Child:
    """A child with what every row about the child needs."""

    child_id: str
    history: History
    sex: str
    locality: str
    town: int
    need: str
    is_disabled: bool

    def age(self, day: int) -> float:
        """Return the age in years on the day; below zero before the birth."""
        born = self.history.born if self.history.born is not None else self.history.expected
        return (day - (born or day)) / YEAR


def make_child(authority: Authority, history: History, number: int) -> Child:
    """Write the person, and return the child."""
    rng = authority.rng
    locality = rng.choice(list(names.LOCALITIES))
    short_breaks = history.is_open and history.kind == "other" and authority.chance(SHORT_BREAKS)
    need = "N2" if short_breaks else figures.PRIMARY_NEED.draw(rng)
    child = Child(
        child_id=str(number),
        history=history,
        sex="F" if authority.chance(0.46) else "M",
        locality=locality,
        town=list(names.LOCALITIES).index(locality) * 2 + rng.randrange(2),
        need=need,
        is_disabled=need == "N2" or authority.chance(figures.DISABLED),
    )
    _write_person(authority, child)
    _write_addresses(authority, child)
    if child.is_disabled:
        _write_disability(authority, child)
    return child


def _write_person(authority: Authority, child: Child) -> None:
    rng, history = authority.rng, child.history
    unborn = history.born is None
    sex = "U" if unborn else child.sex
    authority.add(
        "ssd_person",
        child.child_id,
        sex,
        {"M": "01", "F": "02"}.get(sex, "00"),
        "NOBT" if unborn else figures.ETHNICITY.draw(rng),
        iso(history.born),
        "" if unborn else nhs_number(int(child.child_id)),
        "",
        "UN1" if child.age(authority.as_at) < SCHOOL_AGE else "",
        "Y" if child.is_disabled and authority.chance(0.6) else "N",
        iso(history.expected),
        "",
        "N",
        "",
        "Unborn" if unborn else names.forename(rng, sex),
        names.surname(rng),
    )


def nhs_number(child: int) -> str:
    """Return a number in the range for tests, or blank where its check digit would be ten.

    Example:
        >>> nhs_number(100001)
        '9991000011'
    """
    digits = f"{NHS_TEST}{child:06d}"[:9]
    check = 11 - sum(int(d) * (10 - place) for place, d in enumerate(digits)) % 11
    return "" if check == 10 else f"{digits}{check % 11}"


def _write_addresses(authority: Authority, child: Child) -> None:
    rng = authority.rng
    start = child.history.born or authority.as_at - 400
    if authority.chance(0.3) and authority.as_at - start > 400:
        moved = rng.randint(start + 100, authority.as_at - 10)
        write_address(authority, child, "Home", start, moved)
        start = moved
    write_address(authority, child, "Home", start, None)


def write_address(
    authority: Authority, child: Child, sort: str, start: int, end: int | None
) -> None:
    """Write an address in the child's town."""
    rng = authority.rng
    code = names.postcode(rng, child.town)
    east, north = names.grid(code)
    parts = dict.fromkeys(PARTS, "")
    parts["HOUSE"] = str(rng.randint(1, 180))
    parts["STREET"] = f"{rng.choice(names.STREETS)} {rng.choice(names.KINDS)}"
    parts["TOWN"] = names.TOWNS[child.town][0]
    text = json.dumps(parts | {"EASTING": str(east), "NORTHING": str(north)})
    number = authority.new_id("A")
    authority.add("ssd_address", number, text, child.child_id, sort, iso(start), iso(end), code)


def _write_disability(authority: Authority, child: Child) -> None:
    codes = {figures.DISABILITY.draw(authority.rng) for _ in range(authority.rng.randint(1, 3))}
    for code in sorted(codes):
        authority.add("ssd_disability", child.child_id, authority.new_id("D"), code)
