"""The visits of a day: proposed, chosen, ordered, and put on a phone with each read told to the log."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from gzip import decompress
from typing import Any

import child_made
import phone_made as phones
import pytest
import visit_made
import web_made as made
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from doorstep.vocabulary import EventKind
from doorstep.web.accounts.models import RoleHeld, User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import Child, Involvement, StaffWarning
from doorstep.web.phone.models import Phone, Round
from doorstep.web.phone.services.phones import revoke
from doorstep.web.phone.services.rounds import Chosen, save_round
from doorstep.web.visits.report import Happened

SignIn = Callable[[User], Client]
LATE, SEEN = (made.TODAY - timedelta(60),), (made.TODAY - timedelta(1),)


@pytest.fixture
def noor(settings: Any) -> User:
    settings.CLOCK = phones.CLOCK
    made.adopt()
    return made.person(name="Noor Calloway", worker_id="W1", in_team=made.team("East"))


@pytest.fixture
def children(noor: User) -> list[Child]:
    """A child overdue, a sister seen yesterday, one of another address, one of another worker."""
    home = {"address": "4 Elm Road, Eastmarch"}
    return made.store(
        made.case("C1", seen=LATE, **home),
        made.case("C2", seen=SEEN, **home),
        made.case("C3", seen=SEEN, address="9 Oak Lane, Eastmarch"),
        made.case("C4", seen=LATE, worker_id="W2", in_team="West"),
        names={"C1": "Amira Hale", "C2": "Bela Hale", "C3": "Caro Finch", "C4": "Dana Moss"},
    )


@pytest.fixture
def client(noor: User, sign_in: SignIn) -> Client:
    return sign_in(noor)


def page(client: Client, day: date = made.TODAY) -> str:
    return child_made.text(client.get(reverse("my-round"), {"day": day.isoformat()}))


def post(
    client: Client, *taken: Child, version: int = 0, day: date = made.TODAY, **told: Any
) -> Any:
    form = {
        "version": version,
        "order": ",".join(str(child.pk) for child in taken),
        "take": [child.pk for child in taken],
        **told,
    }
    return client.post(f"{reverse('my-round')}?day={day.isoformat()}", form)


def chosen(user: User, *children: Child, at: Any = made.AT) -> Round:
    picked = [Chosen(child.pk) for child in children]
    return save_round(day=made.TODAY, chosen=picked, version=0, by=made.access(user), at=at)


def take(client: Client, phone: Phone) -> Any:
    return client.get(reverse("take-round", args=[phone.pk]))


def order(user: User) -> list[str]:
    row = Round.objects.get(user=user)
    return list(row.stops.order_by("position").values_list("child__child_id", flat=True))


# --- the page ---------------------------------------------------------------------------------------


def test_the_overdue_is_proposed_with_a_sister_at_the_door_and_nobody_elses_child(
    client: Client, children: list[Child]
) -> None:
    told = page(client)

    proposed, others = told.split("Your other children (1)")
    assert "Amira Hale" in proposed
    assert "Bela Hale" in proposed
    assert "Caro Finch" in others
    assert "Dana Moss" not in told


def test_what_is_planned_for_a_day_is_proposed_for_that_day_alone(
    client: Client, noor: User, children: list[Child]
) -> None:
    on, caro = made.TODAY + timedelta(3), children[2]
    refused = (
        Happened(EventKind.VISIT_REFUSED, "Not today"),
        Happened(EventKind.VISIT_PLANNED, "", on),
    )
    said = visit_made.report(made.TODAY, seen=False, reason_not_seen="refused")
    visit_made.record(caro, replace(said, events=refused), by=made.access(noor))

    assert "A visit is planned for this day." in page(client, on)
    assert "A visit is planned for this day." not in page(client, on + timedelta(1))


def test_saved_in_an_order_it_is_kept_and_told_once(
    client: Client, noor: User, children: list[Child]
) -> None:
    amira, bela, caro, _ = children

    assert post(client, caro, amira, bela).status_code == 302

    assert order(noor) == ["C3", "C1", "C2"]
    assert AuditEvent.objects.filter(action=Action.CHANGE_ROUND).count() == 1
    assert "In this order" in page(client)


def test_up_and_down_move_one_place(client: Client, noor: User, children: list[Child]) -> None:
    amira, bela, caro, _ = children
    post(client, amira, bela, caro)

    post(client, amira, bela, caro, version=1, does=f"down-{amira.pk}")
    assert order(noor) == ["C2", "C1", "C3"]

    post(client, bela, amira, caro, version=2, does=f"up-{bela.pk}")
    assert order(noor) == ["C2", "C1", "C3"]


def test_in_travel_order_agreed_times_are_fixed_points_and_a_door_is_gone_to_once(
    client: Client, noor: User, children: list[Child]
) -> None:
    amira, bela, caro, _ = children

    times = {f"at_{amira.pk}": "2pm", f"at_{caro.pk}": "9.30am"}
    post(client, amira, caro, bela, does="travel", **times)

    assert order(noor) == ["C3", "C1", "C2"]


def test_a_time_that_is_none_is_refused_and_what_was_ticked_is_kept(
    client: Client, children: list[Child]
) -> None:
    answer = post(client, children[2], **{f"at_{children[2].pk}": "soon"})

    assert "The agreed time for Caro Finch must be a time" in child_made.text(answer)
    assert f'value="{children[2].pk}" checked' in answer.content.decode()
    assert not Round.objects.exists()


@pytest.mark.parametrize("pk", ["999999", "x", "-1"])
def test_a_child_who_is_not_ones_own_cannot_be_chosen(
    client: Client, children: list[Child], pk: str
) -> None:
    strangers = [post(client, version=0, take=[told]) for told in (pk, children[3].pk)]

    assert [answer.status_code for answer in strangers] == [200, 200]
    assert not Round.objects.exists()


def test_of_two_windows_the_second_sees_both_versions(
    client: Client, noor: User, children: list[Child]
) -> None:
    amira, _, caro, _ = children
    post(client, amira)

    answer = post(client, caro)

    assert answer.status_code == 409
    assert "Caro Finch" in child_made.text(answer)
    assert order(noor) == ["C1"]


def test_without_a_child_it_says_so(client: Client) -> None:
    assert "You have no child to visit" in page(client)


# --- put on the phone ---------------------------------------------------------------------------------


def test_of_each_child_what_is_needed_at_the_door_is_put_on_the_phone(
    client: Client, noor: User, children: list[Child]
) -> None:
    amira, bela, caro, _ = children
    StaffWarning.objects.create(
        child=amira, words="Dog in the yard", start_date=made.TODAY, recorded_at=made.AT,
        recorded_by=noor,
    )  # fmt: skip
    chosen(noor, amira, bela, caro)

    told = take(client, phones.phone(noor)).json()

    first, second = told["stops"]
    assert [child["name"] for child in first["children"]] == ["Amira Hale", "Bela Hale"]
    assert first["address"] == "4 Elm Road, Eastmarch"
    assert [child["warnings"] for child in first["children"]] == [["Dog in the yard"]] * 2
    assert first["children"][0]["owed"][0]["status"] == "overdue"
    assert first["children"][0]["planned"] == {
        "method": "in_person", "place": "home", "announced": "",
    }  # fmt: skip
    assert [child["name"] for child in second["children"]] == ["Caro Finch"]
    assert any("PPE" in each["text"] for each in told["guidance"])
    assert set(told["forms"]) >= {"visit", "child", "kit_call", "call", "contact", "doorstep"}
    assert "doorstep_assessment" in first["children"][0]["doorstep"]


def test_every_child_read_has_one_event_of_reading(
    client: Client, noor: User, children: list[Child]
) -> None:
    amira, bela, *_ = children
    chosen(noor, amira, bela)
    before = AuditEvent.objects.count()

    take(client, phones.phone(noor))

    told = AuditEvent.objects.filter(action=Action.READ_CHILD).values_list("subject_id", flat=True)
    assert sorted(told) == ["C1", "C2", "C3"]
    assert AuditEvent.objects.count() == before + 4  # and the phone


def test_the_list_comes_compressed_and_says_the_same(client: Client, children: list[Child]) -> None:
    noor = User.objects.get(worker_id="W1")
    chosen(noor, *children[:2])
    phone = phones.phone(noor)
    address = reverse("take-round", args=[phone.pk])

    plain = take(client, phone)
    small = client.get(address, headers={"accept-encoding": "gzip"})

    assert small["Content-Encoding"] == "gzip"
    assert json.loads(decompress(small.content))["stops"] == plain.json()["stops"]
    assert len(small.content) < len(plain.content) / 3


def test_a_child_who_is_no_longer_ones_own_is_not_taken(
    client: Client, noor: User, children: list[Child]
) -> None:
    amira, _, caro, _ = children
    chosen(noor, amira, caro)
    child_made.restricted(amira, by=made.person())

    told = take(client, phones.phone(noor))

    assert "Amira" not in told.content.decode()
    assert [c["name"] for stop in told.json()["stops"] for c in stop["children"]] == ["Caro Finch"]


def test_with_nobody_chosen_ones_children_can_still_be_called(
    client: Client, noor: User, children: list[Child]
) -> None:
    told = take(client, phones.phone(noor)).json()

    assert told["stops"] == []
    assert told["in_time_from"][told["day"]] == "2026-11-13"  # a Monday: since Friday
    assert {each["child_id"] for each in told["others"]} >= {"C1"}


def test_without_a_child_of_ones_own_there_is_nothing_to_take(
    client: Client, noor: User, children: list[Child]
) -> None:
    Involvement.objects.all().delete()

    assert take(client, phones.phone(noor)).status_code == 204


def test_a_phone_that_was_taken_away_gets_no_list(
    client: Client, noor: User, children: list[Child]
) -> None:
    chosen(noor, *children[:2])
    phone = phones.phone(noor)
    revoke(phone, by=made.access(noor), at=made.AT)

    assert take(client, phone).status_code == 410


def test_nobody_takes_a_list_on_somebody_elses_phone(
    client: Client, noor: User, children: list[Child], sign_in: SignIn
) -> None:
    chosen(noor, *children[:2])
    other = made.person(worker_id="W9")

    assert take(sign_in(other), phones.phone(noor)).status_code == 404


def test_who_may_not_record_any_more_gets_no_list(
    client: Client, noor: User, children: list[Child]
) -> None:
    chosen(noor, *children[:2])
    phone = phones.phone(noor)
    RoleHeld.objects.filter(user=noor).update(end_date=made.TODAY)

    assert take(client, phone).status_code == 410


def test_taken_it_says_until_when_on_the_phone_too(
    client: Client, noor: User, children: list[Child]
) -> None:
    chosen(noor, *children[:2])
    phone = phones.phone(noor)

    told = take(client, phone).json()

    phone.refresh_from_db()
    assert phone.taken_at == made.AT
    assert phone.taken_until == made.AT + timedelta(hours=12)
    assert told["until"] == "2026-11-16T21:30:00+00:00"
    assert told["days"] == ["2026-11-16"]


# --- what must never be ---------------------------------------------------------------------------------


def test_somebody_has_one_round_a_day(noor: User) -> None:
    Round.objects.create(user=noor, day=made.TODAY, changed_at=made.AT)

    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.create(user=noor, day=made.TODAY, changed_at=made.AT)


def test_a_child_is_once_in_a_round(noor: User, children: list[Child]) -> None:
    row = chosen(noor, children[0])

    with pytest.raises(IntegrityError), transaction.atomic():
        row.stops.create(child=children[0], position=2)
