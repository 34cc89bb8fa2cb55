"""The pages of imports: bringing one in, looking at it, applying it; what it asks of people."""

import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import child_made
import import_made as imports
import pytest
import web_made as made
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from doorstep.facts import Involvement, Refusal
from doorstep.vocabulary import Role
from doorstep.web.accounts.words import OwnRole
from doorstep.web.audit.models import AuditEvent
from doorstep.web.audit.services import record
from doorstep.web.audit.words import Action
from doorstep.web.caseload.held_bodies import AllocationBody, digest_of, stored
from doorstep.web.caseload.models import BreakGlass, Child, Circumstance, What
from doorstep.web.caseload.services import refresh
from doorstep.web.imports.models import Difference, Import, Question, State

TOUR = Path(__file__).parents[3] / "docs" / "tour-extract"
SignIn = Callable[[object], Client]


@pytest.fixture(autouse=True)
def _policies() -> None:
    made.adopt()


@pytest.fixture
def analyst(sign_in: SignIn) -> Client:
    return sign_in(made.person(OwnRole.PERFORMANCE_ANALYST))


@pytest.fixture
def manager(sign_in: SignIn) -> Client:
    return sign_in(made.person(Role.TEAM_MANAGER, in_team=made.team()))


def uploaded(client: Client, *files: SimpleUploadedFile, key: object = None) -> Import:
    form = {"client_id": str(key or uuid4()), "extract": list(files)}
    answer = client.post(reverse("new-import"), form)
    assert answer.status_code == 302, child_made.text(answer)
    return Import.objects.latest("pk")


def tables() -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(p.name, p.read_bytes()) for p in sorted(TOUR.glob("*.csv"))]


def zipped(files: dict[str, bytes]) -> SimpleUploadedFile:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return SimpleUploadedFile("extract.zip", out.getvalue())


def page(client: Client, name: str, *args: object) -> str:
    return child_made.text(client.get(reverse(name, args=args)))


def do(client: Client, row: Import, what: str) -> None:
    row.refresh_from_db()
    address = reverse("import", args=[row.pk])
    assert client.post(address, {"do": what, "version": row.version}).status_code == 302


def test_tables_are_brought_in_looked_at_applied_and_undone(analyst: Client) -> None:
    row = uploaded(analyst, *tables())
    assert "Waiting to be read" in page(analyst, "import", row.pk)
    imports.work()

    shown = page(analyst, "import", row.pk)
    assert "3 children in the extract" in shown
    assert "3 new" in shown
    assert "Apply the import" in shown
    listed = page(analyst, "import-children", row.pk, "new")
    assert "3 children." in listed
    assert "could not be used" in page(analyst, "import-refused", row.pk)
    do(analyst, row, "apply")
    imports.work()
    assert Child.objects.count() == 3
    assert "Undo the import" in page(analyst, "import", row.pk)
    do(analyst, row, "undo")
    imports.work()
    assert not Child.objects.exists()
    assert "Undone" in page(analyst, "imports")
    by = [e.actor for e in AuditEvent.objects.filter(action__in=["apply_import", "undo_import"])]
    assert set(by) == {Import.objects.get().given_by.name}  # type: ignore[union-attr]


def test_a_zip_of_tables_is_the_same_as_the_tables(analyst: Client) -> None:
    row = uploaded(analyst, zipped({f"out/{p.name}": p.read_bytes() for p in TOUR.glob("*.csv")}))
    imports.work()
    row.refresh_from_db()
    assert (row.state, row.new) == (State.READY, 3)


def test_the_same_form_sent_twice_is_one_import(analyst: Client) -> None:
    key = uuid4()
    uploaded(analyst, *tables(), key=key)
    uploaded(analyst, *tables(), key=key)
    assert Import.objects.count() == 1


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"../up.csv": b"a,b\n1,2\n"}, "lead elsewhere"),
        ({"/etc/up.csv": b"a,b\n1,2\n"}, "lead elsewhere"),
        ({"run.exe": b"MZ"}, "no table of an extract"),
        ({"big.csv": b"0" * 30_000_000}, "would unpack to"),
        ({"a.csv": b"x,y\n1,2\n"}, "no table of an SSD"),
        ({}, "is empty"),
    ],
)
def test_a_zip_that_would_harm_or_holds_no_extract_is_refused_with_the_reason(
    analyst: Client, files: dict[str, bytes], why: str
) -> None:
    row = uploaded(analyst, zipped(files))
    imports.work()
    row.refresh_from_db()
    assert row.state == State.REFUSED
    assert why in row.why
    assert "/imports/" not in row.why
    assert "Nothing was changed" in page(analyst, "import", row.pk)


@pytest.mark.parametrize(
    ("name", "body", "why"),
    [
        ("a.xlsx", b"PK\x03\x04 broken", "broken or cut-off"),
        ("a.xml", b"<html><body>Sign in</body></html>", "web page"),
        ("a.pdf", b"%PDF-1.7 nothing", "not a file that can be read"),
        ("a.xml", b"<!DOCTYPE lolz [<!ENTITY a 'x'>]><Message>&a;</Message>", ""),
    ],
)
def test_a_file_that_is_not_what_it_claims_is_refused(
    analyst: Client, name: str, body: bytes, why: str
) -> None:
    row = uploaded(analyst, SimpleUploadedFile(name, body))
    imports.work()
    row.refresh_from_db()
    assert row.state == State.REFUSED, row.why
    assert why in row.why


def test_no_file_and_an_empty_one_are_told_at_once(analyst: Client) -> None:
    none = analyst.post(reverse("new-import"), {"client_id": str(uuid4())})
    empty = {"client_id": str(uuid4()), "extract": [SimpleUploadedFile("a.csv", b"")]}

    assert "Choose the files of the extract" in child_made.text(none)
    assert "a.csv is empty" in child_made.text(analyst.post(reverse("new-import"), empty))
    assert not Import.objects.exists()


def test_what_is_warned_of_before_it_is_applied(analyst: Client) -> None:
    imports.applied(*(made.case(f"C{n:02}") for n in range(12)))
    old = imports.read(
        made.case("C00", since=made.TODAY - timedelta(400), seen=()),
        refusals=[Refusal("a.csv", n, "f", "is no date", "C00") for n in range(7)],
    )

    shown = page(analyst, "import", old.pk)

    assert "11 open cases of 12 are missing from it" in shown
    assert "7 rows or fields of 1 child could not be used" in shown
    assert "It is older than the last one" in shown


def test_a_restricted_child_is_not_shown_to_whom_it_is_hidden_from(analyst: Client) -> None:
    imports.applied(made.case("A"), made.case("B"))
    boss = made.person(Role.HEAD_OF_SERVICE)
    child_made.restricted(imports.child("A"), boss, by=boss)
    row = imports.read(
        imports.more(made.case("A")), imports.more(made.case("B")),
        names={"A": "Canary Bird"}, refusals=[Refusal("a.csv", 1, "f", "'Canary' is odd", "A")],
    )  # fmt: skip

    for name, *more in (("import-children", "changed"), ("import-refused",)):
        shown = page(analyst, name, row.pk, *more)
        assert "Canary" not in shown
        assert "A record you may not see" in shown
    file = analyst.get(reverse("import-refused", args=[row.pk]), {"file-form": "csv"})
    assert b"Canary" not in b"".join(file)


def test_stopped_before_it_is_read_it_is_given_up(analyst: Client) -> None:
    row = uploaded(analyst, *tables())
    do(analyst, row, "stop")
    imports.work()
    row.refresh_from_db()
    assert row.state == State.CANCELLED


def test_an_old_page_applies_nothing(analyst: Client) -> None:
    row = imports.read(made.case("A"))
    address = reverse("import", args=[row.pk])

    answer = analyst.post(address, {"do": "apply", "version": row.version - 1}, follow=True)

    assert "Somebody else was here first" in child_made.text(answer)
    assert analyst.post(address, {"do": "drop", "version": 1}).status_code == 404


# --- what it asks -------------------------------------------------------------------------------------


def test_who_has_a_missing_child_is_asked_and_may_say_that_the_case_is_closed(
    manager: Client,
) -> None:
    imports.applied(made.case("A"), made.case("B"))
    imports.applied(made.case("A"))
    asked = Question.objects.get()

    assert imports.child("B").answer.standing != "closed"
    assert "1 child is missing from an extract" in page(manager, "my-day")
    assert "Child B" in page(manager, "questions")
    closed = made.TODAY - timedelta(4)
    form = {
        "client_id": str(uuid4()), "version": asked.version, "answer": "closed",
        "closed_on-day": closed.day, "closed_on-month": closed.month, "closed_on-year": closed.year,
        "words": "Moved to another county",
    }  # fmt: skip
    assert "Is" not in page(manager, "question", asked.pk)[:1]
    assert manager.post(reverse("question", args=[asked.pk]), form).status_code == 302

    asked.refresh_from_db()
    assert asked.answer == Question.Answer.CLOSED
    assert imports.child("B").answer.standing == "closed"
    assert Circumstance.objects.get().what == What.CLOSURE
    assert [e.action for e in AuditEvent.objects.order_by("pk")][-1] == "settle_difference"


def test_kept_open_it_is_asked_again_only_when_the_child_came_back_and_is_missing_once_more(
    manager: Client,
) -> None:
    imports.applied(made.case("A"), made.case("B"))
    imports.applied(made.case("A"))
    asked = Question.objects.get()
    form = {"client_id": str(uuid4()), "version": asked.version, "answer": "kept"}
    assert manager.post(reverse("question", args=[asked.pk]), form).status_code == 302

    imports.applied(made.case("A"))
    assert not Question.objects.filter(answer="open").exists()
    imports.applied(made.case("A"), made.case("B"))
    imports.applied(made.case("A"))
    assert Question.objects.filter(answer="open").count() == 1


def test_who_comes_back_is_no_longer_asked_about_and_an_undone_import_asks_nothing() -> None:
    imports.applied(made.case("A"), made.case("B"))
    imports.applied(made.case("A"))
    imports.applied(made.case("A"), made.case("B"))
    assert Question.objects.get().answer == Question.Answer.OVER

    imports.undo(imports.applied(made.case("A")))
    assert not Question.objects.filter(answer="open").exists()


def test_an_answer_that_says_too_little_is_asked_for(manager: Client) -> None:
    imports.applied(made.case("A"), made.case("B"))
    imports.applied(made.case("A"))
    asked = Question.objects.get()
    form = {"client_id": str(uuid4()), "version": asked.version, "answer": "closed"}

    shown = child_made.text(manager.post(reverse("question", args=[asked.pk]), form))

    assert "Enter the day it closed" in shown
    assert "Enter what happened" in shown


def test_a_question_is_asked_of_the_team_and_the_allocated_worker_only(sign_in: SignIn) -> None:
    imports.applied(made.case("A"), made.case("B"))
    imports.applied(made.case("A"))
    asked = Question.objects.get()
    own = sign_in(made.person(worker_id="W1", in_team=made.team()))
    colleague = sign_in(made.person(worker_id="W8", in_team=made.team()))
    elsewhere = sign_in(made.person(Role.TEAM_MANAGER, in_team=made.team("West")))

    assert own.get(reverse("question", args=[asked.pk])).status_code == 200
    for other in (colleague, elsewhere):
        assert other.get(reverse("question", args=[asked.pk])).status_code == 404
        assert "Nobody is missing" in page(other, "questions")


def allocated(child: Child, at: datetime = made.AT - timedelta(days=2)) -> Circumstance:
    """Give a child to another worker, as a move does."""
    body = AllocationBody("W2", "Ann Sell", "East", "CW")
    row = Circumstance.objects.create(
        child=child, client_id=uuid4(), digest=digest_of(body), what=What.ALLOCATION,
        start_date=made.TODAY - timedelta(1), body=stored(body),
        recorded_at=at,
        recorded_by=made.person(Role.TEAM_MANAGER, in_team=made.team()),
    )  # fmt: skip
    refresh([child.pk], at=made.AT, involvements=True)
    return row


def test_both_sides_stand_until_a_manager_takes_the_sources(manager: Client) -> None:
    imports.applied(made.case("A"))
    ours = allocated(imports.child("A"))
    imports.applied(imports.more(made.case("A")))

    row = Difference.objects.get()
    assert imports.child("A").answer.worker == "Ann Sell"
    shown = page(manager, "difference", row.pk)
    assert "Ann Sell" in shown
    assert "Noor Calloway" in shown
    form = {
        "client_id": str(uuid4()),
        "version": row.version,
        "settled": "theirs",
        "reason": "Never moved",
    }
    assert manager.post(reverse("difference", args=[row.pk]), form).status_code == 302

    row.refresh_from_db()
    assert row.taken_back is not None
    assert row.taken_back.corrects == ours
    assert imports.child("A").answer.worker == "Noor Calloway"


def test_ours_kept_is_not_asked_again_until_the_source_says_something_else(manager: Client) -> None:
    imports.applied(made.case("A"))
    allocated(imports.child("A"))
    imports.applied(imports.more(made.case("A")))
    row = Difference.objects.get()
    form = {"client_id": str(uuid4()), "version": row.version, "settled": "ours", "reason": ""}
    assert manager.post(reverse("difference", args=[row.pk]), form).status_code == 302

    imports.applied(made.case("A"))
    assert not Difference.objects.filter(settled="open").exists()
    third = Involvement("W3", made.TODAY - timedelta(30), worker="Third", team="East", role="CW")
    imports.applied(replace(made.case("A"), involvements=(third,)))
    assert Difference.objects.get(settled="open").said_there.startswith(
        "Case worker, allocated: Third"
    )


def test_a_newer_word_of_the_source_holds_and_asks_nothing() -> None:
    imports.applied(made.case("A"))
    allocated(imports.child("A"))
    third = Involvement("W3", made.TODAY, worker="Third", team="East", role="CW")
    imports.applied(replace(made.case("A"), involvements=(*made.case("A").involvements, third)))

    assert not Difference.objects.exists()
    assert imports.child("A").answer.worker == "Third"


def test_what_was_recorded_within_a_day_is_not_held_against_the_extract() -> None:
    imports.applied(made.case("A"))
    allocated(imports.child("A"), at=made.AT - timedelta(hours=20))
    imports.applied(imports.more(made.case("A")))
    assert not Difference.objects.exists()


def test_a_likely_double_is_named_before_it_is_applied(analyst: Client) -> None:
    imports.applied(made.case("A"), names={"A": "Ada Fenn"})
    row = imports.read(made.case("A"), made.case("B"), names={"A": "Ada Fenn", "B": "Ada Fen"})

    assert "1 new child is much like a child who is here" in page(analyst, "import", row.pk)
    assert "Ada Fenn (" in page(analyst, "import-children", row.pk, "new")


def test_who_imports_for_one_team_only_looks_and_sees_nobody_new(sign_in: SignIn) -> None:
    row = imports.read(made.case("A"), names={"A": "Canary Bird"})
    one_team = sign_in(made.person(OwnRole.PERFORMANCE_ANALYST, in_team=made.team()))

    assert "Apply the import" not in page(one_team, "import", row.pk)
    assert "Canary" not in page(one_team, "import-children", row.pk, "new")
    do(one_team, row, "apply")
    row.refresh_from_db()
    assert row.state == State.READY
    told = {"client_id": str(uuid4()), "extract": tables()}
    one_team.post(reverse("new-import"), told)
    assert Import.objects.count() == 1


def test_a_number_that_no_page_can_be_opened_by_is_refused_and_breaks_nothing(
    analyst: Client,
) -> None:
    row = imports.read(made.case("C1"), made.case("12/345"), made.case("X" * 101))

    assert (row.state, row.new, row.refused) == (State.READY, 1, 2)
    assert "no page could be opened by it" in page(analyst, "import-refused", row.pk)
    imports.apply(row)
    assert [child.child_id for child in Child.objects.all()] == ["C1"]


def test_a_record_that_was_disposed_of_does_not_come_back_unseen(analyst: Client) -> None:
    with transaction.atomic():
        record(action=Action.DISPOSE, subject="child", subject_id="C1", by=None, at=made.AT)
    row = imports.read(made.case("C1"), made.case("C2"))

    assert "1 new child has the number of a record that was disposed of" in page(
        analyst, "import", row.pk
    )
    shown = page(analyst, "import-children", row.pk, "new")
    assert shown.count("A record of this number was disposed of here") == 1


def test_a_file_has_no_child_who_is_open_by_broken_glass_only(sign_in: SignIn) -> None:
    imports.applied(made.case("A"), made.case("B"))
    boss, user = made.person(Role.HEAD_OF_SERVICE), made.person(OwnRole.PERFORMANCE_ANALYST)
    child_made.restricted(imports.child("A"), boss, by=boss)
    BreakGlass.objects.create(
        child=imports.child("A"), user=user, reason="It cannot wait", start_at=made.AT,
        end_at=made.AT + timedelta(hours=4),
    )  # fmt: skip
    row = imports.read(
        imports.more(made.case("A")), imports.more(made.case("B")), names={"A": "Canary Bird"}
    )
    client = sign_in(user)

    assert "Canary" in page(client, "import-children", row.pk, "changed")
    file = client.get(reverse("import-children", args=[row.pk, "changed"]), {"take": "csv"})
    told = b"".join(file).decode()
    assert "Child B" in told
    assert "Canary" not in told


def test_two_files_of_one_name_are_not_taken_for_one(analyst: Client) -> None:
    twice = [SimpleUploadedFile("children.csv", b"a"), SimpleUploadedFile("children.csv", b"b")]
    answer = analyst.post(reverse("new-import"), {"client_id": uuid4(), "extract": twice})
    assert "There are two files named children.csv" in child_made.text(answer)
    assert not Import.objects.exists()


def test_an_archive_whose_content_is_broken_is_refused_with_the_reason(analyst: Client) -> None:
    whole = bytearray(zipped({"children.csv": b"child_id\n" * 400}).read())
    at = whole.index(b"children.csv") + len(b"children.csv")
    whole[at : at + 8] = b"\xff" * 8
    row = uploaded(analyst, SimpleUploadedFile("extract.zip", bytes(whole)))
    imports.work()
    row.refresh_from_db()
    assert (row.state, "is broken" in row.why) == (State.REFUSED, True)
