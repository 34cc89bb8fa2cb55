"""Who is told that somebody is not back, when, once; and that they are told when all is well."""

import os
import random
import signal
import time
from datetime import datetime, timedelta
from pathlib import Path

import notice_made as told
import outing_made as outing
import pytest
import web_made as made
from db.access.county import act_for
from django.conf import LazySettings
from django.db import IntegrityError, connections, transaction

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import RoleHeld, User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.notices import job as sending
from doorstep.web.notices.models import Notice, State, Wish
from doorstep.web.outings import alerts, job
from doorstep.web.outings.models import Outing, OutingAlert
from doorstep.web.running.jobs import NOT_BACK
from doorstep.web.running.worker import Worker
from doorstep.workdays import LONDON, moved


@pytest.fixture(autouse=True)
def _mail(settings: LazySettings, tmp_path: Path) -> None:
    settings.MAIL, settings.SITE = f"folder:{tmp_path}", "https://visits.anyshire.example"


def look(here: outing.Cast, minutes: float) -> int:
    """Do the regular work so many minutes after she went in, if it is wanted."""
    at = here.away(minutes)
    return job.work(at, lambda _: None) if job.wanted(at) else 0


def test_the_worker_is_reminded_then_the_buddy_then_the_manager_each_once() -> None:
    here = outing.cast()
    outing.go(here)

    assert [look(here, m) for m in (60, 69, 70, 71, 84, 85, 86, 114, 115, 116, 600)] == [
        0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0,
    ]  # fmt: skip
    assert outing.whom() == ["Noor Calloway", "Ben Cole", "Mo Hale"]
    told_of = AuditEvent.objects.filter(action="alert_outing").order_by("pk")
    assert list(told_of.values_list("actor", "detail")) == [
        ("system", {"stage": n, "told": 1}) for n in (1, 2, 3)
    ]


def test_messages_name_nobody_and_no_place_and_lead_to_the_page(settings: LazySettings) -> None:
    settings.LONE_WORKING_RING = "Ring the control room on 01632 960123."
    here = outing.cast()
    row = outing.go(here, telephone="07700 900123")
    look(here, 600)
    outing.out(row, here.ben, at=here.away(601), why="Rang her")

    for notice in Notice.objects.all():
        text = notice.subject + notice.body
        assert f"https://visits.anyshire.example/out/{row.pk}/" in text
        assert "01632 960123" in text
        hidden = ("C1", "Child", "Noor", "Ben", "Elm", "ZZ1", "East", "07700")
        assert not [word for word in hidden if word in text]


def test_an_end_stops_it_and_more_time_begins_it_anew() -> None:
    here = outing.cast()
    row = outing.go(here)
    look(here, 70)
    outing.longer(row, here.noor, at=here.away(75))  # until 105

    assert [look(here, m) for m in (100, 114, 115, 130)] == [0, 0, 1, 1]
    assert outing.whom() == ["Noor Calloway", "Noor Calloway", "Ben Cole"]
    outing.out(row, here.noor, at=here.away(131))
    assert look(here, 900) == 0


def test_those_who_were_told_are_told_when_all_is_well_and_nobody_else_is() -> None:
    here = outing.cast()
    row = outing.go(here)
    look(here, 85)
    outing.longer(row, here.noor, at=here.away(90))
    outing.out(row, here.noor, at=here.away(100))

    subjects = list(Notice.objects.order_by("pk").values_list("recipient__name", "subject"))
    assert subjects[2:] == [("Ben Cole", "Doorstep: all is well, it takes longer")]

    again = outing.go(here, started_at=here.away(200), at=here.away(200))
    look(here, 320)
    outing.out(again, here.manager, at=here.away(321), why="She is here")
    well = Notice.objects.filter(subject="Doorstep: your colleague is out")
    assert sorted(well.values_list("recipient__name", flat=True)) == ["Ben Cole", "Mo Hale"]


def test_without_a_buddy_the_manager_is_told_in_their_place() -> None:
    here = outing.cast()
    outing.go(here, buddy=None)
    look(here, 85)
    assert outing.whom() == ["Noor Calloway", "Mo Hale"]


def test_a_buddy_whose_account_was_closed_meanwhile_is_none() -> None:
    here = outing.cast()
    outing.go(here)
    User.objects.filter(pk=here.ben.pk).update(is_active=False)
    look(here, 85)
    assert outing.whom() == ["Noor Calloway", "Mo Hale"]


def test_a_start_heard_late_is_told_at_once_with_how_old_it_is_unless_its_end_is_known() -> None:
    here = outing.cast()
    row = outing.go(here, at=here.away(180))

    assert [look(here, m) for m in (180, 181)] == [0, 3]
    assert outing.whom() == ["Noor Calloway", "Ben Cole", "Mo Hale"]
    body = Notice.objects.order_by("pk")[1].body
    assert "expected back by 16 Nov 2026 at 10.30am" in body
    assert "only heard at 16 Nov 2026 at 12.30pm" in body
    outing.out(row, here.noor, at=here.away(182), ended_at=here.away(50))
    row.refresh_from_db()
    assert row.ended_at == here.away(50)


def test_an_end_right_behind_a_late_start_comes_before_any_alert() -> None:
    here = outing.cast()
    row = outing.go(here, at=here.away(180))
    outing.out(row, here.noor, at=here.away(180.5), ended_at=here.away(50))
    assert [look(here, m) for m in (181, 500)] == [0, 0]


def test_managers_are_found_upwards_until_somebody_has_an_address() -> None:
    here = outing.cast()
    Wish.objects.filter(user=here.manager).update(email="", digest=False)
    head = made.person(Role.HEAD_OF_SERVICE, name="Hope Lane", in_locality=made.team().locality)
    told.wish(head, digest=False, at_once=False)  # of a colleague's safety everybody is told
    far = made.person(Role.TEAM_MANAGER, name="Far Off", in_team=made.team("West", "Westmarch"))
    told.wish(far, digest=False)
    outing.go(here, buddy=None)

    look(here, 85)

    assert outing.whom() == ["Noor Calloway", "Hope Lane"]


def test_whoever_acts_for_the_manager_is_told_too_but_not_whoever_is_out_there() -> None:
    here = outing.cast()
    act_for(here.sam, here.manager, until=made.TODAY + timedelta(2))
    act_for(here.ben, here.manager, until=made.TODAY + timedelta(2))
    outing.go(here, buddy=None, second=here.ben.pk)
    look(here, 85)
    assert outing.whom() == ["Noor Calloway", "Sam Reed", "Mo Hale"]


def test_a_manager_who_goes_in_is_not_their_own_alarm() -> None:
    here = outing.cast()
    senior = made.person(Role.PRACTICE_MANAGER, name="Pat Moss", in_team=made.team("East"))
    told.wish(senior, digest=False)
    outing.go(here, by=here.manager, buddy=None)
    look(here, 85)
    assert outing.whom() == ["Mo Hale", "Pat Moss"]


def test_a_worker_of_no_team_stands_with_the_team_of_the_child() -> None:
    here = outing.cast()
    RoleHeld.objects.filter(user=here.noor).update(team=None)
    outing.go(here, buddy=None)
    look(here, 85)
    assert outing.whom() == ["Noor Calloway", "Mo Hale"]


def test_where_mail_is_off_it_is_noted_all_the_same(settings: LazySettings) -> None:
    settings.MAIL = ""
    here = outing.cast()
    outing.go(here)
    assert look(here, 85) == 2
    assert list(OutingAlert.objects.values_list("stage", "told")) == [(1, 0), (2, 0)]
    assert not Notice.objects.exists()


def test_an_hour_is_an_hour_on_the_night_the_clocks_go_back() -> None:
    here = outing.cast()
    began = datetime(2026, 10, 25, 0, 30, tzinfo=LONDON)
    outing.go(here, started_at=began, at=began)
    times = [
        moved(began, timedelta(minutes=m)) for m in (69, 70)
    ]  # as the worker process tells them

    assert [job.wanted(at) is not None for at in times] == [False, True]


@pytest.mark.parametrize("begins", ["2026-10-24T23:55Z", "2026-10-25T00:20Z", "2027-03-28T00:30Z"])
def test_each_stage_is_told_in_time_on_the_nights_the_clocks_are_changed(begins: str) -> None:
    here = outing.cast()
    began = datetime.fromisoformat(begins).astimezone(LONDON)
    outing.go(here, started_at=began, at=began, minutes=30)
    minutes = {}
    for minute in range(30, 100):
        at = moved(began, timedelta(minutes=minute))
        if job.wanted(at):
            job.work(at, lambda _: None)
        sending.send(at, lambda _: None)
        minutes[minute - 30] = Notice.objects.filter(state=State.SENT).count()

    assert [min(m for m, sent in minutes.items() if sent >= n) for n in (1, 2, 3)] == [10, 25, 55]


def test_the_database_refuses_to_tell_a_stage_twice() -> None:
    here = outing.cast()
    row = outing.go(here)
    look(here, 70)
    again = OutingAlert(outing=row, stage=1, expected_at=row.expected_at, raised_at=here.away(71))
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # the children run our code alone
def test_workers_killed_at_any_moment_leave_nothing_half_told_and_tell_nothing_twice() -> None:
    """Two processes at once, one of them killed at a random moment (seeded), again and again."""
    here = outing.cast()
    outings = 12
    for number in range(outings):
        by = made.person(worker_id=f"X{number}", in_team=made.team("East"))
        told.wish(by, digest=False)
        outing.go(here, by=by)
    pick, kills = random.Random(7), 0
    for number in range(1, 7):
        processes = [_forked(here), _forked(here)]
        time.sleep(pick.uniform(0.005, 0.02 * number))
        os.kill(processes[0], signal.SIGKILL)
        ended = [os.waitpid(each, 0)[1] for each in processes]
        kills += os.WIFSIGNALED(ended[0])
        assert ended[1] == 0
        _nothing_is_half_told()
    alerts.raise_alerts(at=here.away(120))

    _nothing_is_half_told()
    assert OutingAlert.objects.count() == outings * 3
    assert kills > 0


def _forked(here: outing.Cast) -> int:
    """Begin a process that does the regular work as a worker does, and return its number."""
    connections.close_all()
    number = os.fork()
    if number:
        return number
    try:
        Worker(clock=lambda: here.away(120), jobs=(NOT_BACK,)).once()
        alerts.raise_alerts(at=here.away(120))
        os._exit(0)
    finally:
        os._exit(1)


def _nothing_is_half_told() -> None:
    found = OutingAlert.objects.count()
    assert Notice.objects.count() == found
    assert AuditEvent.objects.filter(action="alert_outing").count() == found


def test_an_outing_that_is_over_when_its_turn_comes_is_left_alone() -> None:
    here = outing.cast()
    first = outing.go(here)
    second = outing.go(here, by=here.sam, child_ids=["C2"])

    def step(_: str) -> None:
        outing.out(second, here.sam, at=here.away(86))

    assert alerts.raise_alerts(at=here.away(86), step=step) == 2
    assert not OutingAlert.objects.filter(outing=second).exists()
    assert list(Outing.objects.filter(ended_at=None)) == [first]
