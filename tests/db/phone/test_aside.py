"""What was set aside: whole, for its writer and for who records for the child now; never deleted."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import notice_made as notices
import phone_made as phones
import pytest
import visit_made as visits
import web_made as made
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from doorstep.web.accounts.models import User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import Child, Visit
from doorstep.web.governance.gathering import gathered
from doorstep.web.governance.removing import remove
from doorstep.web.notices.models import Notice
from doorstep.web.phone import silence
from doorstep.web.phone.aside_words import typed_of
from doorstep.web.phone.models import Phone, Sent, SetAside

SignIn = Callable[[User], Client]


@pytest.fixture
def noor(settings: Any) -> User:
    settings.CLOCK = phones.CLOCK
    made.adopt()
    made.store(made.case("C1"), made.case("C9", worker_id="W9", in_team="West"))
    return made.person(name="Noor Calloway", worker_id="W1", in_team=made.team("East"))


@pytest.fixture
def client(noor: User, sign_in: SignIn) -> Client:
    return sign_in(noor)


def _aside(client: Client, noor: User, child_id: str = "C1", **fields: Any) -> SetAside:
    child = Child.objects.get(child_id=child_id)
    told = phones.visit(phones.phone(noor), child, fields={"place": ""} | fields)
    return SetAside.objects.get(pk=phones.send(client, told).json()["aside"])


def _page(row: SetAside) -> str:
    return reverse("set-aside-one", args=[row.pk])


def test_its_writer_sees_all_of_it_with_the_reason(client: Client, noor: User) -> None:
    row = _aside(client, noor, present="Gran in a green hat")

    assert "Select where it was" in client.get(reverse("set-aside")).text
    page = client.get(_page(row)).text
    for said in ("Select where it was", "Gran in a green hat", "About Child C1.", "Who was there"):
        assert said in page


def test_it_opens_in_the_ordinary_form_and_is_recorded_from_there(
    client: Client, noor: User
) -> None:
    row = _aside(client, noor, present="Gran in a green hat")
    assert 'name="present" value="Gran in a green hat"' in client.get(_page(row)).text
    typed = dict(typed_of(row)) | {"client_id": str(uuid4()), "step": "change"}
    form = client.post(reverse("record-visit", args=["C1"]), typed).text
    assert "Gran in a green hat" in form

    client.post(reverse("record-visit", args=["C1"]), typed | {"step": "save", "place": "home"})

    assert Visit.objects.get().present == "Gran in a green hat"


def test_of_a_child_who_is_not_theirs_the_writer_sees_their_words_and_no_name(
    client: Client, noor: User
) -> None:
    row = _aside(client, noor, "C9", present="Gran in a green hat")
    before = AuditEvent.objects.count()

    page = client.get(_page(row)).text

    assert "Gran in a green hat" in page
    assert "Open the form" not in page
    assert "Child C9 was seen" not in page
    assert AuditEvent.objects.count() == before


def test_whoever_records_for_the_child_now_sees_it_too_and_the_log_is_told(
    client: Client, noor: User, sign_in: SignIn
) -> None:
    row = _aside(client, noor, "C9")
    ada = sign_in(made.person(worker_id="W9", in_team=made.team("West")))
    before = AuditEvent.objects.count()

    assert "Open the form with this" in ada.get(_page(row)).text

    told = AuditEvent.objects.order_by("pk")[before:]
    assert [(e.action, e.subject_id) for e in told] == [(Action.READ_VISIT, "C9")]


def test_nobody_else_sees_it(client: Client, noor: User, sign_in: SignIn) -> None:
    row = _aside(client, noor)
    ada = sign_in(made.person(worker_id="W9", in_team=made.team("West")))

    assert ada.get(_page(row)).status_code == 404
    assert ada.post(_page(row), {"version": "1", "why": "x"}).status_code == 404
    assert "Noor" not in ada.get(reverse("set-aside")).text


def test_what_names_no_child_there_is_goes_to_whoever_manages_its_writer(
    client: Client, noor: User, sign_in: SignIn
) -> None:
    child = Child.objects.get(child_id="C1")
    told = phones.visit(phones.phone(noor), child)
    told["body"]["child_id"] = "gone"
    aside = phones.send(client, told).json()["aside"]
    boss = sign_in(made.person("team_manager", in_team=made.team("East")))

    assert boss.get(reverse("set-aside-one", args=[aside])).status_code == 200


def test_it_is_settled_once_with_a_reason_and_stays(client: Client, noor: User) -> None:
    row = _aside(client, noor)

    assert "Say what became of it" in client.post(_page(row), {"version": "1", "why": ""}).text
    client.post(_page(row), {"version": "1", "why": "Recorded by hand."})
    client.post(_page(row), {"version": "1", "why": "Sent by mistake."})

    row.refresh_from_db()
    assert (row.settled_why, row.settled_by) == ("Recorded by hand.", noor)
    assert AuditEvent.objects.filter(action=Action.SETTLE_SET_ASIDE).count() == 1
    assert "Recorded by hand." in client.get(_page(row)).text
    assert "Visit" in client.get(reverse("set-aside") + "?settled").text


def test_a_conflict_shows_both_versions(client: Client, noor: User) -> None:
    child = Child.objects.get(child_id="C1")
    told = phones.visit(phones.phone(noor), child)
    phones.send(client, told)
    told["body"]["fields"]["present"] = "Nobody at all"
    aside = phones.send(client, told).json()["aside"]

    page = client.get(reverse("set-aside-one", args=[aside])).text

    assert "Nobody at all" in page
    assert "Mum and Gran" in page


def test_a_long_list_comes_in_pages(client: Client, noor: User) -> None:
    row = _aside(client, noor)
    values = {f.attname: getattr(row, f.attname) for f in SetAside._meta.concrete_fields}
    values.pop("id")
    SetAside.objects.bulk_create(SetAside(**(values | {"client_id": uuid4()})) for _ in range(26))

    assert client.get(reverse("set-aside"), {"page": "2"}).text.count("Sent by") >= 1
    assert "27 things" in client.get("/").text


def test_with_a_brothers_or_sisters_record_it_goes_too(client: Client, noor: User) -> None:
    (sister,) = made.store(made.case("C2"))
    child = Child.objects.get(child_id="C1")
    told = phones.visit(phones.phone(noor), child, sister, fields={"place": ""})
    phones.send(client, told)
    assert SetAside.objects.get().child == child

    with transaction.atomic():
        remove([sister])

    assert not SetAside.objects.exists()
    assert Child.objects.filter(child_id="C1").exists()


def test_a_copy_of_the_record_tells_it_whole(client: Client, noor: User) -> None:
    row = _aside(client, noor, present="Gran in a green hat")

    found = {entry.key: entry for entry in gathered([Child.objects.get(child_id="C1")])}

    lines = found[f"phone.setaside-{row.pk}"].lines
    assert ("Who was there?", "Gran in a green hat") in lines
    assert ("Why it was not recorded", "Select where it was") in lines


# --- told after a day ---------------------------------------------------------------------------------


@pytest.fixture
def mail(settings: Any, noor: User) -> User:
    settings.MAIL = "smtp"
    boss = made.person("team_manager", in_team=made.team("East"))
    notices.wish(noor), notices.wish(boss)
    return boss


def _told(minutes: float) -> int:
    at = phones.later(minutes)
    return silence.work(at, lambda _: None) if silence.wanted(at) else 0


def test_after_a_day_worker_and_manager_are_told_once_and_no_child_is_named(
    client: Client, noor: User, mail: User
) -> None:
    _aside(client, noor)
    Phone.objects.update(unsent=1, oldest_unsent_at=made.AT)

    assert [_told(m) for m in (0, 60 * 23, 60 * 25, 60 * 26)] == [0, 0, 4, 0]
    assert set(Notice.objects.values_list("recipient", flat=True)) == {noor.pk, mail.pk}
    assert not any("C1" in row.body or "Noor" in row.body for row in Notice.objects.all())


def test_a_phone_in_contact_again_and_silent_again_is_told_again(noor: User, mail: User) -> None:
    row = phones.phone(noor)
    Phone.objects.update(unsent=1, oldest_unsent_at=made.AT)
    assert _told(60 * 25) == 2
    Phone.objects.filter(pk=row.pk).update(seen_at=phones.later(60 * 30))

    assert (_told(60 * 40), _told(60 * 55)) == (0, 2)


def test_a_phone_with_nothing_on_it_may_be_silent(noor: User, mail: User) -> None:
    phones.phone(noor)

    assert _told(60 * 24 * 9) == 0


def test_a_phone_with_a_list_alone_may_rest_over_the_weekend(noor: User, mail: User) -> None:
    friday = phones.later(60 * 24 * 4)
    phones.phone(noor)
    Phone.objects.update(
        taken_at=friday, seen_at=friday, taken_until=phones.later(60 * 24 * 4 + 720)
    )

    assert (_told(60 * 24 * 6), _told(60 * 24 * 7 + 1)) == (0, 2)


def test_a_lost_phone_that_was_taken_away_is_not_told(noor: User, mail: User) -> None:
    phones.phone(noor)
    Phone.objects.update(unsent=1, oldest_unsent_at=made.AT, revoked_at=made.AT, revoked_by=noor)

    assert _told(60 * 25) == 0


# --- what must never be -------------------------------------------------------------------------------


def test_the_same_is_set_aside_once_and_settled_by_somebody_for_a_reason(
    client: Client, noor: User
) -> None:
    row = _aside(client, noor)
    values = {f.attname: getattr(row, f.attname) for f in SetAside._meta.concrete_fields}
    values.pop("id")

    def refused(work: Callable[[], object], constraint: str) -> None:
        with pytest.raises(IntegrityError) as error, transaction.atomic():
            work()
        assert constraint in str(error.value) or "UNIQUE" in str(error.value)

    refused(lambda: SetAside.objects.create(**values), "set_aside_once")
    rows = SetAside.objects.filter(pk=row.pk)
    refused(lambda: rows.update(settled_at=made.AT), "set_aside_settled_whole")
    refused(lambda: rows.update(settled_at=made.AT, settled_by=noor), "set_aside_settled_whole")


@pytest.mark.parametrize("model", [SetAside, Sent])
def test_nothing_that_came_is_deleted(client: Client, noor: User, model: Any) -> None:
    _aside(client, noor)
    phones.send(client, phones.visit(phones.phone(noor), Child.objects.get(child_id="C1")))
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.all()._raw_delete("default")
    assert model.objects.exists()


def test_the_record_itself_says_its_receipt(client: Client, noor: User) -> None:
    child = Child.objects.get(child_id="C1")
    told = phones.send(client, phones.visit(phones.phone(noor), child)).json()

    assert told["receipt"] in client.get(told["children"][0]["href"]).text
    row = visits.record(child, by=made.access(noor))
    page = client.get(reverse("visit", args=["C1", row.pk])).text
    assert "Receipt" not in page
