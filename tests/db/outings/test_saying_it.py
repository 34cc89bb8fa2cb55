"""Going in, longer, out again: said twice, late and out of order, each counts once."""

import random
import threading
from datetime import timedelta
from itertools import permutations
from uuid import UUID, uuid4

import outing_made as outing
import pytest
import web_made as made
from django.db import connections, transaction
from django.http import Http404

from doorstep.web.accounts.models import User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.outings.keeping import WENT_ON
from doorstep.web.outings.models import Outing, OutingAlert, OutingChange
from doorstep.web.outings.services import NoReasonError, OverError, SaidOtherwiseError


def events() -> list[tuple[str, str]]:
    rows = AuditEvent.objects.filter(subject="outing").order_by("pk")
    return list(rows.values_list("action", "actor"))


def test_going_in_and_out_again_is_kept_with_when_it_happened_and_when_it_was_written() -> None:
    here = outing.cast()

    row = outing.go(here, at=here.away(2), child_ids=["C1", "C2"], second=here.sam.pk)
    outing.longer(row, here.noor, at=here.away(50))
    found = outing.out(row, here.noor, at=here.away(75), ended_at=here.away(70))

    assert found is not None
    assert (found.started_at, found.expected_at) == (here.away(), here.away(90))
    assert (found.ended_at, found.end_said_at) == (here.away(70), here.away(75))
    assert row.children.count() == 2
    said = OutingChange.objects.order_by("pk").values_list("word", "happened_at", "recorded_at")
    assert list(said) == [
        ("in", here.away(), here.away(2)),
        ("longer", here.away(50), here.away(50)),
        ("out", here.away(70), here.away(75)),
    ]
    done = ("start_outing", "extend_outing", "end_outing")
    assert events() == [(action, "Noor Calloway") for action in done]


def test_what_is_sent_twice_is_said_once_and_with_other_content_it_is_refused() -> None:
    here, ids = outing.cast(), [uuid4() for _ in range(3)]
    for late in (0, 30):
        row = outing.go(here, client_id=ids[0], at=here.away(1 + late))
        outing.longer(
            row, here.noor, at=here.away(51 + late), client_id=ids[1], said_at=here.away(50)
        )
        outing.out(
            row, here.noor, at=here.away(71 + late), client_id=ids[2], ended_at=here.away(70)
        )

    assert OutingChange.objects.count() == 3
    assert len(events()) == 3
    with pytest.raises(SaidOtherwiseError):
        outing.go(here, client_id=ids[0], minutes=90)
    with pytest.raises(SaidOtherwiseError):
        outing.out(row, here.noor, at=here.away(80), client_id=ids[2], ended_at=here.away(60))


def test_an_end_that_comes_before_its_start_is_kept_and_joined() -> None:
    here, of = outing.cast(), uuid4()

    assert outing.out(of, here.noor, at=here.away(65), ended_at=here.away(40)) is None
    row = outing.go(here, client_id=of, at=here.away(66))

    assert (row.ended_at, row.end_said_at) == (here.away(40), here.away(65))
    assert events()[0] == ("end_outing", "Noor Calloway")


def test_somebody_else_cannot_end_an_outing_before_it_is_heard_of() -> None:
    here, of = outing.cast(), uuid4()
    outing.out(of, here.sam, at=here.away(1))

    assert outing.go(here, client_id=of, at=here.away(5)).is_open


def test_whatever_the_order_in_which_a_phone_is_heard_the_day_comes_out_the_same() -> None:
    """Three doors, each with its start and end, one with more time: in seeded shuffles of all eight."""
    here = outing.cast()
    found = set()
    for seed in range(25):
        with transaction.atomic():
            found.add(_day(here, seed))
            transaction.set_rollback(True)

    assert len(found) == 1
    (day,) = found
    assert [(began, ended) for began, _, ended in day] == [(0, 40), (60, 150), (150, 170)]


def _day(here: outing.Cast, seed: int) -> tuple[tuple[float, float, float | None], ...]:
    """Play one order; the second outing has no end of its own: the third ends it."""
    ids = [UUID(int=n) for n in range(1, 4)]
    late = [here.away(1000 + n) for n in range(7)]
    steps = [
        lambda at: outing.go(here, client_id=ids[0], at=at),
        lambda at: outing.out(
            ids[0], here.noor, at=at, client_id=UUID(int=11), ended_at=here.away(40)
        ),
        lambda at: outing.go(here, client_id=ids[1], started_at=here.away(60), at=at),
        lambda at: outing.longer(
            ids[1], here.noor, at=at, client_id=UUID(int=12), said_at=here.away(110)
        ),
        lambda at: outing.go(here, client_id=ids[2], started_at=here.away(150), at=at),
        lambda at: outing.out(
            ids[2], here.noor, at=at, client_id=UUID(int=13), ended_at=here.away(170)
        ),
    ]
    random.Random(seed).shuffle(steps)
    for at, step in zip(late, steps, strict=False):
        step(at)
        if seed % 3 == 0:
            step(at + timedelta(minutes=1))  # and once more
    rows = Outing.objects.order_by("started_at")
    return tuple((_min(here, r.started_at), _min(here, r.expected_at), _end(here, r)) for r in rows)


def _min(here: outing.Cast, at: object) -> float:
    return (at - here.away()).total_seconds() / 60  # type: ignore[operator]


def _end(here: outing.Cast, row: Outing) -> float | None:
    return _min(here, row.ended_at) if row.ended_at else None


def test_going_in_somewhere_else_ends_what_went_before() -> None:
    here = outing.cast()
    first = outing.go(here)

    second = outing.go(here, started_at=here.away(45), at=here.away(45), child_ids=["C2"])

    first.refresh_from_db()
    assert first.ended_at == here.away(45)
    assert second.is_open
    words = OutingChange.objects.filter(of=first.client_id).values_list("word", "why")
    assert ("next", WENT_ON) in words


def test_longer_said_after_the_end_is_refused_so_that_nobody_believes_to_be_watched_over() -> None:
    here = outing.cast()
    row = outing.go(here)
    outing.out(row, here.ben, at=here.away(50), why="Rang her")

    with pytest.raises(OverError):
        outing.longer(row, here.noor, at=here.away(55))
    outing.longer(row, here.noor, at=here.away(56), said_at=here.away(45))  # heard late: kept

    row.refresh_from_db()
    assert row.ended_at == here.away(50)


def test_the_buddy_and_the_manager_may_speak_for_her_and_say_how_they_know() -> None:
    here = outing.cast()
    row = outing.go(here, second=here.sam.pk)

    for user in (here.ben, here.manager):
        with pytest.raises(NoReasonError):
            outing.out(row, user, at=here.away(70))
    outing.longer(row, here.ben, at=here.away(70), why="Rang her")
    outing.longer(row, here.sam, at=here.away(80))
    outing.out(row, here.manager, at=here.away(90), why="She is in the office")

    row.refresh_from_db()
    assert (row.expected_at, row.ended_at) == (here.away(130), here.away(90))
    told = OutingChange.objects.exclude(word="in").order_by("pk")
    assert list(told.values_list("for_other", flat=True)) == [True, False, True]


def test_a_stranger_is_answered_as_if_there_were_no_such_outing() -> None:
    here = outing.cast()
    row = outing.go(here)
    far = made.person("team_manager", in_team=made.team("West", "Westmarch"))
    before = AuditEvent.objects.count()
    for user in (here.sam, far):
        with pytest.raises(Http404):
            outing.out(row, user, at=here.away(70), why="I know")
    assert (OutingChange.objects.count(), AuditEvent.objects.count()) == (1, before)


def test_nobody_goes_in_to_see_a_child_they_may_not_record_for() -> None:
    here = outing.cast()
    made.store(made.case("C9", worker_id="W9", in_team="West"))
    for child_ids in (["C9"], ["C1", "C9"], ["NOBODY"], [], ["C1\0"]):
        with pytest.raises(Http404):
            outing.go(here, child_ids=child_ids)
    assert not Outing.objects.exists()


@pytest.mark.parametrize("minutes", [0, -15, 721])
def test_minutes_that_cannot_be_are_refused(minutes: int) -> None:
    with pytest.raises(ValueError, match="Minutes"):
        outing.go(outing.cast(), minutes=minutes)


def test_a_buddy_who_is_no_colleague_any_more_does_not_cost_the_start() -> None:
    here = outing.cast()
    User.objects.filter(pk=here.ben.pk).update(is_active=False)

    rows = [
        outing.go(here, buddy=buddy, second=second)
        for buddy, second in (
            (here.ben.pk, None),
            (here.noor.pk, here.noor.pk),
            (987_654, None),
            (here.sam.pk, here.sam.pk),
        )
    ]

    assert [(row.buddy_id, row.second_id) for row in rows] == [
        (None, None), (None, None), (None, None), (None, here.sam.pk),
    ]  # fmt: skip


def test_the_number_is_remembered_from_the_last_time() -> None:
    here = outing.cast()
    outing.go(here, telephone="07700 900123")

    again = outing.go(here, started_at=here.away(5), at=here.away(5))

    assert again.telephone == "07700 900123"


def test_all_orders_of_start_longer_and_end_leave_no_alert_open() -> None:
    here = outing.cast()
    for order in permutations(range(3)):
        with transaction.atomic():
            of = uuid4()
            steps = (
                lambda at, of=of: outing.go(here, client_id=of, at=at),
                lambda at, of=of: outing.longer(of, here.noor, at=at, said_at=here.away(50)),
                lambda at, of=of: outing.out(of, here.noor, at=at, ended_at=here.away(80)),
            )
            for number, each in enumerate(order):
                steps[each](here.away(200 + number))
            assert Outing.objects.get().ended_at == here.away(80)
            assert not OutingAlert.objects.exists()
            transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_two_devices_at_once_make_each_start_once_and_leave_one_open() -> None:
    here, same = outing.cast(), uuid4()
    ids = [same, same, uuid4(), uuid4(), uuid4()]
    start, failed = threading.Barrier(len(ids)), []

    def go(client_id: UUID, minute: int) -> None:
        try:
            start.wait(5)
            outing.go(here, client_id=client_id, started_at=here.away(minute), at=here.away(30))
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    minutes = [5, 5, 1, 9, 7]
    threads = [threading.Thread(target=go, args=told) for told in zip(ids, minutes, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert not failed
    rows = list(Outing.objects.order_by("started_at"))
    began = [here.away(minute) for minute in (1, 5, 7, 9)]
    assert [row.started_at for row in rows] == began
    assert [row.ended_at for row in rows] == [*began[1:], None]
