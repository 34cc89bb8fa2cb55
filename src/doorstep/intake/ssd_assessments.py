"""Read assessments, and the circumstances their factors tell."""

import json
import re
from collections import defaultdict
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from doorstep.facts import Episode, EpisodeKind, Fact, FactKind
from doorstep.intake import fields
from doorstep.intake.cases import CaseBook
from doorstep.intake.fields import FieldError
from doorstep.intake.ssd_rows import Row, rows
from doorstep.intake.ssd_tables import Sheet

PARENT, CHILD, OTHER = "parent", "child", "other"

# DfE factors identified at the end of assessment → what is so, and of whom.
# 4A and 5A are the child's own health: no fact of a parent, so none here.
FACTORS = {
    "1A": (FactKind.SUBSTANCE_MISUSE, CHILD),
    "1B": (FactKind.SUBSTANCE_MISUSE, PARENT),
    "1C": (FactKind.SUBSTANCE_MISUSE, OTHER),
    "2A": (FactKind.SUBSTANCE_MISUSE, CHILD),
    "2B": (FactKind.SUBSTANCE_MISUSE, PARENT),
    "2C": (FactKind.SUBSTANCE_MISUSE, OTHER),
    "3A": (FactKind.DOMESTIC_ABUSE, CHILD),
    "3B": (FactKind.DOMESTIC_ABUSE, PARENT),
    "3C": (FactKind.DOMESTIC_ABUSE, OTHER),
    "4B": (FactKind.PARENT_MENTAL_HEALTH, PARENT),
    "4C": (FactKind.PARENT_MENTAL_HEALTH, OTHER),
    "5B": (FactKind.PARENT_LEARNING_DIFFICULTY, PARENT),
    "19B": (FactKind.SEXUAL_ABUSE_CONCERN, CHILD),
    "19C": (FactKind.SEXUAL_ABUSE_CONCERN, CHILD),
}
_FACTOR = re.compile(r"\d{1,2}[A-Z]?")


class Assessment(NamedTuple):
    """An assessment as its factors need it: from when they are told, and in which referral."""

    child_id: str
    told_on: date
    referral_id: str


def add_assessments(sheets: dict[str, Sheet], book: CaseBook) -> None:
    """Add assessments, open until authorised, and the facts of their factors."""
    found: dict[str, Assessment] = {}
    authorised: defaultdict[str, list[date]] = defaultdict(list)
    for row in rows(sheets["ssd_cin_assessments"], book):
        span = row.span("cina_assessment_start_date", "cina_assessment_auth_date")
        ids = (row.text("cina_assessment_id"), row.text("cina_referral_id"))
        row.add_episode(EpisodeKind.ASSESSMENT, span, ids=ids)
        if span.end:
            authorised[row.child_id].append(span.end)
        if (told_on := span.end or span.start) and ids[0]:
            found[ids[0]] = Assessment(row.child_id, told_on, ids[1])
    for row in rows(sheets["ssd_assessment_factors"], book):
        assessment = found.get(row.text("cinf_assessment_id"))
        if assessment is None:
            row.refuse("cinf_assessment_id", "no dated assessment has this id: factors not used")
            continue
        _add_factors(row, assessment, authorised[assessment.child_id])


@lru_cache(maxsize=20_000)
def factors(cell: str) -> tuple[str, ...]:
    """Return the factors in a cell: an array, an object of yes and no, or a list with commas.

    Raises: FieldError if a factor is no code.
    Example:
        >>> factors('["1A","2B"]'), factors('{"1A":"Yes","2B":"No"}'), factors("3B, 4B")
        (('1A', '2B'), ('1A',), ('3B', '4B'))
    """
    found = tuple(code for name in _names(cell) if (code := fields.text(name).upper()))
    if bad := next((code for code in found if not _FACTOR.fullmatch(code)), ""):
        raise FieldError(f"'{bad[:20]}' is not an assessment factor: expected codes such as 4B")
    return found


def yes_keys(cell: str) -> list[str]:
    """Return the keys that a JSON object says yes to.

    Raises: FieldError if the cell is no JSON object of yes and no.
    """
    try:
        told = json.loads(cell)
    except ValueError:
        raise FieldError("not readable: expected JSON such as {...: 'Y'}") from None
    if not isinstance(told, dict):
        raise FieldError("expected a JSON object of yes and no")
    return [str(key) for key, value in told.items() if value is not None and _is_yes(str(value))]


def _names(cell: str) -> list[str]:
    if cell.startswith("{"):
        return yes_keys(cell)
    try:
        told = json.loads(cell) if cell.startswith("[") else cell.split(",")
    except ValueError:
        told = cell.strip("[]").replace('"', "").replace("'", "").split(",")
    return [str(name) for name in told]


def _is_yes(value: str) -> bool:
    return bool(fields.yes_no(value))


def _add_factors(row: Row, assessment: Assessment, authorised: list[date]) -> None:
    column = "cinf_assessment_factors_json"
    try:
        found = factors(row.text(column))
    except FieldError as error:
        row.refuse(column, str(error))
        return
    child = row.book.child(assessment.child_id)
    end = _told_until(assessment, authorised, child.of_kind(EpisodeKind.REFERRAL))
    for code in found:
        if code in FACTORS:
            kind, holder = FACTORS[code]
            source = f"assessment factor {code}"
            child.facts.append(Fact(kind, assessment.told_on, end, holder=holder, source=source))


def _told_until(
    assessment: Assessment, authorised: list[date], referrals: list[Episode]
) -> date | None:
    """Return when factors cease to be told: at the next assessment or the referral's close."""
    ends = [day for day in authorised if day > assessment.told_on]
    ends += [
        max(row.end_date, assessment.told_on)
        for row in referrals
        if row.end_date and row.episode_id and row.episode_id == assessment.referral_id
    ]
    return min(ends, default=None)
