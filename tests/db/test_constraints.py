"""What the database itself refuses, whatever the code above it does."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
import web_made as made
from django.db import IntegrityError, transaction

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import Deputy, RoleHeld
from doorstep.web.caseload.models import BreakGlass, Child, Event, Obligation, Restriction, Visit
from doorstep.web.lists.models import SavedView
from doorstep.web.policies.models import AdoptedPack


def _child() -> Child:
    made.adopt()
    return made.store(made.case("C1"))[0]


def _visit(child: Child, **values: object) -> Visit:
    given = {
        "child": child,
        "client_id": uuid4(),
        "occasion": uuid4(),
        "digest": "d",
        "recorded_at": made.AT,
        "recorded_by": made.person(),
        "visit_date": made.TODAY,
        "visit_type": "visit",
    }
    return Visit.objects.create(**{**given, **values})


def refused(make: Callable[[], object], constraint: str) -> None:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        make()
    # SQLite names the columns of a unique constraint, PostgreSQL the constraint.
    assert constraint in str(error.value) or "UNIQUE" in str(error.value)


def test_one_record_for_each_child_and_sending() -> None:
    child, sent = _child(), uuid4()
    _visit(child, client_id=sent)

    refused(lambda: _visit(child, client_id=sent), "visit_once")


def test_an_approval_has_a_role_and_a_time() -> None:
    child = _child()

    refused(lambda: _visit(child, approved_by=Role.IRO.value), "visit_approval_whole")
    refused(lambda: _visit(child, approved_at=made.AT), "visit_approval_whole")


def test_nobody_is_seen_alone_who_is_not_seen() -> None:
    child = _child()

    refused(lambda: _visit(child, seen=False, seen_alone=True), "visit_alone_means_seen")
    refused(lambda: _visit(child, seen=None, seen_alone=True), "visit_alone_means_seen")


def test_a_correction_says_why_and_is_made_once() -> None:
    child = _child()
    first = _visit(child)

    refused(lambda: _visit(child, corrects=first), "visit_correction_has_reason")
    refused(lambda: _visit(child, withdrawn=True), "visit_correction_has_reason")
    _visit(child, corrects=first, correction_reason="wrong day")
    refused(lambda: _visit(child, corrects=first, correction_reason="again"), "corrects")


def test_an_event_is_recorded_once() -> None:
    child, sent = _child(), uuid4()
    values = {
        "child": child,
        "client_id": sent,
        "digest": "d",
        "recorded_at": made.AT,
        "recorded_by": made.person(),
        "kind": "missing",
        "event_date": made.TODAY,
    }
    Event.objects.create(**values)

    refused(lambda: Event.objects.create(**values), "event_once")


def test_a_role_is_known_in_one_place_and_ends_after_it_starts() -> None:
    user, team = made.person(None), made.team()
    day = made.TODAY

    def held(**values: object) -> object:
        return RoleHeld.objects.create(
            **{"user": user, "role": "iro", "start_date": day, **values}  # type: ignore[arg-type]
        )

    refused(lambda: held(team=team, locality=team.locality), "role_in_a_team_or_a_locality")
    refused(lambda: held(end_date=day - timedelta(1)), "role_ends_after_it_starts")
    refused(lambda: held(role="wizard"), "role_is_known")


def test_a_deputy_is_somebody_else_for_some_time() -> None:
    one, other = made.person(), made.person()

    def deputy(**values: object) -> object:
        given = {"user": one, "acts_for": other, "given_by": other, "start_date": made.TODAY}
        end = {"end_date": made.TODAY + timedelta(1)}
        return Deputy.objects.create(**{**given, **end, **values})

    refused(lambda: deputy(acts_for=one), "deputy_is_somebody_else")
    refused(lambda: deputy(end_date=made.TODAY - timedelta(1)), "deputy_ends_after_it_starts")


def test_restrictions_and_broken_glass_end_after_they_begin() -> None:
    child, user = _child(), made.person()
    glass = {"child": child, "user": user, "start_at": made.AT}

    refused(
        lambda: Restriction.objects.create(
            child=child,
            reason="kin",
            start_date=made.TODAY,
            end_date=made.TODAY - timedelta(days=1),
            placed_by=user,
            placed_at=made.AT,
        ),
        "restriction_ends_after_it_starts",
    )
    refused(
        lambda: BreakGlass.objects.create(**glass, reason="why", end_at=made.AT),
        "break_glass_ends",
    )
    later = made.AT + timedelta(hours=4)
    refused(
        lambda: BreakGlass.objects.create(**glass, reason="", end_at=later),
        "break_glass_has_a_reason",
    )


def test_one_user_for_a_worker_and_one_view_for_a_name() -> None:
    user = made.person(worker_id="W1")
    refused(lambda: made.person(worker_id="W1"), "one_user_a_worker_id")
    made.person()
    SavedView.objects.create(owner=user, page="team", name="Mine", query="")
    refused(
        lambda: SavedView.objects.create(owner=user, page="team", name="Mine", query="x"),
        "saved_view_by_name",
    )


def test_an_adoption_ends_after_it_starts_and_obligations_have_their_places() -> None:
    child = _child()
    refused(
        lambda: AdoptedPack.objects.create(
            pack="x",
            start_date=made.TODAY,
            end_date=made.TODAY - timedelta(1),
            recorded_at=made.AT,
        ),
        "adoption_ends_after_it_starts",
    )
    first = Obligation.objects.filter(child=child).first()
    assert first is not None
    first.pk = None
    refused(first.save, "obligation_has_its_place")
