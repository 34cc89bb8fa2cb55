"""One message a day at a person's hour, only if something is new, with numbers and nothing else."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import decision_made as decided
import notice_made as told
import pytest
import visit_made as visits
import web_made as made
from db.access.county import act_for, restrict
from django.conf import LazySettings
from django.db import transaction

from doorstep.vocabulary import Needed, Role
from doorstep.web.accounts.models import User
from doorstep.web.caseload.services import refresh
from doorstep.web.notices.models import Notice, Reminder, Wish
from doorstep.web.notices.services.digests import due_digests, make_digests
from doorstep.web.policies.models import AdoptedPack
from doorstep.web.running.worker import Worker
from doorstep.workdays import LONDON

LATE = (made.TODAY - timedelta(40),)


@pytest.fixture(autouse=True)
def _mail(settings: LazySettings, tmp_path: Path) -> None:
    settings.MAIL, settings.SITE = f"folder:{tmp_path}", "https://visits.anyshire.example"
    made.adopt()


def worker(**wishes: Any) -> User:
    user = made.person(worker_id="W1", name="Noor Calloway")
    told.wish(user, **wishes)
    return user


def body() -> str:
    return Notice.objects.order_by("-pk")[0].body


def at(hour: int, *, day: date = made.TODAY, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


def test_where_the_sweep_was_not_there_yet_what_is_owed_is_worked_out_first() -> None:
    (child,) = made.store(made.case("C1", seen=(made.TODAY,)))
    worker()
    later = made.AT + timedelta(60)

    assert make_digests(at=later) == 1

    assert "overdue for your children" in body()
    child.answer.refresh_from_db()
    assert child.answer.as_at == later.date()
    assert child.obligations.filter(status="overdue").exists()


def test_it_says_numbers_and_where_to_sign_in_and_names_nobody() -> None:
    made.store(made.case("C1", seen=LATE), made.case("C2", seen=LATE), names={"C1": "Max Harrow"})
    worker()

    assert make_digests(at=made.AT) == 1

    row = Notice.objects.get()
    said = f"{row.subject} {row.body}"
    assert "overdue for your children" in row.body
    assert "https://visits.anyshire.example/" in row.body
    assert not [x for x in ("Max", "Harrow", "C1", "Noor", "Elm", "child protection") if x in said]
    assert row.key == f"digest:{row.recipient_id}:2026-11-16"


def test_nothing_new_is_no_message_and_it_is_made_once_a_day() -> None:
    made.store(made.case("C1", seen=LATE))
    worker()

    assert make_digests(at=made.AT) == 1
    assert make_digests(at=told.after(60)) == 0
    assert make_digests(at=made.AT + timedelta(1)) == 0  # the same visit is overdue still

    assert Notice.objects.count() == 1
    assert Wish.objects.get().digest_on == made.TODAY + timedelta(1)


def test_what_was_mended_and_is_late_again_is_new() -> None:
    (child,) = made.store(made.case("C1", seen=LATE))
    worker(parts=["overdue"])
    make_digests(at=made.AT)
    visits.record(child, visits.report(made.TODAY))
    assert make_digests(at=made.AT + timedelta(1)) == 0

    later = made.AT + timedelta(28)
    with transaction.atomic():
        refresh([child.pk], at=later)

    assert make_digests(at=later) == 1


def test_only_what_is_wished_for_is_in_it() -> None:
    made.store(made.case("C1", seen=LATE))
    user = worker(parts=["reminders"])
    assert make_digests(at=made.AT) == 0

    Wish.objects.update(digest_on=None)
    _reminder(user, made.TODAY)
    assert make_digests(at=told.after(1)) == 1
    assert "- 1 reminder of yours" in body()
    assert "overdue" not in body()


def _reminder(user: User, due_on: date) -> None:
    Reminder.objects.create(
        owner=user, words="Ring the school", due_on=due_on, recorded_at=made.AT,
        recorded_by=user, client_id=uuid4(),
    )  # fmt: skip


def test_nobody_is_told_of_what_they_may_not_see() -> None:
    child, _ = made.store(made.case("C1", seen=LATE), made.case("C2", seen=LATE))
    user = worker(parts=["overdue"])
    make_digests(at=made.AT)
    with_both = body()
    restrict(child, by=made.person(Role.HEAD_OF_SERVICE))
    Wish.objects.filter(user=user).update(digest_on=None, told=[])
    Notice.objects.all().delete()

    make_digests(at=made.AT)

    assert with_both.count("- ") == body().count("- ") == 1
    assert int(with_both.split("- ")[1].split()[0]) == 2 * int(body().split("- ")[1].split()[0])


def test_a_deputy_is_told_for_whom_they_act_and_only_so_long() -> None:
    made.store(made.case("C1", seen=LATE))
    owner = made.person(worker_id="W1")
    deputy = made.person(None)
    told.wish(deputy)
    act_for(deputy, owner, until=made.TODAY + timedelta(1))

    assert make_digests(at=made.AT) == 1
    Wish.objects.update(told=[])
    assert make_digests(at=made.AT + timedelta(1)) == 0


def test_a_closed_account_gets_none() -> None:
    made.store(made.case("C1", seen=LATE))
    user = worker()
    user.is_active = False
    user.save()

    assert make_digests(at=made.AT) == 0


def test_who_manages_a_team_is_told_what_became_overdue_in_it() -> None:
    made.store(made.case("C1", seen=LATE), made.case("C2", seen=LATE, in_team="West"))
    manager = made.person(Role.TEAM_MANAGER, in_team=made.team("East"))
    told.wish(manager)

    assert make_digests(at=made.AT) == 1
    assert "overdue in your team" in body()


def test_a_signature_waiting_and_a_draft_sent_back_are_told() -> None:
    AdoptedPack.objects.all().delete()
    made.adopt(decided.LANCASHIRE)
    people, decision = told.submitted()
    for role in (Role.PRACTICE_MANAGER, Role.SOCIAL_WORKER):
        told.wish(people[role], parts=["signatures", "sent_back"])

    assert make_digests(at=made.AT) == 1
    assert "- 1 decision that waits for you" in body()

    manager = made.access(people[Role.PRACTICE_MANAGER])
    decided.do(decision, "return", manager, told={Needed.REASON: "Too little is said"})
    assert make_digests(at=made.AT + timedelta(1)) == 1
    assert "- 1 draft sent back to you" in body()


# --- the hour -----------------------------------------------------------------------------------------


def test_before_the_hour_nothing_and_after_it_also_late_the_same_day() -> None:
    worker(hour=8)

    assert [h for h in range(24) if due_digests(at=at(h)).exists()] == list(range(8, 24))


def test_only_on_the_days_wished_for() -> None:
    worker(days="135")

    days = [made.TODAY + timedelta(n) for n in range(7)]  # from a Monday
    assert [d.isoweekday() for d in days if due_digests(at=at(9, day=d)).exists()] == [1, 3, 5]


def test_the_night_an_hour_is_left_out_and_the_night_it_comes_twice() -> None:
    worker(hour=1, days="1234567")
    spring, autumn = datetime(2026, 3, 29).date(), datetime(2026, 10, 25).date()

    def made_on(day: date) -> int:
        Wish.objects.update(digest_on=None, told=[])
        Notice.objects.all().delete()
        begin = at(0, day=day).timestamp()
        quarters = [datetime.fromtimestamp(begin + 900 * n, LONDON) for n in range(24 * 4)]
        same_day = [t for t in quarters if t.date() == day]
        return sum(_made_one(t) for t in same_day)

    assert made_on(spring) == 1
    assert made_on(autumn) == 1


def _made_one(moment: datetime) -> int:
    before = Wish.objects.get().digest_on
    make_digests(at=moment)
    return Wish.objects.get().digest_on != before


def test_the_worker_makes_it_and_sends_it(tmp_path: Path) -> None:
    made.store(made.case("C1", seen=LATE))
    user = worker()

    done = Worker(clock=lambda: made.AT).once()

    assert {"digests", "send"} <= set(done)
    (mail,) = told.mails(tmp_path)
    assert mail["To"] == f"u{user.pk}@anyshire.example"
    assert {"digests", "send"} & set(Worker(clock=lambda: told.after(1)).once()) == set()


def test_where_mail_is_off_no_digest_heaps_up(settings: LazySettings) -> None:
    settings.MAIL = ""
    made.store(made.case("C1", seen=LATE))
    worker()

    assert "digests" not in Worker(clock=lambda: made.AT).once()
    assert not Notice.objects.exists()
