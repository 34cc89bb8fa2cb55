"""What is recorded from something set aside is its writer's visit, whoever records it."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import phone_made as phones
import pytest
import web_made as made
from django.test import Client
from django.urls import reverse

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import RoleHeld, User
from doorstep.web.caseload.models import Child, Visit
from doorstep.web.phone.models import Phone, SetAside
from doorstep.web.phone.queries.writers import writer_of
from doorstep.web.phone.receipts import receipt_number
from doorstep.web.policies.queries import stack
from doorstep.web.visits.counting import counts_of

SignIn = Callable[[User], Client]
TOLD = phones.later(-20)
LATER = phones.later(60 * 24 * 3)


@pytest.fixture
def noor(settings: Any) -> User:
    settings.CLOCK = phones.CLOCK
    made.adopt()
    made.store(made.case("C1"))
    return made.person(name="Noor Calloway", worker_id="W1", in_team=made.team("East"))


@pytest.fixture
def phone(noor: User) -> Phone:
    return phones.phone(noor)


@pytest.fixture
def client(noor: User, sign_in: SignIn) -> Client:
    return sign_in(noor)


@pytest.fixture
def ruth(noor: User) -> User:
    return made.person("team_manager", name="Ruth Adeyemi", in_team=made.team("East"))


def _aside(client: Client, phone: Phone, **told: Any) -> SetAside:
    fields = {"place": ""} | told.pop("fields", {})
    child = Child.objects.get(child_id="C1")
    sent = phones.visit(phone, child, fields=fields, told_at=TOLD, **told)
    return SetAside.objects.get(pk=phones.send(client, sent).json()["aside"])


def _hidden(page: str) -> dict[str, Any]:
    """Return what a page's forms carry without showing it."""
    found = re.findall(r'<input type="hidden" name="([^"]+)"[^>]* value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def _opened(by: Client, row: SetAside) -> dict[str, Any]:
    return _hidden(by.get(reverse("set-aside-one", args=[row.pk])).text)


def _recorded(by: Client, typed: dict[str, Any]) -> Visit:
    """Record it as a browser does: the form, the check, and saved from there."""
    page = reverse("record-visit", args=["C1"])
    form = by.post(page, typed)
    assert form.status_code == 200, form.text
    carried = {name: typed.get(name, "") for name in typed} | _hidden(form.text)
    check = by.post(page, carried | {"step": "check", "place": "home"})
    assert "before you save it" in check.text, check.text
    saved = by.post(page, _hidden(check.text) | {"step": "save"})
    assert saved.status_code == 302, saved.text
    return Visit.objects.latest("pk")


def test_what_a_manager_records_is_the_workers_visit_and_judged_by_their_role(
    client: Client, phone: Phone, ruth: User, sign_in: SignIn, settings: Any
) -> None:
    row, boss = _aside(client, phone), sign_in(ruth)
    settings.CLOCK = LATER.isoformat()
    typed = _opened(boss, row)
    assert "Noor Calloway wrote this on a phone" in boss.post(
        reverse("record-visit", args=["C1"]), typed
    ).text  # fmt: skip

    visit = _recorded(boss, typed)

    assert (visit.worker_id, visit.role) == ("W1", Role.SOCIAL_WORKER)
    assert (visit.recorded_by, visit.client_id) == (ruth, row.client_id)
    assert visit.details["told_at"] == TOLD.isoformat()
    assert any(not each.why_not for each in counts_of(visit, stack(), on=made.TODAY))
    page = unescape(boss.get(reverse("visit", args=["C1", visit.pk])).text)
    assert "16 Nov 2026 at 9.10am by Noor Calloway" in page
    assert "19 Nov 2026 at 9.30am by Ruth Adeyemi" in page
    assert receipt_number(row.client_id) in page


def test_what_its_writer_records_is_theirs_and_was_written_when_it_was_saved(
    client: Client, phone: Phone, noor: User
) -> None:
    visit = _recorded(client, _opened(client, _aside(client, phone)))

    assert (visit.worker_id, visit.recorded_by) == ("W1", noor)
    assert visit.details["told_at"] == TOLD.isoformat()
    assert "written_by" not in visit.details


def test_recorded_by_hand_and_then_mended_on_the_phone_it_is_not_there_twice(
    client: Client, phone: Phone, ruth: User, sign_in: SignIn
) -> None:
    row = _aside(client, phone)
    _recorded(sign_in(ruth), _opened(sign_in(ruth), row))
    child = Child.objects.get(child_id="C1")

    again = phones.send(client, phones.visit(phone, child, client_id=row.client_id))
    otherwise = phones.visit(phone, child, client_id=row.client_id, fields={"present": "Nobody"})

    assert again.status_code == 201
    assert phones.send(client, otherwise).status_code == 409
    assert Visit.objects.count() == 1


def test_a_correction_by_whoever_recorded_it_leaves_it_the_workers(
    client: Client, phone: Phone, ruth: User, sign_in: SignIn
) -> None:
    boss = sign_in(ruth)
    first = _recorded(boss, _opened(boss, _aside(client, phone)))
    for words in ("Mum", "Mum and an aunt"):
        last = Visit.objects.latest("pk")
        form = phones.fields(last.child, present=words, reason="Somebody was left out")
        told = form | {"client_id": str(uuid4()), "type": "visit", "step": "save"}
        saved = boss.post(reverse("correct-visit", args=["C1", last.pk]), told)
        assert saved.status_code == 302, saved.text

    last = Visit.objects.latest("pk")
    assert last.pk == first.pk + 2
    assert (last.worker_id, last.role) == ("W1", Role.SOCIAL_WORKER)


def test_a_writer_with_several_roles_is_asked_about_by_name(
    client: Client, phone: Phone, noor: User, ruth: User, sign_in: SignIn
) -> None:
    iro = RoleHeld.objects.get(user=noor)
    iro.pk, iro.role = None, Role.IRO
    iro.save()
    row, boss = _aside(client, phone, fields={"role": "iro"}), sign_in(ruth)
    typed = _opened(boss, row)
    form = boss.post(reverse("record-visit", args=["C1"]), typed).text
    assert "In which role did Noor Calloway make it?" in unescape(form)

    assert _recorded(boss, typed).role == Role.IRO


def test_of_somebody_who_left_the_last_role_counts(
    client: Client, phone: Phone, noor: User
) -> None:
    RoleHeld.objects.filter(user=noor).update(end_date=made.TODAY)
    row = _aside(client, phone, fields={"place": "home"})
    assert row.status == 403

    for is_active in (True, False):
        noor.is_active = is_active
        noor.save()
        assert writer_of(SetAside.objects.get()).roles == (Role.SOCIAL_WORKER,)


def test_whoever_went_along_may_be_who_records_it(
    client: Client, phone: Phone, ruth: User, sign_in: SignIn
) -> None:
    row, boss = _aside(client, phone, fields={"with_worker": str(ruth.pk)}), sign_in(ruth)

    assert _recorded(boss, _opened(boss, row)).details["with_worker"]["name"] == "Ruth Adeyemi"


def test_a_clock_that_was_wrong_is_set_right_and_nothing_is_written_before_its_day(
    client: Client, phone: Phone
) -> None:
    week = timedelta(7)
    row = _aside(client, phone, sent_at=made.AT + week, offset=-week.total_seconds())
    assert row.told_at == TOLD - week

    visit = _recorded(client, _opened(client, row))

    assert "told_at" not in visit.details


def test_a_seal_holds_for_its_form_child_and_person_alone(
    client: Client, phone: Phone, ruth: User, sign_in: SignIn
) -> None:
    made.store(made.case("C2"))
    row, boss = _aside(client, phone), sign_in(ruth)
    typed = _opened(boss, row)
    first, other = (reverse("record-visit", args=[child]) for child in ("C1", "C2"))

    assert boss.post(first, typed).status_code == 200
    assert boss.post(other, typed).status_code == 400
    assert client.post(first, typed).status_code == 400
    assert boss.post(first, typed | {"client_id": str(uuid4())}).status_code == 400
    assert boss.post(first, typed | {"writer": "W1"}).status_code == 400
    assert not Visit.objects.exists()


def test_a_phone_names_no_writer(client: Client, phone: Phone) -> None:
    row = _aside(client, phone, fields={"writer": "W9", "place": "home"})

    assert [each["where"] for each in row.reasons] == ["writer"]
    assert _opened(client, row)["writer"] != "W9"
