"""What has become late is told at once, once, to who manages it and may see the child."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import decision_made as decided
import notice_made as told
import pytest
import visit_made as visits
import web_made as made
from db.access.county import act_for, restrict
from django.conf import LazySettings
from django.db import IntegrityError, transaction

from doorstep.vocabulary import EventKind, Role, Status
from doorstep.web.accounts.models import User
from doorstep.web.caseload.models import Child, Merge, Obligation
from doorstep.web.caseload.services import refresh
from doorstep.web.decisions.models import Decision
from doorstep.web.notices.models import Kind, Notice, Watch, WatchBegan, Watched
from doorstep.web.notices.services.escalations import look
from doorstep.web.running.worker import Worker

LATER = made.AT + timedelta(30)


@pytest.fixture(autouse=True)
def _mail(settings: LazySettings, tmp_path: Path) -> None:
    settings.MAIL = f"folder:{tmp_path}"
    WatchBegan.objects.create(at=made.AT)


def manager(role: str = Role.TEAM_MANAGER, *, team: str = "East", **wishes: Any) -> User:
    user = made.person(role, in_team=made.team(team))
    told.wish(user, digest=False, **wishes)
    return user


def one(child_id: str = "C1", **more: Any) -> Child:
    made.adopt()
    return made.store(made.case(child_id, **more))[0]


def heard(child: Child) -> None:
    """Record a call in which something was heard that brings a visit within 24 hours."""
    visits.record(child, visits.call(EventKind.KIT_DISCLOSURE))


def age(child: Child, days: int = 30) -> None:
    with transaction.atomic():
        refresh([child.pk], at=made.AT + timedelta(days))


def whom(kind: str = Kind.ESCALATION) -> list[int | None]:
    rows = Notice.objects.filter(kind=kind).order_by("recipient")
    return list(rows.values_list("recipient", flat=True))


def test_what_must_be_done_within_a_day_is_told_to_worker_and_manager_at_once() -> None:
    child = one()
    visits.worker()
    own = User.objects.get(worker_id="W1")
    told.wish(own, digest=False)
    head = manager()
    look(at=made.AT)
    assert whom() == []

    heard(child)
    look(at=made.AT)

    assert whom() == sorted([own.pk, head.pk])
    text = Notice.objects.filter(kind=Kind.ESCALATION)[0].body
    assert "must be held within a day" in text
    assert not [x for x in ("C1", "Child", "Noor", "East") if x in text]


def test_it_is_told_once_and_when_it_is_overdue_once_more() -> None:
    child = one()
    head = manager()
    heard(child)
    look(at=made.AT)
    look(at=told.after(5))
    assert whom() == [head.pk]

    age(child, 3)
    look(at=made.AT + timedelta(3))
    look(at=made.AT + timedelta(3, 60))

    assert whom() == [head.pk] * 2
    assert "overdue" in Notice.objects.order_by("-pk")[0].body


def test_at_an_instant_that_is_over_it_is_overdue_the_same_day() -> None:
    child = one()
    head = manager()
    heard(child)
    Obligation.objects.filter(duty__contains="high_and").update(
        due_on=made.TODAY, due_at="2026-11-16T14:30+00:00"
    )
    look(at=made.AT)
    Notice.objects.all().delete()

    look(at=made.AT + timedelta(hours=4, minutes=59))
    assert whom() == []
    look(at=made.AT + timedelta(hours=5, minutes=1))
    assert whom() == [head.pk]


def test_a_visit_that_mends_it_ends_it_and_another_overdue_is_new() -> None:
    child = one()
    visit = {"what": Watch.OVERDUE, "subject__contains": "cp_visit"}
    look(at=made.AT)
    first = Watched.objects.get(**visit)

    visits.record(child, visits.report(made.TODAY))
    look(at=told.after(5))
    assert not Watched.objects.filter(**visit, over_at=None).exists()

    age(child, 60)
    look(at=LATER + timedelta(30))
    assert Watched.objects.get(**visit, over_at=None).pk != first.pk


def test_an_overdue_visit_that_is_not_urgent_waits_for_the_digest() -> None:
    child = one()
    manager()
    age(child)
    Obligation.objects.update(tier_order=1)
    Obligation.objects.exclude(due_at__regex="^.{10}$").delete()

    look(at=LATER)

    assert whom() == []
    assert Watched.objects.filter(what=Watch.OVERDUE, told=None).exists()


def test_of_a_child_in_the_most_urgent_tier_every_overdue_is_told() -> None:
    child = one()
    head = manager()
    age(child)
    Obligation.objects.update(tier_order=0)

    look(at=LATER)

    assert whom() == [head.pk]


def test_at_the_first_look_nothing_is_told() -> None:
    WatchBegan.objects.all().delete()
    child = one()
    manager()
    heard(child)

    assert look(at=made.AT) == 0
    assert Watched.objects.exists()
    assert whom() == []


def test_a_manager_of_another_team_is_not_told_and_the_next_rung_is_where_there_is_none() -> None:
    child = one()
    manager(team="West")
    head = made.person(Role.HEAD_OF_SERVICE, in_locality=made.team("East").locality)
    told.wish(head, digest=False)
    heard(child)

    look(at=made.AT)

    assert whom() == [head.pk]


def test_a_manager_not_named_in_a_restriction_is_not_told_and_one_named_is() -> None:
    child = one()
    manager()
    named = made.person(Role.HEAD_OF_SERVICE)
    told.wish(named, digest=False)
    restrict(child, by=named).named.add(named)
    heard_by = made.access(named)
    visits.record(child, visits.call(EventKind.KIT_DISCLOSURE), by=heard_by)

    look(at=made.AT)

    assert whom() == [named.pk]


def test_a_deputy_is_told_for_the_manager() -> None:
    child = one()
    absent = made.person(Role.TEAM_MANAGER, in_team=made.team("East"))
    deputy = made.person(None)
    told.wish(deputy, digest=False)
    act_for(deputy, absent, until=made.TODAY + timedelta(5))
    heard(child)

    look(at=made.AT)

    assert whom() == [deputy.pk]


def test_where_nobody_can_be_told_that_is_counted() -> None:
    child = one()
    heard(child)

    look(at=made.AT)

    assert set(Watched.objects.filter(what=Watch.OWED).values_list("told", flat=True)) == {0}


def test_who_does_not_want_it_or_is_closed_is_not_told() -> None:
    child = one()
    manager(at_once=False)
    closed = manager()
    closed.is_active = False
    closed.save()
    heard(child)

    look(at=made.AT)

    assert whom() == []


def test_a_short_duty_that_begins_again_within_a_week_is_no_news() -> None:
    child = one()
    head = manager()
    heard(child)
    look(at=made.AT)
    Watched.objects.filter(what=Watch.OWED).update(over_at=made.AT)  # done, and owed again
    look(at=told.after(30))

    assert whom() == [head.pk]


def test_a_step_over_its_time_is_told_to_who_can_act_and_their_manager() -> None:
    made.adopt(decided.LANCASHIRE)
    people, decision = told.submitted()
    for user in people.values():
        told.wish(user, digest=False)
    Decision.objects.filter(pk=decision.pk).update(due_at=made.AT - timedelta(hours=1))
    Obligation.objects.all().delete()

    look(at=made.AT)

    wanted = {people[Role.PRACTICE_MANAGER].pk, people[Role.TEAM_MANAGER].pk}
    assert set(whom()) == wanted

    Notice.objects.all().delete()
    Decision.objects.filter(pk=decision.pk).update(in_dispute=True, version=9)
    look(at=told.after(1))
    expected = {Role.PRACTICE_MANAGER, Role.IRO, Role.HEAD_OF_SERVICE}
    assert set(whom()) == {people[role].pk for role in expected}


def test_one_message_counts_all_that_is_new_and_two_looks_at_once_tell_it_once() -> None:
    made.adopt()
    children = made.store(made.case("C1"), made.case("C2"))
    head = manager()
    for child in children:
        heard(child)
    look(at=made.AT)

    assert whom() == [head.pk]
    row = Watched.objects.filter(what=Watch.OWED)[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Watched.objects.create(
            child=row.child, what=row.what, subject=row.subject, found_at=made.AT
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Watched.objects.filter(pk=row.pk).update(over_at=made.AT - timedelta(1))


def test_the_worker_looks_when_something_changed_and_only_then() -> None:
    child = one()
    manager()
    assert "look_for_late" in Worker(clock=lambda: made.AT).once()
    assert "look_for_late" not in Worker(clock=lambda: told.after(1)).once()
    heard(child)
    with transaction.atomic():
        refresh([child.pk], at=told.after(2))
    done = Worker(clock=lambda: told.after(2)).once()
    assert {"look_for_late", "send"} <= set(done)


# --- other systems ------------------------------------------------------------------------------------


def events() -> list[dict[str, Any]]:
    rows = Notice.objects.filter(channel="webhook").order_by("pk")
    return [json.loads(body) for body in rows.values_list("body", flat=True)]


def test_a_webhook_is_told_of_each_new_overdue_by_the_childs_number_and_nothing_more() -> None:
    child = one()
    told.webhook("https://case.example")
    age(child)
    look(at=LATER)
    look(at=LATER)

    overdue = Obligation.objects.filter(status=Status.OVERDUE)
    assert sorted(e["duty"] for e in events()) == sorted(overdue.values_list("duty", flat=True))
    assert {frozenset(e) for e in events()} == {
        frozenset({"event", "id", "at", "child_id", "duty", "due"})
    }
    assert {e["child_id"] for e in events()} == {"C1"}


def test_a_webhook_is_told_of_a_signature_if_it_wants_that() -> None:
    made.adopt(decided.LANCASHIRE)
    told.webhook("https://case.example", events=[Kind.SIGNATURE_WAITING])
    told.webhook("https://other.example", name="Other", events=[Kind.OVERDUE])
    _, decision = told.submitted()
    look(at=made.AT)

    (event,) = [e for e in events() if e["event"] == "signature_waiting"]
    assert event["decision"] == str(decision.key)
    assert event["procedure"] == decision.procedure


def test_of_a_restricted_record_nothing_leaves() -> None:
    child = one()
    told.webhook("https://case.example")
    restrict(child, by=made.person(Role.HEAD_OF_SERVICE))
    age(child)

    look(at=LATER)

    assert events() == []


def test_of_a_record_that_is_merged_with_a_restricted_one_nothing_leaves() -> None:
    child = one()
    away = made.store(made.case("C2"))[0]
    told.webhook("https://case.example")
    boss = made.person(Role.HEAD_OF_SERVICE)
    Merge.objects.create(
        child=away, into=child, reason="The same child", merged_at=made.AT, merged_by=boss
    )
    restrict(away, by=boss)
    age(child)

    look(at=LATER)

    assert events() == []
