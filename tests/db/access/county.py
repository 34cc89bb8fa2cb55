"""A small invented county: one child in every relation to somebody, and every way to hold a role.

All children live at one door, so that each page of one could name the others.
"""

import os
import time
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import photograph_made as photographs
import visit_made as visits
import web_made as made
from db.access.decided import Decided, decide_all
from django.test import Client

from doorstep.facts import Involvement
from doorstep.vocabulary import Role
from doorstep.web.accounts.models import Deputy, Locality, RoleHeld, Team, User
from doorstep.web.caseload.models import BlindSpot, BreakGlass, Child, Restriction, Visit
from doorstep.web.visits.services import record_visit

LONG = bool(os.environ.get("DOORSTEP_LONG_TESTS"))
MISSING = "NOBODY-1"
SPOT = "no_duty"
YESTERDAY, TOMORROW = made.TODAY - timedelta(1), made.TODAY + timedelta(1)
BEGAN = made.TODAY - timedelta(60)


@dataclass
class County:
    """Teams, children by their relation to the person under test, and that person in every seat.

    `me` holds the role in team East and is involved by the worker id W1.
    """

    role: str
    east: Team
    near: Team
    west: Team
    colleague: User
    me: User
    seats: dict[str, User] = field(default_factory=dict)
    children: dict[str, Child] = field(default_factory=dict)
    visits: dict[str, Visit] = field(default_factory=dict)
    photographs: dict[str, int] = field(default_factory=dict)
    decided: dict[str, Decided] = field(default_factory=dict)

    def browser(self, seat: str) -> Client:
        """Return a browser in which the person of this seat has just shown who they are."""
        return signed_in(self.seats[seat])


def county(role: str) -> County:
    """Make the county for one role."""
    made.adopt()
    east, near = made.team("East", "Eastmarch"), made.team("Near", "Eastmarch")
    west = made.team("West", "Westmarch")
    made.team("Far", "Westmarch")
    colleague = made.person(Role.SENIOR_MANAGER, name="Colleague Holloway", worker_id="W9")
    me = made.person(role, name="Person Under Test", worker_id="W1", in_team=east)
    found = County(role, east, near, west, colleague, me)
    _seat(found)
    _settle(found)
    return found


# --- the children -------------------------------------------------------------------------------------

HOMES = {
    # relation: allocated worker, team, further involvement (worker, team, ended)
    "own": ("W1", "East", None),
    "team": ("W2", "East", None),
    "near": ("W4", "Near", None),
    "other": ("W3", "West", None),
    "iro": ("W3", "West", ("W1", "Far", None)),
    "ex_iro": ("W3", "West", ("W1", "Far", YESTERDAY)),
    "hidden": ("W1", "East", None),
    "named": ("W3", "West", None),
    "named_me": ("W3", "West", None),
    "glass": ("W3", "West", None),
    "hidden_glass": ("W3", "West", None),
    "ended": ("W1", "East", None),
}


def _settle(here: County) -> None:
    cases = [_case(relation) for relation in HOMES]
    names = {case.child_id: name_of(case.child_id) for case in cases}
    for relation, child in zip(HOMES, made.store(*cases, names=names), strict=True):
        here.children[relation] = child
    _visit_all(here)
    decided = decide_all(here.children.values(), here.colleague)
    here.decided = dict(zip(here.children, decided, strict=True))
    for child in here.children.values():
        BlindSpot.objects.create(child=child, kind=SPOT, detail="invented", team=child.answer.team)
    named = {
        "hidden": [],
        "named": [*here.seats.values()],
        "named_me": [here.me],
        "hidden_glass": [],
    }
    for relation, people in named.items():
        restrict(here.children[relation], by=here.colleague).named.add(*people)
    for relation in ("glass", "hidden_glass"):
        for user in here.seats.values():
            break_glass(here.children[relation], user)


def _visit_all(here: County) -> None:
    """Record one visit to them all, so that each record knows of the others."""
    reports = {child.child_id: visits.report() for child in here.children.values()}
    rows = record_visit(
        reports=reports, client_id=uuid4(), by=made.access(here.colleague), at=made.AT
    )
    relations = {child.pk: relation for relation, child in here.children.items()}
    here.visits = {relations[row.child_id]: row for row in rows}
    for relation, row in here.visits.items():
        photo = photographs.kept(here.children[relation], row, here.colleague)
        here.photographs[relation] = photo.pk


def _case(relation: str) -> Any:
    worker, team, further = HOMES[relation]
    more = ()
    if further:
        more = (Involvement(further[0], BEGAN, further[2], team=further[1], role="IRO"),)
    child_id = f"{relation.upper().replace('_', '-')}-C"
    case = made.case(child_id, worker_id=worker, in_team=team, involvements=more)
    if relation == "ended":
        (only,) = case.involvements
        return replace(case, involvements=(only._replace(end_date=YESTERDAY),))
    return case


def name_of(child_id: str) -> str:
    """Return the name of a child, which stands nowhere else: a canary."""
    return f"Canary {child_id.title().replace('-', '')}son"


def restrict(child: Child, *, by: User) -> Restriction:
    """Restrict a record; nobody is named yet."""
    return Restriction.objects.create(
        child=child, reason="kin", start_date=made.TODAY, placed_by=by, placed_at=made.AT
    )


def break_glass(child: Child, user: User) -> BreakGlass:
    """Break the glass of a record an hour ago."""
    began = made.AT - timedelta(hours=1)
    return BreakGlass.objects.create(
        child=child, user=user, reason="Police at the door, the worker is away",
        start_at=began, end_at=began + timedelta(hours=4),
    )  # fmt: skip


# --- the ways to hold a role --------------------------------------------------------------------------


def _seat(here: County) -> None:
    """Put somebody in every seat; those but the first have no children of their own by worker id."""
    role, locality = here.role, here.east.locality
    here.seats = {
        "team": here.me,
        "locality": made.person(role, in_locality=locality),
        "authority": made.person(role),
        "deputy": made.person(None),
        "deputy_over": made.person(None),
        "left": made.person(None),
        "not_yet": made.person(None),
        "closed": made.person(role, in_team=here.east),
    }
    here.seats["closed"].is_active = False
    here.seats["closed"].save()
    act_for(here.seats["deputy"], here.me, until=TOMORROW)
    act_for(here.seats["deputy_over"], here.me, until=made.TODAY)
    hold(here.seats["left"], role, here.east, start=BEGAN, end=made.TODAY)
    hold(here.seats["not_yet"], role, here.east, start=TOMORROW)


def hold(
    user: User, role: str, team: Team | None, *, start: date = BEGAN, end: date | None = None
) -> RoleHeld:
    """Give somebody a role for these days."""
    return RoleHeld.objects.create(
        user=user, role=str(role), team=team, start_date=start, end_date=end
    )


def act_for(user: User, whom: User, *, until: date) -> Deputy:
    """Let somebody act for another since a week ago."""
    return Deputy.objects.create(
        user=user,
        acts_for=whom,
        start_date=made.TODAY - timedelta(7),
        end_date=until,
        given_by=whom,
    )


def signed_in(user: User) -> Client:
    """Return a browser in which somebody has just shown who they are."""
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def locality_of(team: Team) -> Locality:
    """Return the locality a team is in."""
    assert team.locality is not None
    return team.locality


def form_id() -> str:
    """Return a new id of a form."""
    return str(uuid4())
