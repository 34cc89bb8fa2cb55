"""Fill the database of the browser tests, and print as JSON who and what is in it."""

import json
import sys
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

EMPTY_TEAM = "Night Duty (Eastmarch)"


def fill(children: int) -> dict[str, Any]:
    """Migrate, make the demonstration authority, and return what the tests must know of it."""
    import django

    django.setup()
    from django.core.management import call_command

    from doorstep.web import clock
    from doorstep.web.administration.demo import PASSWORD, make_demo

    call_command("migrate", verbosity=0)
    at = clock.now()
    made = make_demo(children=children, years=1, seed=7, at=at, progress=lambda words: None)
    people = {str(each.role): each.username for each in made} | _more_people(at)
    known = _known(people, at) | _done(people, at)
    return {"password": PASSWORD, "people": people} | known | _both_roles(people, at)


def _more_people(at: datetime) -> dict[str, str]:
    """Make those whose pages are empty, and somebody whose account is closed."""
    from doorstep.vocabulary import Role
    from doorstep.web.accounts.models import Locality, RoleHeld, Team, User

    password = User.objects.order_by("pk")[0].password
    team = Team.objects.create(name=EMPTY_TEAM, locality=Locality.objects.get(name="Eastmarch"))

    def person(username: str, role: Role | None, name: str, **more: Any) -> str:
        user = User.objects.create(username=username, name=name, password=password, **more)
        if role:
            start = (at - timedelta(days=30)).date()
            RoleHeld.objects.create(user=user, role=role, team=team, start_date=start)
        return username

    return {
        "newcomer": person("new.comer", Role.SOCIAL_WORKER, "New Comer", worker_id="W-NEW"),
        "manager_of_none": person("night.manager", Role.TEAM_MANAGER, "Night Manager"),
        "without_role": person("without.role", None, "Without Role"),
        "closed": person("left.since", None, "Left Since", is_active=False),
        "guessed": person("often.guessed", None, "Often Guessed"),
    }


def _known(people: dict[str, str], at: datetime) -> dict[str, Any]:
    """Return the ids of children, teams and people that the tests go to."""
    from doorstep.vocabulary import Role
    from doorstep.web.accounts.models import Deputy, Locality, RoleHeld, Team, User
    from doorstep.web.api.models import ApiToken
    from doorstep.web.caseload.models import BlindSpot, Child, Involvement, Merge, Restriction
    from doorstep.web.decisions.models import Decision
    from doorstep.web.moves.models import Absence, Move
    from doorstep.web.notices.models import Reminder
    from doorstep.web.outings.models import Outing
    from doorstep.web.phone.models import Photograph, SetAside
    from doorstep.web.policies.models import AdoptedPack
    from doorstep.web.wellbeing.models import Word

    worker = User.objects.get(username=people[Role.SOCIAL_WORKER])
    team = worker.roles.get().team
    restricted = Restriction.objects.select_related("child", "placed_by").order_by("pk")[0]
    hidden = Restriction.objects.values("child")
    own = list(
        Child.objects.filter(
            involvements__in=Involvement.objects.filter(worker_id=worker.worker_id, end_date=None)
        )
        .exclude(pk__in=hidden)
        .order_by("pk")
        .distinct()
    )
    homes: dict[str, list[Child]] = {}
    for child in own:
        homes.setdefault(child.household, []).append(child)
    siblings = next(each for home, each in homes.items() if home and len(each) > 1)
    deputy = Deputy.objects.select_related("user", "acts_for").order_by("pk")[0]
    manager = RoleHeld.objects.get(role=Role.TEAM_MANAGER, team=team).user
    practice_manager = RoleHeld.objects.get(role=Role.PRACTICE_MANAGER, team=team).user
    spot = BlindSpot.objects.filter(child__answer__team=team).select_related("child")
    others = Child.objects.exclude(pk__in=[c.pk for c in own]).exclude(pk__in=hidden)
    planned = Decision.objects.filter(is_alone=True, ended_at=None).values("child")
    unplanned = [c for c in own if c.answer.case == "child protection plan"]
    unplanned = [c for c in unplanned if c.pk not in {pk for (pk,) in planned.values_list("child")}]
    decided = Decision.objects.select_related("child").order_by("pk")
    merged = Merge.objects.select_related("child").order_by("pk")[0]
    added = Child.objects.filter(document__source="by hand", merges=None).order_by("pk")[0]
    alike = Child.objects.filter(born=added.born, household=added.household).order_by("pk")[0]
    return {
        "merge": merged.pk,
        "said": Word.objects.order_by("pk")[0].pk,
        "put_away": merged.child.child_id,
        "aside": SetAside.objects.order_by("pk")[0].pk,
        "photo": list(Photograph.objects.order_by("pk").values_list("child__child_id", "pk")[0]),
        "added": added.child_id,
        "outing": Outing.objects.filter(ended_at=None).order_by("expected_at")[0].pk,
        "alike": alike.child_id,
        "child_to_plan": unplanned[0].child_id,
        "decisions": {
            f"{d.procedure.rpartition('/')[2]} {d.step}": [d.child.child_id, d.pk] for d in decided
        },
        "head_of_service_near": RoleHeld.objects.get(
            role=Role.HEAD_OF_SERVICE, locality=team.locality
        ).user.username,
        "own": [child.child_id for child in own],
        "names": {child.child_id: child.name for child in Child.objects.all()},
        "pks": {child.child_id: child.pk for child in own},
        "siblings": [child.child_id for child in siblings],
        "closed_child": others.filter(answer__standing="closed")[0].child_id,
        "never_visited": others.filter(blind_spots__kind="never_visited")[0].child_id,
        "others_child": others.filter(answer__standing="has_duties")[0].child_id,
        "restricted": restricted.child.child_id,
        "opens_restricted": restricted.placed_by.username,
        "worker_name": worker.name,
        "team": team.pk,
        "team_name": team.name,
        "manager": manager.username,
        "practice_manager_of_team": practice_manager.username,
        "empty_team": Team.objects.get(name=EMPTY_TEAM).pk,
        "locality": restricted.placed_by.roles.get().locality_id,
        "spots": [(each.child.child_id, each.kind) for each in spot[:2]],
        "deputy": deputy.user.username,
        "acts_for": deputy.acts_for.name,
        "acts_for_team": str(deputy.acts_for.roles.get().team),
        "acts_for_username": deputy.acts_for.username,
        "deputy_pk": deputy.pk,
        "reminder": Reminder.objects.filter(owner=worker, settled_at=None)[0].pk,
        "token_pk": ApiToken.objects.get(revoked_at=None, name="Nightly copy").pk,
        "person": worker.pk,
        "person_closed": User.objects.get(username=people["closed"]).pk,
        "role_pk": worker.roles.get().pk,
        "moved": Move.objects.order_by("pk")[0].pk,
        "absence": Absence.objects.order_by("pk")[0].pk,
        "adoption": AdoptedPack.objects.order_by("-pk")[0].pk,
        "localities": list(Locality.objects.order_by("name").values_list("pk", flat=True)),
    }


def _both_roles(people: dict[str, str], at: datetime) -> dict[str, str]:
    """Make somebody who is a worker and a manager of one team, and may not sign their own work."""
    from doorstep.vocabulary import Role
    from doorstep.web.accounts.models import RoleHeld, User

    worker = User.objects.get(username=people[Role.SOCIAL_WORKER])
    both = User.objects.create(username="both.roles", name="Both Roles", password=worker.password)
    start, team = (at - timedelta(days=30)).date(), worker.roles.get().team
    for role in (Role.SOCIAL_WORKER, Role.PRACTICE_MANAGER):
        RoleHeld.objects.create(user=both, role=role, team=team, start_date=start)
    return {"both_roles": both.username}


def _done(people: dict[str, str], at: datetime) -> dict[str, Any]:
    """Do what a page needs to have something to show: a visit, a saved view, broken glass."""
    from doorstep.facts import Visit
    from doorstep.vocabulary import EventKind, Method, Place, Role
    from doorstep.web.accounts.models import User
    from doorstep.web.accounts.queries import access_of
    from doorstep.web.audit.models import AuditEvent
    from doorstep.web.caseload.glass import break_glass
    from doorstep.web.caseload.models import BreakGlass
    from doorstep.web.decisions.happenings import Happening
    from doorstep.web.decisions.meetings import NotHeld
    from doorstep.web.decisions.models import Filled
    from doorstep.web.decisions.services.happenings import record_happening
    from doorstep.web.decisions.services.meetings import note_not_held
    from doorstep.web.governance.models import AccessRequest
    from doorstep.web.lists.services import explain, save_view
    from doorstep.web.visits.report import Note, VisitReport
    from doorstep.web.visits.services import record_visit

    known = _known(people, at)

    def access(username: str) -> Any:
        return access_of(User.objects.get(username=username), at=at)

    worker = access(people[Role.SOCIAL_WORKER])
    told = Visit(
        at.date() - timedelta(days=3), seen=True, seen_alone=True, method=Method.IN_PERSON,
        place=Place.HOME, role=Role.SOCIAL_WORKER, worker_id=worker.worker_id,
    )  # fmt: skip
    note = Note(observations="Playing in the kitchen.", next_step="Call on Friday.")
    (visit,) = record_visit(
        reports={known["own"][0]: VisitReport(told=told, note=note)},
        client_id=UUID(int=1), by=worker, at=at,
    )  # fmt: skip
    view = save_view(
        page=f"team-{known['team']}", query="when=overdue", name="Overdue first", is_default=False,
        shared_with=known["team"], by=access(known["manager"]),
    )  # fmt: skip
    spot, kind = known["spots"][1]
    explain(
        child_id=spot, kind=kind, words="The system was down that day.",
        until=at.date() + timedelta(days=14), by=access(known["manager"]),
    )  # fmt: skip
    reason = "The child was reported missing this morning and nobody named can be reached."
    break_glass(child_id=known["restricted"], reason=reason, by=worker, at=at)
    happening = Happening(kind=EventKind.HOUSEHOLD_CHANGE, on=at.date(), words="Gran moved in.")
    event = record_happening(
        child_id=known["own"][0], happening=happening, client_id=UUID(int=2), by=worker, at=at
    )
    meeting = NotHeld(kind=EventKind.CORE_GROUP, why="Nobody could come.")
    noted = note_not_held(
        child_id=known["own"][0], meeting=meeting, client_id=UUID(int=3), by=worker, at=at
    )
    hook = _undelivered(access(people["administrator"]), at)
    rating = Filled.objects.filter(decision=None).select_related("child").order_by("pk")[0]
    asked = AccessRequest.objects.select_related("child").get()
    return {
        "happened": event.pk,
        "noted": noted.pk,
        "rating": [rating.child.child_id, rating.pk],
        "visited": known["own"][0],
        "visit": visit.pk,
        "view": view.pk,
        "explained": [spot, kind],
        "opening": BreakGlass.objects.get().pk,
        "event": AuditEvent.objects.order_by("-pk")[0].pk,
        "request": [asked.child.child_id, asked.pk],
        "webhook": hook,
    }


def _undelivered(by: Any, at: datetime) -> int:
    """Make a webhook to which nothing came through."""
    from doorstep.web.notices.models import Channel, Kind, Notice, State
    from doorstep.web.notices.services.webhooks import add_webhook

    events = [Kind.OVERDUE, Kind.SIGNATURE_WAITING]
    address = "https://warehouse.anyshire.example/doorstep/events/of/the/nightly/copy"
    hook, _ = add_webhook(name="Data warehouse", address=address, events=events, by=by, at=at)
    Notice.objects.create(
        key="overdue:100015:kit_call:2026-11-13", channel=Channel.WEBHOOK, kind=Kind.OVERDUE,
        webhook=hook, body="{}", made_at=at, not_before=at, state=State.GIVEN_UP, attempts=14,
        last_error="The receiver answered 503 Service Unavailable",
    )  # fmt: skip
    return hook.pk


if __name__ == "__main__":
    print(json.dumps(fill(int(sys.argv[1]))))  # noqa: T201
