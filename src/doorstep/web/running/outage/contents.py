"""What a pack says: whom to see in the next days, where, how, why, what to beware of, whom to ring."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q

from doorstep.vocabulary import Role, Status
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import RoleHeld, Team
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import CLOSED, Answer, Involvement, Obligation, StaffWarning
from doorstep.web.caseload.owed import Owed, owed_of
from doorstep.web.caseload.visible import Sight, sight_of, visible
from doorstep.web.components import day, words
from doorstep.web.lists import lines
from doorstep.web.lists.lines import Line
from doorstep.workdays import Duration, england

AHEAD = Duration(5, "working_days")
RINGS = (Role.TEAM_MANAGER, Role.PRACTICE_MANAGER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One child on paper: who and where, what to beware of, what is owed within the days."""

    name: str
    child_id: str
    where: str
    warnings: tuple[str, ...]
    worker: str
    team: str
    last_seen: str
    owed: tuple[Owed, ...]
    to_decide: tuple[Owed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A pack of one person for one day."""

    person: str
    on: date
    until: date
    as_at: date
    of_team: str
    sheets: tuple[Sheet, ...]
    others: tuple[tuple[str, ...], ...]
    ring: tuple[tuple[str, str], ...]
    child_ids: tuple[str, ...]
    restricted: int

    @property
    def lines(self) -> int:
        """Return how many things are owed within the days."""
        return sum(len(sheet.owed) + len(sheet.to_decide) for sheet in self.sheets)


def pack_for(access: Access) -> Pack | None:
    """Return what somebody's pack says; none if they work with no child and lead no team.

    A restricted record is in the packs of those it names; one opened by broken glass is in none.
    """
    sight, teams = _lasting(sight_of(access)), _teams_led(access)
    wanted, hidden = _children(access, sight, teams)
    rows = Answer.objects.filter(pk__in=wanted).exclude(standing=CLOSED)
    answers = {a.pk: a for a in rows.select_related("team", "child").order_by("child__name", "pk")}
    if not answers and not hidden:
        return None
    until = england().add(access.on, AHEAD)
    owed = _owed(answers, until, access.on)
    warnings = _warnings(answers, access.on)
    in_order = sorted(owed.items(), key=lambda item: _first_visit(item[1]))
    sheets = [_sheet(answers[pk], warnings[pk], each) for pk, each in in_order]
    return Pack(
        person=access.name, on=access.on, until=until,
        as_at=min((a.as_at for a in answers.values()), default=access.on),
        of_team=", ".join(Team.objects.filter(pk__in=teams).values_list("name", flat=True)),
        sheets=tuple(sheets),
        others=tuple(_other(a, warnings[pk]) for pk, a in answers.items() if pk not in owed),
        ring=tuple(_rings({a.team for a in answers.values() if a.team}, access.on)),
        child_ids=tuple(a.child.child_id for a in answers.values()), restricted=hidden,
    )  # fmt: skip


def _lasting(sight: Sight) -> Sight:
    """Return what a person sees without broken glass: that is for hours, and not to be taken away."""
    return replace(sight, opened=sight.opened - sight.glass, glass=frozenset())


def _teams_led(access: Access) -> frozenset[int]:
    """Return the teams whose pack this person has: those a managing role is held in, no locality."""
    return frozenset(
        held.team_id
        for held in access.held
        if held.team_id is not None and Can.SEE_TEAM in held.can
    )


def _children(access: Access, sight: Sight, teams: frozenset[int]) -> tuple[list[int], int]:
    """Return whom the pack is about, and how many there are besides whose record is restricted."""
    ids = access.worker_ids(Can.SEE_CHILD) | ({access.worker_id} - {""})
    until = Q(end_date=None) | Q(end_date__gt=access.on)
    rows = Involvement.objects.filter(
        until, Q(worker_id__in=ids) | Q(team__in=teams), start_date__lte=access.on
    )
    hidden = rows.filter(child__in=sight.hidden).values("child").distinct().count()
    shown = rows.filter(visible(access, Can.SEE_CHILD, sight, prefix="child__"))
    return list(shown.values_list("child_id", flat=True).distinct()), hidden


def _owed(answers: dict[int, Answer], until: date, on: date) -> dict[int, list[Line]]:
    """Return by child what is overdue or due within the days, the first due first."""
    rows = Obligation.objects.filter(child__in=list(answers), due_on__lte=until)
    rows = rows.exclude(status=Status.SUSPENDED).order_by("due_on", "tier_order", "pk")
    found: dict[int, list[Line]] = defaultdict(list)
    for each in lines.lines_of(lines.wide(rows, lines.OWED, to_answer="child__answer__", on=on)):
        found[each.child.pk].append(each)
    return found


def _first_visit(owed: list[Line]) -> date:
    """Return by when a child must first be seen or called: a late decision puts nobody in front."""
    return min((x.due_on for x in owed if x.due_on and not x.is_decision), default=date.max)


def _warnings(answers: Iterable[int], on: date) -> dict[int, list[str]]:
    holds = Q(end_date=None) | Q(end_date__gt=on)
    rows = StaffWarning.objects.filter(holds, child__in=list(answers), start_date__lte=on)
    found: dict[int, list[str]] = defaultdict(list)
    for pk, said in rows.order_by("-start_date", "-pk").values_list("child_id", "words"):
        found[pk].append(said)
    return found


def _sheet(answer: Answer, warnings: list[str], owed: list[Line]) -> Sheet:
    child = answer.child
    return Sheet(
        name=child.name or child.child_id, child_id=child.child_id, where=_where(answer),
        warnings=tuple(warnings), worker=answer.worker or "nobody allocated",
        team=answer.team.name if answer.team else "", last_seen=_last_seen(answer),
        owed=tuple(_told(answer, line) for line in owed if not line.is_decision),
        to_decide=tuple(_told(answer, line) for line in owed if line.is_decision),
    )  # fmt: skip


def _told(answer: Answer, line: Line) -> Owed:
    """Return what is owed with its whole reason, as the child's page tells it."""
    kept: dict[str, Any] = answer.explanation
    told = kept["decisions" if line.is_decision else "obligations"][line.place]
    return owed_of(told, answer.child.child_id)


def _where(answer: Answer) -> str:
    parts = (answer.child.address, answer.child.postcode)
    return ", ".join(part for part in parts if part) or "Address not recorded"


def _last_seen(answer: Answer) -> str:
    return day(answer.last_seen) if answer.last_seen else "never, as far as is recorded"


def _other(answer: Answer, warnings: list[str]) -> tuple[str, ...]:
    """Return a child for whom nothing is due within the days, in one row."""
    child = answer.child
    beware = "; ".join(warnings)
    return (
        child.name or child.child_id,
        child.child_id,
        _where(answer),
        beware,
        _last_seen(answer),
    )


def _rings(teams: Iterable[Team], on: date) -> Iterable[tuple[str, str]]:
    """Return whom to ring for each team: its managers by name."""
    holds = Q(end_date=None) | Q(end_date__gt=on)
    by_name = sorted({(team.name, team.pk) for team in teams})
    held = RoleHeld.objects.filter(
        holds, role__in=RINGS, team__in=[pk for _, pk in by_name], start_date__lte=on,
        user__is_active=True,
    ).select_related("user")  # fmt: skip
    who: dict[int | None, list[str]] = defaultdict(list)
    for each in held.order_by("pk"):
        who[each.team_id].append(f"{each.user.name} ({words(each.role).lower()})")
    for name, pk in by_name:
        yield name, ", ".join(who[pk]) or "no manager is named here"
