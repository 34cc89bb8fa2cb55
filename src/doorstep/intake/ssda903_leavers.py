"""The status of care leavers that a return implies: from when, until when (S25)."""

from datetime import date
from typing import NamedTuple

from doorstep.facts import Episode, EpisodeKind, Fact, FactKind, Undated
from doorstep.intake.cases import Gathered
from doorstep.intake.fields import birthday
from doorstep.intake.ssd_care_leavers import ADULT, FORMER, LEAVES_CARE_LEAVING, SEMI_INDEPENDENT


class Leaver(NamedTuple):
    """What a row tells of a care leaver; `place` says where the row stands."""

    eligibility: str
    accommodation: str
    source: str
    place: str


def add_status(child: Gathered, leaver: Leaver) -> Episode | None:
    """Add the status to a child whose care is known, and where it lives; return the status.

    There is none while a child is looked after, unless it was a care leaver already (former
    relevant), nor after the 25th birthday: remarks say so.
    """
    eligibility, accommodation, source, place = leaver
    if eligibility not in ("", FORMER) and _is_looked_after(child):
        child.remarks.append(f"{eligibility} care leaver, but still looked after: no status.")
        return None
    start = _start(child)
    end = birthday(child.born, LEAVES_CARE_LEAVING) if child.born else None
    if start is None:
        missing = f"neither the day care ended nor a date of birth is known {place}"
        child.undated.append(Undated(EpisodeKind.CARE_LEAVER, missing, end, eligibility))
        return None
    if end and start >= end:
        child.remarks.append(f"Care leaver past the 25th birthday: no status {place}.")
        return None
    status = Episode(EpisodeKind.CARE_LEAVER, start, end, eligibility, accommodation)
    child.episodes.append(status)
    if accommodation in SEMI_INDEPENDENT:
        child.facts.append(Fact(FactKind.SEMI_INDEPENDENT, start, end, source=source))
    return status


def _start(child: Gathered) -> date | None:
    """Return the day care ended, else the 18th birthday: care that nobody closed ends then."""
    ends = [care.end_date for care in child.of_kind(EpisodeKind.PERIOD_OF_CARE) if care.end_date]
    if ends and not _is_looked_after(child):
        return max(ends)
    return birthday(child.born, ADULT) if child.born else None


def _is_looked_after(child: Gathered) -> bool:
    undated = any(row.kind is EpisodeKind.PERIOD_OF_CARE for row in child.undated)
    periods = child.of_kind(EpisodeKind.PERIOD_OF_CARE)
    return undated or any(care.end_date is None for care in periods)
