"""What every Annex A list gives: an episode, a last visit, a worker, and what contradicts."""

from datetime import date
from typing import NamedTuple

from doorstep.facts import Episode, EpisodeKind, Involvement, Undated, Visit
from doorstep.intake import fields
from doorstep.intake.annex_a_row import Row, Start
from doorstep.intake.cases import Gathered


class Stretch(NamedTuple):
    """An episode but for its start: its kind, its end, its codes, and its name in a remark."""

    kind: EpisodeKind
    end_date: date | None
    name: str
    code: str = ""
    detail: str = ""


def add_episode(row: Row, child: Gathered, start: Start, stretch: Stretch) -> None:
    """Add an episode, or what is known of it when its start is not (S21)."""
    kind, end_date, name, code, detail = stretch
    if start.day is None:
        child.undated.append(Undated(kind, start.missing, end_date, code))
        return
    child.episodes.append(Episode(kind, start.day, end_date, code, detail))
    if child.born and start.day < child.born and kind is not EpisodeKind.REFERRAL:
        remark(row, child, f"{name} began on {said(start.day)}, before birth ({said(child.born)})")


def add_visit(row: Row, child: Gathered, visit: Visit, end_date: date | None) -> None:
    """Add the last visit of a list; one after the end of what it was for is remarked upon."""
    child.visits.append(visit)
    if end_date and visit.visit_date > end_date:
        day = said(visit.visit_date)
        remark(row, child, f"The last visit, {day}, is after the end on {said(end_date)}")


def add_involvement(row: Row, child: Gathered, start: Start, end_date: date | None) -> None:
    """Add the allocated worker of a row, from the row's start on.

    Without a start, from the latest day the row tells of: the worker is the one of today.
    """
    worker, team = row.text("worker"), row.text("team")
    since = start.day or row.latest
    if worker and since:
        child.involvements.append(Involvement(worker, since, end_date, worker, team))


def check_age(row: Row, child: Gathered, end_date: date | None) -> None:
    """Remark upon someone of 18 or more in an open row of a list of children."""
    if end_date is None and (row.age >= 18 or _is_adult(row, child)):
        remark(row, child, "The child is over 18, and the row is open")


def remark(row: Row, child: Gathered, sentence: str) -> None:
    """Note a contradiction on the child, with the place of the row (S23)."""
    child.remarks.append(f"{sentence} {row.place}.")


def said(day: date) -> str:
    """Return a day as it is written in a sentence."""
    return f"{day.day} {day:%B %Y}"


def _is_adult(row: Row, child: Gathered) -> bool:
    latest = row.latest
    return bool(child.born and latest and fields.birthday(child.born, 18) <= latest)
