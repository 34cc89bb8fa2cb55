"""Read one cell: dates and times, yes and no, and the codes that several standards share."""

import re
from datetime import UTC, date, datetime, time
from enum import Enum
from functools import lru_cache
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
FIRST_YEAR, LAST_YEAR = 1900, 2200
BLANKS = frozenset(
    {"", "null", "none", "n/a", "#n/a", "na", "nan", "nat", "nil", "<na>", "(null)", "-"}
)
YES_NO = {
    **dict.fromkeys(("y", "yes", "true", "t", "1", "1.0"), True),
    **dict.fromkeys(("n", "no", "false", "f", "0", "0.0"), False),
    **dict.fromkeys(("u", "unknown", "not known", "not recorded"), None),
}
EXPECTED_DATE = "expected a date as YYYY-MM-DD or dd/mm/yyyy"
EXPECTED_YES_NO = "expected yes or no"
ABUSE_WORDS = {
    "NEG": "neglect",
    "PHY": "physical",
    "SAB": "sexual",
    "EMO": "emotional",
    "MUL": "multiple",
}

_DAY_FIRST = re.compile(
    r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?"
)
_LABEL = re.compile(r"[a-z]\)\s*")
_CODE = re.compile(r"(?:[a-z]\)\s*)?([A-Z]{1,2}\d{1,2})(?=$|[\s:.\-–,(])", re.IGNORECASE)

E = TypeVar("E", bound=Enum)


class FieldError(ValueError):
    """A cell that cannot be used; its message is the reason shown to a person."""


class Moment(NamedTuple):
    """A day, and the time on it (aware, Europe/London) if the cell had one."""

    day: date
    at: datetime | None = None


def text(cell: object) -> str:
    """Return the trimmed text of a cell, blank for every way of writing 'nothing'."""
    found = "" if cell is None else str(cell).replace("\xa0", " ").strip()
    return "" if found.lower() in BLANKS else found


@lru_cache(maxsize=100_000)
def moment(cell: str) -> Moment | None:
    """Return the day, and time if any, written in a cell; None if it is blank.

    A time of 00:00 is taken for a day without a time.
    Raises: FieldError if it is no date, or not of this century or the ones beside it.
    Example:
        >>> moment("17/01/2022").day
        datetime.date(2022, 1, 17)
    """
    # A cell that begins with a figure is not blank: most are dates and need no more looking at.
    if not (found := cell.strip() if cell[:1].isdigit() else text(cell)):
        return None
    try:
        stamp = _stamp(found)
    except ValueError:
        raise FieldError(f"'{found[:40]}' is not a date: {EXPECTED_DATE}") from None
    if not FIRST_YEAR <= stamp.year < LAST_YEAR:
        raise FieldError(f"'{found[:40]}' is not in a possible century: {EXPECTED_DATE}")
    at = _in_london(stamp)
    day = at.date()
    midnight = not (at.hour or at.minute or at.second)
    return Moment(day, None if midnight else at.replace(microsecond=0))


def day(cell: str) -> date | None:
    """Return the day written in a cell, leaving out a time; None if it is blank."""
    found = moment(cell)
    return found.day if found else None


def time_of(found: Moment | None) -> datetime | None:
    """Return the time something was written or agreed; of a day alone, its beginning (S17)."""
    if found is None:
        return None
    return found.at or datetime.combine(found.day, time(), LONDON)


@lru_cache(maxsize=1_000)
def yes_no(cell: str) -> bool | None:
    """Return what a yes-or-no cell says; None if it is blank or says unknown (S21)."""
    if not (found := text(cell)):
        return None
    word = _LABEL.sub("", found.lower(), count=1)
    if word not in YES_NO:
        raise FieldError(f"'{found[:40]}' is not understood: {EXPECTED_YES_NO}")
    return YES_NO[word]


@lru_cache(maxsize=10_000)
def code(cell: str) -> str:
    """Return the code at the start of a label ("f) U6: Foster placement" → "U6"), else the text.

    Example:
        >>> code("C2: Full care order"), code("v2"), code("Local status")
        ('C2', 'V2', 'Local status')
    """
    found = text(cell)
    match = _CODE.match(found)
    return match[1].upper() if match else found


def abuse_category(cell: str) -> str:
    """Return NEG, PHY, SAB, EMO or MUL for a code or the words of a category of abuse.

    Raises: FieldError if it names none of them.
    """
    if not (found := text(cell)):
        return ""
    if found.upper() in ABUSE_WORDS:
        return found.upper()
    lowered = found.lower()
    named = [code for code, stem in ABUSE_WORDS.items() if stem in lowered]
    if len(named) > 1 or named == ["MUL"]:
        return "MUL"
    if not named:
        known = ", ".join(ABUSE_WORDS)
        raise FieldError(f"'{found[:40]}' is not a category of abuse: expected {known}")
    return named[0]


def birthday(born: date, age: int) -> date:
    """Return the day a person reaches an age; one born on 29 February, on 1 March if need be."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def _stamp(found: str) -> datetime:
    """Return the time as written: naive, or aware if an offset was written."""
    if found[4:5] == "-" and found[7:8] == "-":
        return datetime.fromisoformat(found.replace(" +", "+").replace(" -", "-"))
    match = _DAY_FIRST.fullmatch(found)
    if match is None:
        raise ValueError(found)
    day, month, year, hour, minute, second = (int(part or 0) for part in match.groups())
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 (naive as written)


def _in_london(stamp: datetime) -> datetime:
    if stamp.tzinfo is not None:
        return stamp.astimezone(LONDON)
    # Through UTC, so that a time the clocks skipped becomes one that exists (S4).
    aware = stamp.replace(tzinfo=LONDON)
    return aware.astimezone(UTC).astimezone(LONDON) if stamp.hour == 1 else aware
