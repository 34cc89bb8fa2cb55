"""Read persons, their disabilities, and who is named elsewhere but has no row of their own."""

import json
from datetime import date

from doorstep.facts import Address, EpisodeKind
from doorstep.intake.cases import CaseBook, Gathered
from doorstep.intake.ssd_rows import Row, Span, rows
from doorstep.intake.ssd_tables import Sheet

NO_DISABILITY = frozenset({"", "NONE", "NO DISABILITY"})


def add_persons(sheets: dict[str, Sheet], book: CaseBook) -> None:
    """Add every child of ssd_person; of two rows of one child the first is used."""
    seen: dict[str, int] = {}
    for row in rows(sheets["ssd_person"], book):
        if row.child_id in seen:
            row.refuse(
                "pers_person_id",
                f"this child is in row {seen[row.child_id]} already, which is the row used",
            )
            continue
        seen[row.child_id] = row.number
        _add_person(row)


def remark_strangers(sheets: dict[str, Sheet], book: CaseBook) -> None:
    """Remark on every child that other tables name and ssd_person does not."""
    known = set(sheets["ssd_person"].cells("child_id"))
    for child_id, child in book.children.items():
        if child_id not in known:
            child.remarks.append("The child has no row in ssd_person: born when is not known.")


def add_addresses(sheets: dict[str, Sheet], book: CaseBook) -> None:
    """Add where each child lives or lived, by postcode; a row without one tells nothing."""
    for row in rows(sheets["ssd_address"], book):
        postcode = row.text("addr_address_postcode").replace(" ", "").upper()
        if postcode:
            kind = row.text("addr_address_type")
            start, end = row.day("addr_address_start_date"), row.day("addr_address_end_date")
            line = _line(row.text("addr_address_json"))
            row.child.addresses.append(Address(postcode, kind, start, end, line))


LINE = (("ROOM", "FLOOR", "FLAT", "BUILDING"), ("HOUSE", "STREET"), ("TOWN",))


def _line(told: str) -> str:
    """Return house, street and town of the SSD's address object; blank if it cannot be read."""
    try:
        parts = json.loads(told) if told else {}
    except ValueError:
        return ""
    if not isinstance(parts, dict):
        return ""
    found = (" ".join(str(parts.get(n) or "").strip() for n in names).split() for names in LINE)
    return ", ".join(" ".join(words) for words in found if words)


def add_disabilities(sheets: dict[str, Sheet], book: CaseBook) -> None:
    """Add disabilities from birth, else from the first episode; run when episodes are known."""
    for row in rows(sheets["ssd_disability"], book):
        code = row.text("disa_disability_code").upper()
        if code in NO_DISABILITY:
            continue
        start = _first_day(row.child)
        missing = f"no date of birth or episode to count a disability from ({row.file})"
        row.add_episode(
            EpisodeKind.DISABILITY, Span(start, None, "" if start else missing), code=code
        )


def _add_person(row: Row) -> None:
    child = row.child
    child.born = row.day("pers_dob")
    child.expected = row.day("pers_expected_dob")
    child.died = row.day("pers_death_date")
    child.name = f"{row.text('pers_forename')} {row.text('pers_surname')}".strip()
    if child.born and child.died and child.died < child.born:
        row.refuse("pers_death_date", f"{child.died} is before the date of birth; not used")
        child.died = None


def _first_day(child: Gathered) -> date | None:
    days = [row.start_date for row in child.episodes if row.kind is not EpisodeKind.DISABILITY]
    return child.born or min(days, default=None)
