"""The pages of governing records, as the people who use them meet them."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import child_made
import pytest
import records_made as records
import web_made as made
from django.test import Client

from doorstep.facts import EpisodeKind
from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.governance import nightly
from doorstep.web.governance.models import AccessRequest, Disposal, Hold, Mark, PackEntry, Release

REASON = "Read through: nothing since."
SignIn = Callable[[User], Client]


def nothing(_: str) -> None:
    pass


@pytest.fixture
def rae_at(sign_in: SignIn) -> Client:
    return sign_in(records.officer())


@pytest.fixture
def hal_at(sign_in: SignIn) -> Client:
    return sign_in(records.head())


def boxes(name: str, on: object) -> dict[str, object]:
    return {f"{name}-{part}": getattr(on, part) for part in ("day", "month", "year")}


def propose(client: Client, child_id: str = "C1") -> Disposal:
    form = {"do": "propose", "reason": REASON, "client_id": uuid4()}
    answer = client.post(f"/records/children/{child_id}/", form)
    assert answer.status_code == 302, child_made.text(answer)
    return Disposal.objects.order_by("-pk")[0]


def test_from_the_first_page_to_the_log_of_disposals(rae_at: Client, hal_at: Client) -> None:
    records.stored_old()
    nightly.keeping(made.AT, nothing)

    assert "1 due for disposal" in child_made.text(rae_at.get("/records/"))
    assert "Canary C1son" in child_made.text(rae_at.get("/records/due/"))
    row = propose(rae_at)
    assert "Canary" not in child_made.text(rae_at.get("/records/due/"))
    address = f"/records/disposals/{row.pk}/"
    assert "You proposed this" in child_made.text(rae_at.get(address))
    assert "removed for good" in child_made.text(hal_at.get(f"{address}?do=approve"))
    hal_at.post(address, {"do": "approve", "version": 1})
    assert "14 Dec 2026" in child_made.text(rae_at.get("/records/disposals/?state=approved"))
    nightly.disposing(made.AT + timedelta(28), nothing)
    assert rae_at.get("/records/children/C1/").status_code == 404
    log = child_made.text(rae_at.get("/records/disposed/"))
    assert "C1" in log
    assert "Canary" not in log


def test_every_page_of_a_record_leaves_one_reading(rae_at: Client) -> None:
    records.stored_old()
    row = propose(rae_at)
    asked, entry = ask(rae_at)
    base = f"/records/children/C1/requests/{asked.pk}"
    for address in (
        "/records/children/C1/", "/records/children/C1/?do=hold", f"/records/disposals/{row.pk}/",
        f"{base}/", f"{base}/?do=pause", f"{base}/entries/", f"{base}/names/",
        f"{base}/entries/{entry.number}/", f"{base}/pack/office/",
    ):  # fmt: skip
        before = AuditEvent.objects.count()
        assert rae_at.get(address).status_code == 200, address
        told = list(AuditEvent.objects.order_by("pk")[before:])
        assert [e.subject_id for e in told] == ["C1"], address


def ask(client: Client) -> tuple[AccessRequest, PackEntry]:
    on = made.TODAY - timedelta(3)
    form = {"do": "request", "asked_by": "Themselves", "client_id": uuid4()}
    form |= boxes("received_on", on) | boxes("identified_on", on)
    client.post("/records/children/C1/", form)
    row = AccessRequest.objects.get()
    client.post(f"/records/children/C1/requests/{row.pk}/", {"do": "gather"})
    return row, row.entries.order_by("number")[0]


def test_a_copy_goes_from_the_request_to_the_release(rae_at: Client, hal_at: Client) -> None:
    records.stored_old()
    row, entry = ask(rae_at)
    base = f"/records/children/C1/requests/{row.pk}/"
    page = child_made.text(rae_at.get(base))
    assert "The copy is owed by 14 Dec 2026" in page  # 13 December is a Sunday
    assert "Another person must check" in child_made.text(
        rae_at.get(f"{base}pack/person/", follow=True)
    )
    mark = {"do": "mark", "words": "canary c1son", "basis": "third_party", "everywhere": "on"}
    rae_at.post(f"{base}entries/{entry.number}/", mark)
    assert Mark.objects.count() >= 1
    row.refresh_from_db()
    assert "not gone through" in child_made.text(rae_at.get(f"{base}?do=prepare"))
    rae_at.post(base, {"do": "prepare", "version": row.version})
    assert "Check the copy" not in child_made.text(rae_at.get(base))
    row.refresh_from_db()
    own = rae_at.post(base, {"do": "check", "version": row.version})
    assert own.status_code == 409
    assert "another person does" in child_made.text(own)
    assert "Check the copy" in child_made.text(hal_at.get(base))
    hal_at.post(base, {"do": "check", "version": row.version})
    answer = rae_at.get(f"{base}pack/person/")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        assert b"anary" not in book.read("record-person.json").replace(
            b'"name": "Canary C1son"', b""
        )
    rae_at.post(
        base, {"do": "release", "given_to": "Themselves", "how": "by hand", "client_id": uuid4()}
    )
    assert Release.objects.get().given_to == "Themselves"
    rae_at.post(base, {"do": "close", "reason": "All was given out."})
    assert Hold.objects.get().lifted_at is not None
    assert "What can be done now" not in child_made.text(rae_at.get(base))


def test_a_manager_who_checks_makes_no_marks(rae_at: Client, hal_at: Client) -> None:
    records.stored_old()
    row, entry = ask(rae_at)
    base = f"/records/children/C1/requests/{row.pk}/"

    page = hal_at.get(f"{base}entries/{entry.number}/")
    sent = hal_at.post(f"{base}entries/{entry.number}/", {"do": "looked"})
    assert "Hide something" not in child_made.text(page)
    assert sent.status_code == 409
    assert hal_at.get(f"{base}pack/office/").status_code == 403
    assert "pack/office/" not in hal_at.get(base).content.decode(), "no link that leads nowhere"
    assert "pack/office/" in rae_at.get(base).content.decode()
    assert hal_at.post(base, {"do": "gather"}).status_code == 409


def test_names_are_proposed_and_hidden_when_ticked(rae_at: Client) -> None:
    made.person(name="Noor Calloway")
    child = records.stored_old()
    records.written(child, User.objects.get(name="Noor Calloway"))
    row, _ = ask(rae_at)
    address = f"/records/children/C1/requests/{row.pk}/names/"

    assert "Noor Calloway (a member of staff)" in child_made.text(rae_at.get(address))
    assert Mark.objects.count() == 0
    rae_at.post(address, {"names": ["Noor Calloway"], "basis": "third_party"})
    assert Mark.objects.count() >= 3
    assert "Noor Calloway (" not in child_made.text(rae_at.get(address))


def test_wrong_forms_say_what_is_wrong_and_keep_what_was_written(rae_at: Client) -> None:
    records.stored_old()
    row, entry = ask(rae_at)
    base = f"/records/children/C1/requests/{row.pk}/"

    none = child_made.text(rae_at.post("/records/children/C1/", {"do": "hold", "reason": "short"}))
    later = {"do": "request", "asked_by": "X", **boxes("received_on", made.TODAY + timedelta(1))}
    ahead = child_made.text(rae_at.post("/records/children/C1/", later))
    empty = child_made.text(rae_at.post(f"{base}entries/{entry.number}/", {"do": "mark"}))
    other = {"do": "mark", "words": "Canary", "basis": "other"}
    why = child_made.text(rae_at.post(f"{base}entries/{entry.number}/", other))

    assert "There is a problem" in none
    assert "10 letters or more" in none
    assert "must be on or before 16 Nov 2026" in ahead
    assert "Select why it is hidden" in empty
    assert "Say which exemption it is" in why


def test_a_restricted_record_is_hidden_from_an_officer_who_is_not_named(
    rae_at: Client, hal_at: Client
) -> None:
    child = records.stored_old()
    nightly.keeping(made.AT, nothing)
    row = propose(rae_at)
    child_made.restricted(child, by=made.person(Role.SENIOR_MANAGER))

    hidden, missing = rae_at.get("/records/children/C1/"), rae_at.get("/records/children/C9/")
    assert hidden.status_code == missing.status_code == 404
    assert rae_at.get(f"/records/disposals/{row.pk}/").status_code == 404
    assert rae_at.post("/records/children/C1/", {"do": "hold"}).status_code == 404
    assert "1 restricted record due" in child_made.text(rae_at.get("/records/due/"))
    assert "Canary" not in child_made.text(rae_at.get("/records/disposals/"))


def test_pages_without_anything_say_so(rae_at: Client) -> None:
    for address, said in {
        "/records/": "No request is open",
        "/records/due/": "No record is due",
        "/records/holds/": "Nothing is on hold",
        "/records/holds/?show=lifted": "No hold was lifted yet",
        "/records/disposals/": "There is none in this state",
        "/records/disposed/": "Nothing was disposed of yet",
        "/records/schedule/": "regulation 50",
    }.items():
        assert said in child_made.text(rae_at.get(address)), address


def test_a_schedule_that_cannot_be_used_is_said_and_nothing_goes(
    rae_at: Client, settings, tmp_path
) -> None:  # noqa: ANN001
    records.stored_old()
    file = tmp_path / "own.yaml"
    file.write_text("rules: [")
    settings.RETENTION = str(file)

    for address in ("/records/", "/records/due/", "/records/schedule/", "/records/children/C1/"):
        assert "own.yaml" in child_made.text(rae_at.get(address)), address
    form = {"do": "propose", "reason": REASON, "client_id": uuid4()}
    assert rae_at.post("/records/children/C1/", form).status_code == 409
    assert not Disposal.objects.exists()


def test_long_lists_come_in_pages(rae_at: Client) -> None:
    cases = [records.old(f"C{n:02}", kind=EpisodeKind.ASSESSMENT) for n in range(27)]
    made.store(*cases)
    nightly.keeping(made.AT, nothing)

    first, second = rae_at.get("/records/due/"), rae_at.get("/records/due/?page=2")
    assert "page 1 of 2" in child_made.text(first)
    assert child_made.text(second).count("Child C") == 2


def test_all_records_are_held_and_let_go_again(rae_at: Client) -> None:
    records.stored_old()
    form = {"do": "hold", "kind": "inquiry", "reason": "A public inquiry.", "client_id": uuid4()}
    assert "Hold all records" in child_made.text(rae_at.get("/records/holds/?do=hold"))
    rae_at.post("/records/holds/", form)

    assert "A hold on all records keeps this one" in child_made.text(
        rae_at.get("/records/children/C1/")
    )
    pk = Hold.objects.get().pk
    asked = child_made.text(rae_at.get(f"/records/holds/?do=lift&hold={pk}"))
    assert "Lift the hold on all records" in asked
    rae_at.post("/records/holds/", {"do": "lift", "hold": pk, "reason": "It is over now."})
    assert Hold.objects.get().lifted_reason == "It is over now."


def test_a_number_with_a_slash_is_no_records_number(rae_at: Client) -> None:
    answer = rae_at.post("/records/", {"number": "12/345"})
    assert answer.status_code == 200
    assert "there is no slash in it" in child_made.text(answer)
