"""What a phone sends: each thing once with its receipt, and what cannot be taken in is kept whole."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import phone_made as phones
import pytest
import visit_made as visits
import web_made as made
from django.db import transaction
from django.test import Client
from django.urls import reverse

from doorstep.web.accounts.models import RoleHeld, User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.audit.words import Action
from doorstep.web.caseload.merging import merge
from doorstep.web.caseload.models import Event, Involvement, Restriction, Visit
from doorstep.web.governance.removing import remove
from doorstep.web.phone.models import Phone, Sent, SetAside
from doorstep.web.phone.receipts import receipt_number
from doorstep.web.running import mode


class Here:
    """A worker with a phone, signed in, and two children of theirs at one door."""

    def __init__(self, sign_in: Callable[[User], Client]):
        made.adopt()
        self.noor = visits.worker()
        self.first, self.second = made.store(made.case("C1"), made.case("C2"))
        self.phone = phones.phone(self.noor)
        self.client = sign_in(self.noor)

    def send(self, told: dict[str, Any]) -> Any:
        """Send something, and return the answer."""
        return phones.send(self.client, told)


@pytest.fixture
def here(sign_in: Callable[[User], Client], settings: Any) -> Here:
    settings.CLOCK = phones.CLOCK
    return Here(sign_in)


def test_a_visit_with_a_sibling_is_recorded_once_however_often_it_is_sent(here: Here) -> None:
    told = phones.visit(here.phone, here.first, here.second)

    first, again = here.send(told), here.send(told)

    assert (first.status_code, again.status_code) == (201, 200)
    assert Visit.objects.count() == 2
    assert first.json()["children"] == again.json()["children"]
    assert first.json()["receipt"] == again.json()["receipt"]
    assert first.json()["client_id"] == told["client_id"]
    assert first.json()["receipt"] == receipt_number(Sent.objects.get().client_id)


def test_the_answer_says_what_it_counts_for_what_is_owed_and_the_note(here: Here) -> None:
    (child,) = here.send(phones.visit(here.phone, here.first)).json()["children"]

    assert child["child_id"] == "C1"
    assert any(each["counts"] for each in child["counts_for"])
    assert child["owed"][0]["clause"]
    assert "About Child C1." in child["note"]
    assert child["href"] == f"/children/C1/visits/{Visit.objects.get().pk}/"


def test_the_record_says_when_it_was_written_on_the_phone(here: Here) -> None:
    told = phones.visit(here.phone, here.first, told_at=phones.later(-20))

    here.send(told)

    details = Visit.objects.get().details
    assert details["told_at"].startswith("2026-11-16T09:10")
    assert "clock" not in details


def test_a_change_leaves_one_event_and_shown_again_is_a_read(here: Here) -> None:
    before = AuditEvent.objects.count()
    told = phones.visit(here.phone, here.first)

    here.send(told)
    here.send(told)

    actions = AuditEvent.objects.order_by("pk").values_list("action", flat=True)[before:]
    assert list(actions) == [Action.RECORD_VISIT, Action.READ_VISIT]


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"place": ""}, "place"),
        ({"method": "by owl"}, "method"),
        ({"visit_date-day": "17"}, "visit_date"),
        ({"hat": "blue"}, "hat"),
        ({"present": ["Mum", "Gran"]}, "present"),
        ({"present": "a\x00b"}, "present"),
        ({"hat\x00": "blue"}, "hat\x00"),
    ],
)
def test_what_the_form_refuses_is_kept_whole_with_the_reason(
    here: Here, fields: dict[str, Any], where: str
) -> None:
    told = phones.visit(here.phone, here.first, fields=fields)

    answer = here.send(told)

    assert answer.status_code == 422
    assert answer.json()["error"] == "refused"
    assert where in [each["where"] for each in answer.json()["wrong"]]
    row = SetAside.objects.get(pk=answer.json()["aside"])
    assert row.body["fields"].keys() == {_stored(name) for name in told["body"]["fields"]}
    assert (row.status, row.child, row.user) == (422, here.first, here.noor)
    said = [each | {"where": _stored(each["where"])} for each in answer.json()["wrong"]]
    assert row.reasons == said
    assert not Visit.objects.exists()
    assert not Sent.objects.exists()


def _stored(text: str) -> str:
    """Return a text as every database stores it."""
    return text.replace("\0", "\ufffd")


def test_a_refusal_sent_again_is_kept_once_and_leaves_one_event(here: Here) -> None:
    told = phones.visit(here.phone, here.first, fields={"place": ""})

    one, two = here.send(told), here.send(told)

    assert one.json()["aside"] == two.json()["aside"]
    assert AuditEvent.objects.filter(action=Action.SET_ASIDE).count() == 1


def test_mended_and_sent_again_under_the_same_id_it_is_recorded_and_settled(here: Here) -> None:
    told = phones.visit(here.phone, here.first, fields={"place": ""})
    here.send(told)
    told["body"]["fields"]["place"] = "home"

    assert here.send(told).status_code == 201

    row = SetAside.objects.get()
    assert row.settled_by == here.noor
    assert "sent again" in row.settled_why


def test_other_content_under_an_id_is_a_conflict_and_both_versions_are_kept(here: Here) -> None:
    told = phones.visit(here.phone, here.first)
    here.send(told)
    told["body"]["fields"]["present"] = "Nobody"

    answer = here.send(told)

    assert answer.status_code == 409
    assert answer.json()["error"] == "said_otherwise"
    assert ["Who was there", "Mum and Gran"] in answer.json()["holds"][0]["rows"]
    assert SetAside.objects.get().body["fields"]["present"] == "Nobody"
    assert Visit.objects.get().present == "Mum and Gran"


def test_an_id_of_the_ordinary_form_cannot_be_said_otherwise_from_a_phone(here: Here) -> None:
    row = visits.record(here.first, by=made.access(here.noor))
    told = phones.visit(here.phone, here.first, client_id=row.client_id)

    answer = here.send(told)

    assert answer.status_code == 409
    assert answer.json()["holds"][0]["child_id"] == "C1"


def test_a_child_who_is_no_longer_theirs_is_told_as_none_and_what_was_written_is_kept(
    here: Here,
) -> None:
    (other,) = made.store(made.case("C9", worker_id="W9", in_team="West"))

    answer = here.send(phones.visit(here.phone, other))

    assert answer.status_code == 404
    assert answer.json()["error"] == "no_such_child"
    assert SetAside.objects.get().child == other
    assert not Visit.objects.exists()


def test_a_sibling_who_is_not_theirs_stops_the_whole_visit(here: Here) -> None:
    (other,) = made.store(made.case("C9", worker_id="W9", in_team="West"))

    assert here.send(phones.visit(here.phone, here.first, other)).status_code == 404
    assert not Visit.objects.exists()


def test_a_child_who_is_not_there_is_kept_without_one(here: Here) -> None:
    told = phones.visit(here.phone, here.first)
    told["body"]["child_id"] = "nobody\x00"

    assert here.send(told).status_code == 404
    assert SetAside.objects.get().child is None


def test_a_record_that_was_merged_says_where_it_went(here: Here) -> None:
    boss = made.person("team_manager", in_team=made.team("East"))
    merge(child_id="C2", into_id="C1", reason="One child", by=made.access(boss), at=made.AT)

    answer = here.send(phones.visit(here.phone, here.second))

    assert answer.status_code == 422
    assert "C1" in answer.json()["wrong"][0]["says"]
    assert SetAside.objects.get().child == here.second


def test_whoever_may_not_record_any_more_is_told_and_nothing_is_lost(here: Here) -> None:
    RoleHeld.objects.filter(user=here.noor).update(end_date=made.TODAY)

    answer = here.send(phones.visit(here.phone, here.first))

    assert answer.status_code == 403
    assert answer.json()["error"] == "may_not"
    assert SetAside.objects.get().status == 403


def test_a_phone_that_was_taken_away_keeps_what_it_has(here: Here) -> None:
    Phone.objects.update(revoked_at=made.AT, revoked_by=here.noor)

    answer = here.send(phones.visit(here.phone, here.first))

    assert answer.status_code == 410
    assert answer.json()["error"] == "revoked"
    assert not SetAside.objects.exists()


def test_the_phone_of_somebody_else_sends_nothing(here: Here) -> None:
    theirs = phones.phone(made.person())

    assert here.send(phones.visit(theirs, here.first)).status_code == 410
    assert not Visit.objects.exists()


def test_the_same_id_from_somebody_else_is_a_conflict_that_shows_nothing(
    here: Here, sign_in: Callable[[User], Client]
) -> None:
    told = phones.visit(here.phone, here.first)
    here.send(told)
    ada = made.person(worker_id="W9")
    theirs = phones.phone(ada)

    answer = phones.send(sign_in(ada), told | {"phone": str(theirs.pk)})

    assert answer.status_code == 409
    assert answer.json()["holds"] == []


def test_a_call_of_the_policy_raises_what_it_hears(here: Here) -> None:
    told = visits.posted_call(a_heard=["disclosure"], a_heard_what="To the worker")
    told = {k: v for k, v in told.items() if k not in ("client_id", "type", "step")}
    body = {"child_id": "C1", "call": "kit_call", "fields": told | {"visit_time": "9am"}}

    answer = here.send(phones.thing(here.phone, body, kind="call"))

    assert answer.status_code == 201
    assert Visit.objects.get().visit_type == "kit_call"
    assert Event.objects.filter(kind="kit_disclosure").exists()


def test_a_contact_of_another_agency_is_recorded(here: Here) -> None:
    told = phones.fields(here.first)
    told = {k: v for k, v in told.items() if k.startswith("visit_")} | {
        "visit_type": "other_agency", "agency": "Riverside School", "method": "phone",
        "observations": "She was at school.", "seen": "yes",
    }  # fmt: skip
    body = {"child_id": "C1", "fields": told}

    assert here.send(phones.thing(here.phone, body, kind="contact")).status_code == 201
    assert Visit.objects.get().agency == "Riverside School"


# --- clocks -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [1, -1, 2, -2])
@pytest.mark.parametrize("knew", [True, False])
def test_a_clock_wrong_by_days_is_set_right_and_the_record_says_so(
    here: Here, days: int, knew: bool
) -> None:
    wrong = timedelta(days)
    theirs = phones.later(-15) + wrong
    on = {f"visit_date-{part}": str(getattr(theirs, part)) for part in ("day", "month", "year")}
    told = phones.visit(
        here.phone, here.first, fields=on | {"visit_time": f"{theirs:%H:%M}"}, told_at=theirs,
        sent_at=made.AT + wrong, offset=-wrong.total_seconds() if knew else None, stamped=True,
    )  # fmt: skip

    answer = here.send(told)

    row = Visit.objects.get()
    assert answer.json()["off_by"] == days * 86_400
    assert row.visit_at == phones.later(-15)
    assert row.visit_date == made.TODAY
    assert row.details["clock"].startswith(f"The phone’s clock was {abs(days)} day")
    assert "set right" in row.details["clock"]
    shown = here.client.get(answer.json()["children"][0]["href"]).content.decode()
    assert "Clock of the phone" in shown


def test_what_was_typed_is_not_moved_but_said(here: Here) -> None:
    wrong = timedelta(1)
    told = phones.visit(
        here.phone, here.first, told_at=made.AT + wrong, sent_at=made.AT + wrong,
        offset=-86_400, stamped=False,
    )  # fmt: skip

    here.send(told)

    row = Visit.objects.get()
    assert row.visit_at == phones.later(-30)
    assert "as they were typed" in row.details["clock"]


def test_a_clock_a_minute_fast_is_no_visit_of_the_future(here: Here) -> None:
    told = phones.visit(here.phone, here.first, fields={"visit_time": "09:31"})

    assert here.send(told).status_code == 201
    assert Visit.objects.get().visit_at == made.AT


# --- who is asked, and what is no thing ---------------------------------------------------------------


def test_signed_out_it_is_told_so_as_data_and_nothing_is_kept(here: Here) -> None:
    answer = phones.send(Client(), phones.visit(here.phone, here.first))

    assert answer.status_code == 401
    assert answer.json()["error"] == "signed_out"


def test_without_the_token_of_the_page_it_is_told_so_as_data(here: Here) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(here.noor, backend="allauth.account.auth_backends.AuthenticationBackend")
    told = phones.visit(here.phone, here.first)

    refused = phones.send(client, told)
    token = phones.ask(client, "doorstep-session").json()["csrf"]
    client.defaults["HTTP_X_CSRFTOKEN"] = token

    assert (refused.status_code, refused.json()["error"]) == (403, "csrf")
    assert phones.send(client, told).status_code == 201


def test_what_is_no_thing_is_malformed_and_never_breaks_the_server(here: Here) -> None:
    good = phones.visit(here.phone, here.first)
    hostile: list[Any] = [
        b"", b"{", b"\xff\xfe", b"[]", b"null", b'"x"', b"[" * 5000 + b"]" * 5000,
        b'{"a":' * 3000 + b"1" + b"}" * 3000, b'{"client_id": 1, "client_id": 2}', b"NaN",
        b"9" * 5000, good | {"kind": "spell"}, good | {"body": []}, good | {"body": {}},
        good | {"client_id": "x"}, good | {"client_id": None}, good | {"told_at": "yesterday"},
        good | {"told_at": "0001-01-01T00:00:00Z"}, good | {"sent_at": "9999-12-31T23:59:59Z"},
        good | {"told_at": "2026-11-16T09:30:00"}, good | {"offset": 1e300}, good | {"more": 1},
        good | {"body": good["body"] | {"child_id": ["C1"]}},
        good | {"body": good["body"] | {"fields": {"a": {"b": 1}}}},
        good | {"body": good["body"] | {"fields": {"x" * 999: ""}}},
        good | {"body": good["body"] | {"call": "horn"}},
        good | {"body": good["body"] | {"fields": {"present": "half \ud83d"}}},
        good | {"kind": "outing"}, good | {"kind": "photograph"}, good | {"kind": "assessment"},
        str(good).encode(),
    ]  # fmt: skip
    for told in hostile:
        answer = phones.send(here.client, told)
        assert answer.status_code == 400, (told, answer.content)
        assert answer.json()["error"] == "malformed"
    nan = phones.send(here.client, b'{"offset": NaN}')
    assert nan.status_code == 400
    assert not Visit.objects.exists()
    assert not SetAside.objects.exists()


def test_too_long_is_too_long(here: Here) -> None:
    told = phones.visit(here.phone, here.first, fields={"present": "x" * 90_000})
    assert here.send(told).status_code == 422
    told["body"]["fields"] |= {f"c{n}": "x" * 90_000 for n in range(6)}
    assert here.send(told).status_code == 413


def test_strange_values_of_each_field_never_break_the_server(here: Here) -> None:
    strange = ["\x00", "9" * 400, "٣", "-1", "\n"]
    for name in phones.fields(here.first):
        for value in strange[:: 2 if "-" in name else 1]:
            told = phones.visit(here.phone, here.first, fields={name: value})
            assert here.send(told).status_code in (201, 404, 422), (name, value)


def test_while_nothing_may_be_changed_it_waits(here: Here) -> None:
    mode.forget()
    mode.begin(why="We upgrade.", at=made.AT, lasting=timedelta(minutes=10))

    answer = here.send(phones.visit(here.phone, here.first))
    mode.forget()

    assert answer.status_code == 503
    assert answer.json()["error"] == "read_only"
    assert answer["Retry-After"]


def test_gone_since_it_is_still_had(here: Here) -> None:
    told = phones.visit(here.phone, here.first)
    here.send(told)
    Sent.objects.update(made={"visits": [0]})  # its record was disposed of

    answer = here.send(told)

    assert (answer.status_code, answer.json()["children"]) == (200, [])


def test_after_it_left_their_sight_a_thing_sent_again_shows_no_record(here: Here) -> None:
    told = phones.visit(here.phone, here.first)
    here.send(told)
    RoleHeld.objects.filter(user=here.noor).update(end_date=made.TODAY)

    (child,) = here.send(told).json()["children"]

    assert child == {"child_id": "C1", "href": "", "counts_for": [], "owed": [], "note": ""}


def test_a_restricted_record_is_told_as_none(here: Here) -> None:
    boss = made.person("team_manager", in_team=made.team("East"))
    Restriction.objects.create(
        child=here.first, reason="kin at work here", start_date=made.TODAY, placed_by=boss,
        placed_at=made.AT,
    )  # fmt: skip

    answer = here.send(phones.visit(here.phone, here.first))

    assert (answer.status_code, answer.json()["error"]) == (404, "no_such_child")
    aside = here.client.get(reverse("set-aside-one", args=[answer.json()["aside"]])).text
    assert "About Child C1." in aside  # they wrote it themselves
    assert "Open the form" not in aside


def test_a_child_who_moved_to_another_team_since_is_kept_for_whoever_has_them_now(
    here: Here, sign_in: Callable[[User], Client]
) -> None:
    told = phones.visit(here.phone, here.first)
    Involvement.objects.filter(child=here.first).update(worker_id="W9", team=made.team("West"))
    ada = made.person(worker_id="W9", in_team=made.team("West"))

    answer = here.send(told)

    assert answer.status_code == 404
    page = reverse("set-aside-one", args=[answer.json()["aside"]])
    assert "Open the form with this" in sign_in(ada).get(page).text


def test_a_child_who_was_disposed_of_since_is_told_as_none(here: Here) -> None:
    told = phones.visit(here.phone, here.first)
    with transaction.atomic():
        remove([here.first])

    assert here.send(told).status_code == 404
    assert SetAside.objects.get().child is None


def test_who_sends_too_much_in_a_minute_waits_and_loses_nothing(here: Here, settings: Any) -> None:
    settings.PHONE_RATE = 2
    told = [phones.visit(here.phone, here.first) for _ in range(2)]
    assert [here.send(each).status_code for each in told] == [201, 201]
    third = phones.visit(here.phone, here.first)

    answer = here.send(third)

    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert answer.json()["error"] == "too_often"
    assert (Visit.objects.count(), Sent.objects.count(), SetAside.objects.count()) == (2, 2, 0)
    settings.CLOCK = phones.later(1).isoformat()
    assert here.send(third).status_code == 201
