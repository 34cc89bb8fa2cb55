"""Phones: enrolled once, their keys handed to their owner alone, what waits on them, taken away."""

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import phone_made as phones
import pytest
import web_made as made
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from doorstep.web.accounts.models import RoleHeld, User
from doorstep.web.accounts.services import end_sessions, remove_second_factors
from doorstep.web.administration.services.people import close_account
from doorstep.web.audit.models import AuditEvent
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import Child
from doorstep.web.phone.models import Phone, Sent, SetAside
from doorstep.web.phone.services.phones import MOST
from doorstep.web.running import mode

SignIn = Callable[[User], Client]


@pytest.fixture
def noor(settings: Any) -> User:
    settings.CLOCK = phones.CLOCK
    made.adopt()
    return made.person(name="Noor Calloway", worker_id="W1", in_team=made.team("East"))


@pytest.fixture
def client(noor: User, sign_in: SignIn) -> Client:
    return sign_in(noor)


def _enrolled(client: Client, **told: Any) -> Any:
    return phones.ask(client, "enrol-phone", {"id": str(uuid4()), "name": "Pixel"} | told)


def test_the_session_names_nobody_by_a_number_and_says_what_the_page_needs(
    client: Client, noor: User
) -> None:
    row = phones.phone(noor)

    told = phones.ask(client, "doorstep-session").json()

    assert told["name"] == "Noor Calloway"
    assert len(told["user"]) == 32
    assert told["at"] == phones.CLOCK
    assert told["csrf"]
    assert (told["hours"], told["pin"], told["may_record"]) == (12, True, True)
    assert told["phones"] == [{"id": str(row.pk), "name": "My phone", "revoked": False}]


def test_signed_out_every_question_is_answered_as_data() -> None:
    for route, args, post in (
        ("doorstep-session", (), None),
        ("enrol-phone", (), {}),
        ("phone-key", (uuid4(),), None),
        ("take-round", (uuid4(),), None),
        ("report-waiting", (uuid4(),), {}),
        ("send-record", (), {}),
    ):
        answer = phones.ask(Client(), route, post, *args)
        assert (answer.status_code, answer.json()["error"]) == (401, "signed_out"), route


def test_a_phone_is_enrolled_once_and_told_the_same_key_again(client: Client) -> None:
    told = {"id": str(uuid4())}

    one, two = _enrolled(client, **told), _enrolled(client, **told)

    assert (one.status_code, two.status_code) == (201, 201)
    assert one.json() == two.json()
    assert len(base64.b64decode(one.json()["key"])) == 32
    assert AuditEvent.objects.filter(action=Action.ENROL_PHONE).count() == 1


def test_the_key_is_stored_encrypted_and_differs_from_phone_to_phone(client: Client) -> None:
    keys = {_enrolled(client).json()["key"] for _ in range(3)}

    assert len(keys) == 3
    assert not any(key in row.key for key in keys for row in Phone.objects.all())


def test_the_id_of_somebody_elses_phone_is_refused(client: Client) -> None:
    theirs = phones.phone(made.person())

    answer = _enrolled(client, id=str(theirs.pk))

    assert (answer.status_code, answer.json()["error"]) == (409, "not_yours")


def test_a_browser_gets_the_keys_of_what_it_was_before_but_nobody_elses(
    client: Client, noor: User
) -> None:
    mine, theirs = phones.phone(noor), phones.phone(made.person())
    key = phones.ask(client, "phone-key", None, mine.pk).json()["key"]
    Phone.objects.filter(pk=mine.pk).update(revoked_at=made.AT, revoked_by=noor)

    keys = _enrolled(client, formerly=[str(mine.pk), str(theirs.pk)]).json()["keys"]

    assert keys == {str(mine.pk): key}


def test_there_is_an_end_to_how_many(client: Client, noor: User) -> None:
    for _ in range(MOST):
        phones.phone(noor)

    answer = _enrolled(client)

    assert (answer.status_code, answer.json()["error"]) == (422, "too_many")


@pytest.mark.parametrize(
    "told", [{"id": "x"}, {"id": None}, {"name": "x" * 101}, {"name": 3}, {"more": 1},
             {"formerly": "x"}, {"formerly": ["x"]}, {"name": "My\0phone"}, {"name": "\ufffe"}],
)  # fmt: skip
def test_what_is_no_phone_is_malformed(client: Client, told: dict[str, Any]) -> None:
    assert _enrolled(client, **told).status_code == 400
    assert not Phone.objects.exists()


def test_the_key_goes_to_its_owner_alone(client: Client, noor: User) -> None:
    mine, theirs = phones.phone(noor), phones.phone(made.person())

    assert phones.ask(client, "phone-key", None, mine.pk).status_code == 200
    for other in (theirs.pk, uuid4()):
        assert phones.ask(client, "phone-key", None, other).status_code == 404


def test_a_phone_taken_away_is_told_so_at_every_contact(client: Client, noor: User) -> None:
    row = phones.phone(noor)
    client.post(reverse("take-phone-away", args=[row.pk]))

    told = {"unsent": 0, "oldest": None, "aside": 0}
    answers = [
        phones.ask(client, "phone-key", None, row.pk),
        phones.ask(client, "report-waiting", told, row.pk),
        _enrolled(client, id=str(row.pk)),
    ]
    assert [answer.status_code for answer in answers] == [410] * 3
    assert {answer.json()["error"] for answer in answers} == {"revoked"}
    assert phones.ask(client, "doorstep-session").json()["phones"][0]["revoked"]
    assert AuditEvent.objects.filter(action=Action.REVOKE_PHONE).count() == 1


def test_signed_out_a_phone_learns_only_whether_it_was_taken_away(noor: User) -> None:
    row, other = phones.phone(noor), phones.phone(noor)
    Phone.objects.filter(pk=row.pk).update(revoked_at=made.AT, revoked_by=noor)
    address = reverse("doorstep-session")

    told = [Client().get(address, {"phone": str(p)}) for p in (row.pk, other.pk, uuid4(), "x\0")]

    assert [answer.status_code for answer in told] == [401] * 4
    assert [answer.json()["revoked"] for answer in told] == [True, False, False, False]


def test_whose_right_to_record_ended_gets_the_key_again_and_sends_what_they_wrote(
    client: Client, noor: User
) -> None:
    made.store(made.case("C1"))
    row, before = phones.phone(noor), phones.phone(noor)
    key = phones.ask(client, "phone-key", None, row.pk).json()["key"]
    RoleHeld.objects.filter(user=noor).update(end_date=made.TODAY)

    again = _enrolled(client, id=str(row.pk), formerly=[str(before.pk)])

    assert (again.status_code, again.json()["key"]) == (201, key)
    assert again.json()["keys"].keys() == {str(before.pk)}
    assert phones.ask(client, "phone-key", None, row.pk).json() == {"key": key}
    assert phones.ask(client, "report-waiting", {"unsent": 1}, row.pk).status_code == 204
    sent = phones.send(client, phones.visit(row, Child.objects.get()))
    assert (sent.status_code, SetAside.objects.get().status) == (403, 403)


def test_whose_right_to_record_ended_enrols_no_new_phone_and_takes_no_list(
    client: Client, noor: User
) -> None:
    row, taken = phones.phone(noor), phones.phone(noor)
    Phone.objects.filter(pk=taken.pk).update(revoked_at=made.AT, revoked_by=noor)
    RoleHeld.objects.filter(user=noor).update(end_date=made.TODAY)

    answer = _enrolled(client)

    assert (answer.status_code, answer.json()["error"]) == (403, "may_not")
    assert _enrolled(client, id=str(taken.pk)).status_code == 410
    assert phones.ask(client, "take-round", None, row.pk).status_code == 410
    assert Phone.objects.count() == 2


def test_what_waits_is_heard_and_shown_to_worker_and_manager(
    client: Client, noor: User, sign_in: SignIn
) -> None:
    row = phones.phone(noor)
    oldest = phones.later(-75).isoformat()
    told = {"unsent": 3, "oldest": oldest, "aside": 0}

    assert phones.ask(client, "report-waiting", told, row.pk).status_code == 204

    boss = sign_in(made.person("team_manager", in_team=made.team("East")))
    assert "3 not sent when last in contact" in client.get("/").text
    assert "1 phone with unsent work" in boss.get(reverse("teams")).text + boss.get("/").text
    page = boss.get(reverse("team-phones")).text
    assert "Noor Calloway" in page
    assert "oldest from 16 Nov 2026 at 8.15am" in page


@pytest.mark.parametrize(
    "told", [{"unsent": -1}, {"unsent": "x"}, {"unsent": 1e9}, {}, {"unsent": 1, "oldest": "x"}]
)
def test_what_says_nothing_of_what_waits_is_malformed(
    client: Client, noor: User, told: dict[str, Any]
) -> None:
    assert phones.ask(client, "report-waiting", told, phones.phone(noor).pk).status_code == 400


def test_unsent_without_since_when_is_since_now(client: Client, noor: User) -> None:
    row = phones.phone(noor)

    phones.ask(client, "report-waiting", {"unsent": 2}, row.pk)

    row.refresh_from_db()
    assert (row.unsent, row.oldest_unsent_at) == (2, made.AT)


def test_asking_by_itself_keeps_no_session_open(client: Client, noor: User, settings: Any) -> None:
    row = phones.phone(noor)
    client.get("/")
    for minute in range(0, 40, 4):
        settings.CLOCK = phones.later(minute).isoformat()
        told = phones.ask(client, "doorstep-session").status_code
        phones.ask(client, "report-waiting", {"unsent": 0}, row.pk)

    assert told == 401


def test_read_only_is_told_as_data(client: Client) -> None:
    mode.forget()
    mode.begin(why="We upgrade.", at=made.AT, lasting=timedelta(minutes=10))

    answer = _enrolled(client)
    mode.forget()

    assert (answer.status_code, answer.json()["error"]) == (503, "read_only")


# --- taken away by others -----------------------------------------------------------------------------


def test_a_manager_takes_a_phone_of_their_team_away_and_no_other(
    noor: User, sign_in: SignIn
) -> None:
    mine = phones.phone(noor)
    other = phones.phone(made.person(in_team=made.team("West", "Westmarch")))
    boss = sign_in(made.person("team_manager", in_team=made.team("East")))

    asked = boss.post(reverse("team-phones"), {"phone": str(mine.pk)})
    assert "Take this phone away?" in asked.text
    assert not Phone.objects.exclude(revoked_at=None).exists()

    taken = boss.post(reverse("team-phones"), {"phone": str(mine.pk), "sure": "yes"})
    refused = boss.post(reverse("team-phones"), {"phone": str(other.pk)})

    assert (taken.status_code, refused.status_code) == (302, 404)
    assert Phone.objects.filter(revoked_at=None).get() == other
    event = AuditEvent.objects.filter(action=Action.REVOKE_PHONE).get()
    assert event.detail == {"phone": str(mine.pk), "own": False}


def test_an_administrator_takes_any_phone_away(noor: User, sign_in: SignIn) -> None:
    row = phones.phone(noor)
    admin = sign_in(made.person("administrator"))

    assert "My phone" in admin.get(reverse("team-phones")).text
    admin.post(reverse("team-phones"), {"phone": str(row.pk), "sure": "yes"})

    assert not Phone.objects.filter(revoked_at=None).exists()


def test_a_phone_of_somebody_else_is_not_taken_away_on_ones_own_page(
    client: Client, noor: User
) -> None:
    theirs = phones.phone(made.person())
    for phone in (theirs.pk, uuid4()):
        assert client.post(reverse("take-phone-away", args=[phone])).status_code == 404
    assert Phone.objects.filter(revoked_at=None).exists()


@pytest.mark.parametrize("how", ["closed", "signed_out", "second_factors"])
def test_with_the_account_or_its_sessions_its_phones_end(noor: User, how: str) -> None:
    phones.phone(noor), phones.phone(noor)
    admin = made.access(made.person("administrator"))
    if how == "closed":
        RoleHeld.objects.filter(user=noor).update(end_date=made.TODAY)
        close_account(noor, version=noor.version, by=admin, at=made.AT)
    else:
        end = end_sessions if how == "signed_out" else remove_second_factors
        end(user=noor, by=admin, at=made.AT)

    assert not Phone.objects.filter(revoked_at=None).exists()
    assert AuditEvent.objects.filter(action=Action.REVOKE_PHONE).count() == 2


def test_the_pages_have_an_empty_state(client: Client, sign_in: SignIn) -> None:
    assert "You have no phone here" in client.get(reverse("phones")).text
    assert "Nothing is set aside" in client.get(reverse("set-aside")).text
    boss = sign_in(made.person("team_manager", in_team=made.team("East")))
    assert "No phone yet" in boss.get(reverse("team-phones")).text


def test_a_long_list_of_phones_comes_in_pages_and_goes_out(sign_in: SignIn) -> None:
    made.adopt()
    for _ in range(27):
        phones.phone(made.person(in_team=made.team("East")))
    boss = sign_in(made.person("team_manager", in_team=made.team("East")))

    assert boss.get(reverse("team-phones")).text.count("Take away<") == 25
    assert boss.get(reverse("team-phones"), {"page": "2"}).text.count("Take away<") == 2
    file = b"".join(boss.get(reverse("team-phones"), {"take": "csv"}))
    assert file.count(b"My phone") == 27


# --- what must never be -------------------------------------------------------------------------------


def _refused(values: dict[str, Any], constraint: str) -> None:
    row = phones.phone(made.person())
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        Phone.objects.filter(pk=row.pk).update(**values)
    assert constraint in str(error.value)


def test_a_phone_has_a_key() -> None:
    _refused({"key": ""}, "phone_has_a_key")


def test_a_phone_is_taken_away_by_somebody_at_some_time() -> None:
    _refused({"revoked_at": made.AT}, "phone_revoked_whole")


def test_what_is_unsent_is_so_since_a_time() -> None:
    _refused({"unsent": 1}, "phone_oldest_only_of_some")
    _refused({"oldest_unsent_at": made.AT}, "phone_oldest_only_of_some")


def test_what_is_sent_is_of_a_known_kind(noor: User) -> None:
    row = phones.phone(noor)
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        Sent.objects.create(
            client_id=uuid4(), digest="x", kind="spell", phone=row, user=noor, told_at=made.AT,
            received_at=made.AT,
        )  # fmt: skip
    assert "sent_kind_is_known" in str(error.value)
