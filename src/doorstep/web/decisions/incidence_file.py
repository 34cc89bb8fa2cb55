"""Read published weekly rates by area from a CSV, such as the coronavirus dashboard gives."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from io import StringIO
from typing import NamedTuple

AREA, CODE, WEEK, RATE = "area", "area code", "week ending", "rate"
HEADERS = {
    AREA: {
        "areaname",
        "area",
        "name",
        "localauthority",
        "localauthorityname",
        "ltlaname",
        "utlaname",
    },
    CODE: {"areacode", "code", "localauthoritycode", "ltlacode", "utlacode"},
    WEEK: {"date", "weekending", "weekendingdate", "weekto", "periodend", "enddate"},
    RATE: {"rate", "weeklyrate", "rateper100000", "rateper100k", "casesper100000", "rollingrate"},
}
ENDS = {RATE: "rollingrate"}
HIGHEST = Decimal(100_000)
LONGEST = {AREA: 200, CODE: 20}
TENTH = Decimal("0.1")


class Rate(NamedTuple):
    """The rate of one area in the seven days that end with a day."""

    area: str
    code: str
    week_ending: date
    rate: Decimal


class Refused(NamedTuple):
    """A row that cannot be used: where it stands, and why."""

    file: str
    row: int
    field: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """What a file says: the rows that can be used, and those that cannot."""

    rates: tuple[Rate, ...]
    refused: tuple[Refused, ...]


class NotRatesError(ValueError):
    """The file is none of weekly rates by area; the message says what is wanting."""


class _BadError(ValueError):
    def __init__(self, field: str, why: str):
        super().__init__(why)
        self.field = field


def read_rates(content: bytes, *, file: str, on: date) -> Rates:
    """Return the rates of a file; rows that cannot be used are told one by one, the others go on.

    Raises: NotRatesError.
    """
    try:
        text = content.decode("utf-8-sig")
        reader = csv.DictReader(StringIO(text, newline=""))
        columns = _columns(reader.fieldnames or ())
        found = list(_each(reader, columns, file, on))
    except (UnicodeDecodeError, csv.Error):
        raise NotRatesError(f"{file} cannot be read: it must be a CSV file in UTF-8.") from None
    return Rates(
        rates=tuple(r for r in found if isinstance(r, Rate)),
        refused=tuple(r for r in found if isinstance(r, Refused)),
    )


def written(rates: Iterable[Rate]) -> str:
    """Return rates as a file that `read_rates` reads again."""
    out = StringIO()
    lines = csv.writer(out)
    lines.writerow(["areaName", "areaCode", "date", "rate"])
    lines.writerows(rates)
    return out.getvalue()


def _columns(names: Iterable[str]) -> Mapping[str, str]:
    """Return which of the file's columns tells what.

    Raises: NotRatesError naming the columns that are not there.
    """
    plain = {name: re.sub(r"[^a-z0-9]", "", name.lower()) for name in names if name}
    found = {
        field: next((n for n, told in plain.items() if _is_of(field, told)), "")
        for field in HEADERS
    }
    lacking = [field for field in (AREA, WEEK, RATE) if not found[field]]
    if lacking:
        raise NotRatesError(
            f"The file has no column for: {', '.join(lacking)}. The first line must name the"
            " columns, for example areaName, areaCode, date, rate."
        )
    return found


def _is_of(field: str, told: str) -> bool:
    return told in HEADERS[field] or (field in ENDS and told.endswith(ENDS[field]))


def _each(
    reader: "csv.DictReader[str]", columns: Mapping[str, str], file: str, on: date
) -> Iterator[Rate | Refused]:
    for row in reader:
        told = {field: (row.get(name) or "").strip() for field, name in columns.items()}
        try:
            yield _rate(told, on)
        except _BadError as error:
            yield Refused(file, reader.line_num, error.field, str(error))


def _rate(told: Mapping[str, str], on: date) -> Rate:
    if not told[AREA]:
        raise _BadError(AREA, "says nothing")
    for field, longest in LONGEST.items():
        if len(told[field]) > longest or "\0" in told[field]:
            raise _BadError(field, f"is not one: it may have {longest} characters at most")
    return Rate(told[AREA], told[CODE], _day(told[WEEK], on), _number(told[RATE]))


def _day(text: str, on: date) -> date:
    day = next((d for d in (_as(text, "%Y-%m-%d"), _as(text, "%d/%m/%Y")) if d), None)
    if day is None:
        raise _BadError(WEEK, "is not a day like 2020-11-16 or 16/11/2020")
    if day > on:
        raise _BadError(WEEK, "has not come yet")
    return day


def _as(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text[:10], form).date()  # noqa: DTZ007 (a day has no time zone)
    except ValueError:
        return None


def _number(text: str) -> Decimal:
    if not text:
        raise _BadError(RATE, "is not there yet")
    try:
        rate = Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise _BadError(RATE, "is not a number") from None
    if not rate.is_finite() or not 0 <= rate <= HIGHEST:
        raise _BadError(RATE, "is not a number of people in 100,000")
    return rate.quantize(TENTH)
