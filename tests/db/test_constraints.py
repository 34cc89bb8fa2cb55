"""What the database itself refuses, whatever the code above it does."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import web_made as made
from db.access.decided import Decided, decide_all
from django.db import IntegrityError, transaction

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import Deputy, RoleHeld
from doorstep.web.caseload.models import BreakGlass, Child, Event, Obligation, Restriction, Visit
from doorstep.web.decisions.models import (
    Comment,
    Decision,
    Done,
    Draft,
    Filled,
    Incidence,
    Waiting,
)
from doorstep.web.documents.models import Copied
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


# --- decisions ----------------------------------------------------------------------------------------


def _decided() -> Decided:
    return decide_all([_child()], made.person())[0]


def _again(row: Decision | Filled | Draft | Waiting, **changed: object) -> Callable[[], object]:
    """Return what stores the same row once more, but for what is changed."""
    told = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name != "id"}
    return lambda: type(row).objects.create(**{**told, **changed})


def test_a_decision_is_opened_once_for_a_page_and_of_some_kinds_once() -> None:
    row = _decided().waiting

    refused(_again(row, key=uuid4()), "decision_once")
    refused(_again(row, client_id=uuid4()), "key")
    alone = {"is_alone": True, "key": uuid4(), "client_id": uuid4()}
    _again(row, **alone)()
    other = {"is_alone": True, "key": uuid4(), "client_id": uuid4()}
    refused(_again(row, **other), "one_open_decision_of_a_kind")
    _again(row, **other, ended_at=made.AT)()
    early = {"key": uuid4(), "client_id": uuid4(), "ended_at": made.AT - timedelta(1)}
    refused(_again(row, **early), "decision_ends_after_it_opens")


def test_an_action_has_its_place_and_a_signature_says_of_what() -> None:
    row = _decided().waiting

    def done(**values: object) -> Done:
        given = {
            "decision": row, "number": 1, "client_id": uuid4(), "step": "a", "step_title": "A",
            "action": "submit", "to": "b", "to_title": "B", "signature": False,
            "role": "social_worker", "happened_at": made.AT, "recorded_at": made.AT,
            "recorded_by": row.opened_by,
        }  # fmt: skip
        return Done.objects.create(**{**given, **values})

    first = done()
    refused(done, "done_in_its_place")
    refused(lambda: done(number=2, client_id=first.client_id), "done_once")
    refused(lambda: done(number=2, signature=True), "signature_fixes_what_was_signed")


def test_forms_drafts_and_what_waits_stand_once() -> None:
    rows = _decided()
    waits = Waiting.objects.get(decision=rows.waiting)

    refused(_again(waits), "waiting_once_a_role")
    refused(_again(rows.filled), "filled_once")
    refused(_again(rows.draft), "decision")
    _again(rows.draft, decision_id=None)()
    refused(_again(rows.draft, decision_id=None), "one_draft_of_a_form")


def test_a_comment_says_something_once_and_a_copy_is_ticked_once() -> None:
    row = _decided().waiting
    told = {"recorded_at": made.AT, "recorded_by": row.opened_by}

    def said(**values: object) -> object:
        return Comment.objects.create(**{"decision": row, **told, "words": "x", **values})  # type: ignore[arg-type]

    sent = uuid4()
    said(client_id=sent)
    refused(lambda: said(client_id=sent), "comment_once")
    refused(lambda: said(client_id=uuid4(), words=""), "comment_says_something")
    Copied.objects.create(child=row.child, kind="decision", item=row.pk, **told)
    refused(
        lambda: Copied.objects.create(child=row.child, kind="decision", item=row.pk, **told),
        "copied_once",
    )


def test_a_rate_is_not_below_nothing() -> None:
    refused(
        lambda: Incidence.objects.create(
            area="A", area_key="a", week_ending=made.TODAY, rate=Decimal(-1), recorded_at=made.AT
        ),
        "incidence_is_a_rate",
    )
