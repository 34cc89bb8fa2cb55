"""A copy of one's record: gathered whole, marked, checked by another, given out, logged."""

import io
import json
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
import records_made as records
import web_made as made
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from doorstep.vocabulary import Role
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import CaseNote, Child, Visit
from doorstep.web.decisions.models import Comment, Filled
from doorstep.web.governance import queries
from doorstep.web.governance.copies import Whose, as_json, copy_of, digest_of
from doorstep.web.governance.copies_printed import files_of, pack_of
from doorstep.web.governance.gathering import gathered
from doorstep.web.governance.known_names import known_names
from doorstep.web.governance.models import AccessRequest, Hold, Mark, PackEntry, Release
from doorstep.web.governance.own import NotAllowedError
from doorstep.web.governance.redacting import Basis, proposals
from doorstep.web.governance.services import asking, copying, marking
from doorstep.web.versions import ConflictError

SECRET = "Aunt Willa"
WHY = marking.Why(basis=Basis.THIRD_PARTY)


@pytest.fixture
def child() -> Child:
    noor = made.person(name="Noor Calloway", worker_id="W1")
    return records.lived_in_and_closed("C1", noor)


@pytest.fixture
def row(child: Child, rae: Access) -> AccessRequest:
    """Return a request whose entries are gathered."""
    found = begun(rae)
    copying.gather(child_id="C1", pk=found.pk, by=rae, at=rae.at)
    found.refresh_from_db()
    return found


def begun(by: Access) -> AccessRequest:
    return asking.begin(
        child_id="C1", asked_by="Themselves", received_on=made.TODAY - timedelta(5),
        identified_on=made.TODAY, client_id=uuid4(), by=by, at=by.at,
    )  # fmt: skip


def hide(row: AccessRequest, by: Access, *words: str, number: int | None = None) -> int:
    return marking.hide_words(
        child_id="C1", pk=row.pk, words=words, why=WHY, number=number, by=by, at=by.at
    )


def checked(row: AccessRequest, by: Access, also: Access) -> AccessRequest:
    row.refresh_from_db()
    copying.prepared(child_id="C1", pk=row.pk, version=row.version, by=by, at=by.at)
    row.refresh_from_db()
    copying.checked(child_id="C1", pk=row.pk, version=row.version, by=also, at=also.at)
    row.refresh_from_db()
    return row


# --- what is in it ------------------------------------------------------------------------------------


def test_everything_held_is_in_the_copy(row: AccessRequest, child: Child) -> None:
    told = as_json(copy_of(row, Whose.PERSON)).decode()

    wanted = [
        *Visit.objects.values_list("observations", flat=True),
        *CaseNote.objects.values_list("text", flat=True),
        *Comment.objects.values_list("words", flat=True),
        *(v for f in Filled.objects.all() for v in f.answers.values() if v.startswith("About ")),
        "A loose dog", "Police at the door", "The song was wrong", "cried", child.name,
        "4 May 2016", "Noor Calloway", "Fingerprint",
    ]  # fmt: skip
    parts = json.loads(told)["parts"]
    texts = "\n".join(
        line["text"] for part in parts for entry in part["entries"] for line in entry["lines"]
    )
    assert [w for w in wanted if w not in texts + told] == []
    assert "Who read or changed the record" in [part["title"] for part in parts]


def test_what_an_earlier_telling_said_and_a_later_does_not_is_in_it(row: AccessRequest) -> None:
    told = as_json(copy_of(row, Whose.PERSON)).decode()

    assert "Only what a later telling no longer said." in told
    assert "4 Elm Road" in told


def test_of_other_children_nothing_is_in_it(child: Child) -> None:
    made.store(made.case("C2"), names={"C2": "Another Childe"})

    assert "Childe" not in str([entry.lines for entry in gathered([child])])


def test_entries_are_numbered_through_in_the_order_of_the_parts(row: AccessRequest) -> None:
    entries = list(queries.entries_of(row))
    parts = list(dict.fromkeys(entry.part for entry in entries))

    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    assert parts[0] == "Who the record is about"
    assert parts[-1] == "Who read or changed the record"
    assert parts == sorted(parts, key=lambda p: min(e.number for e in entries if e.part == p))


def test_gathered_again_what_says_the_same_keeps_its_marks(
    row: AccessRequest, child: Child, rae: Access
) -> None:
    hide(row, rae, SECRET)
    before = set(Mark.objects.values_list("pk", flat=True))
    records.written(child, made.person(name="Second Writer"))

    found, new = copying.gather(child_id="C1", pk=row.pk, by=rae, at=rae.at)

    assert before
    assert before <= set(Mark.objects.values_list("pk", flat=True))
    assert 4 <= new < found
    assert PackEntry.objects.filter(request=row).count() == found


# --- what is hidden -----------------------------------------------------------------------------------


def test_what_is_hidden_stands_in_no_byte_of_the_persons_copy(
    row: AccessRequest, rae: Access
) -> None:
    assert hide(row, rae, SECRET, "danced") >= 2
    note = PackEntry.objects.filter(request=row, key__startswith="caseload.casenote").first()
    assert note is not None
    withheld = [text for _, text in note.lines if len(text) > 40]
    marking.withhold(child_id="C1", pk=row.pk, number=note.number, why=WHY, by=rae, at=rae.at)

    files = files_of(copy_of(row, Whose.PERSON))

    assert set(files) == {"record-person.docx", "record-person.json", "record-person.pdf"}
    for name, content in files.items():
        said = _all_said(name, content)
        assert "redacted: about somebody else" in " ".join(said.split()), name
        assert "Aunt" not in said, name
        assert "Willa" not in said, name
        assert "danced" not in said, name
        assert b"Willa" not in content, name
    told = json.loads(files["record-person.json"])
    entries = {e["number"]: e for part in told["parts"] for e in part["entries"]}
    assert entries[note.number]["lines"] == []
    assert withheld
    assert not any(text in json.dumps(told, ensure_ascii=False) for text in withheld[:1])


def _all_said(name: str, content: bytes) -> str:
    """Return every text in a file: its words, its metadata, its hidden parts."""
    if name.endswith(".pdf"):
        book = PdfReader(io.BytesIO(content))
        told = [page.extract_text() for page in book.pages] + [str(book.metadata)]
        for number in range(1, int(book.trailer["/Size"])):
            found = book.get_object(number)
            told.append(str(found))
            if hasattr(found, "get_data"):
                told.append(found.get_data().decode("latin-1"))
        return "".join(told)
    if name.endswith(".docx"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return "".join(book.read(each).decode("latin-1") for each in book.namelist())
    return content.decode()


def test_the_office_copy_has_it_all_with_the_marks(row: AccessRequest, rae: Access) -> None:
    hide(row, rae, SECRET)
    copy = copy_of(row, Whose.OFFICE)

    told = as_json(copy).decode()

    assert f"[[about somebody else: {SECRET}]]" in told
    with zipfile.ZipFile(io.BytesIO(pack_of(copy, on=made.TODAY))) as book:
        assert set(book.namelist()) == {f"record-office.{e}" for e in ("docx", "json", "pdf")}


def test_marks_alter_nothing_that_was_gathered_or_recorded(row: AccessRequest, rae: Access) -> None:
    lines = list(PackEntry.objects.order_by("pk").values_list("lines", flat=True))
    hide(row, rae, SECRET)

    assert list(PackEntry.objects.order_by("pk").values_list("lines", flat=True)) == lines
    assert Visit.objects.filter(observations__contains=SECRET).exists()


def test_the_same_marked_twice_is_marked_once_and_can_be_taken_away(
    row: AccessRequest, rae: Access
) -> None:
    first = hide(row, rae, SECRET)
    events = AuditEvent.objects.count()

    assert hide(row, rae, SECRET) == 0
    assert AuditEvent.objects.count() == events
    mark = Mark.objects.order_by("pk").first()
    assert mark is not None
    told = {"child_id": "C1", "pk": row.pk, "number": mark.entry.number, "mark": mark.pk}
    marking.unmark(**told, by=rae, at=rae.at)
    assert Mark.objects.count() == first - 1
    with pytest.raises(NotAllowedError):
        marking.unmark(**told, by=rae, at=rae.at)


def test_whole_lines_and_whole_entries_can_be_hidden(row: AccessRequest, rae: Access) -> None:
    told = {"child_id": "C1", "pk": row.pk, "number": 1, "why": WHY, "by": rae, "at": rae.at}

    assert marking.hide_lines(**told, lines=[1, 1, 2, 99]) == 2
    assert marking.withhold(**told) == 1
    assert marking.withhold(**told) == 0


def test_names_known_here_are_proposed_and_the_childs_own_is_not(
    row: AccessRequest, child: Child
) -> None:
    texts = [text for entry in row.entries.all() for _, text in entry.lines]

    found = {known.name: known.whose for known, _ in proposals(texts, known_names([child]))}

    assert found["Noor Calloway"] in ("a worker", "a member of staff")
    assert child.name not in found
    assert Mark.objects.count() == 0


# --- two people, and the clock ------------------------------------------------------------------------


def test_before_another_person_checked_it_nothing_is_given_out(
    row: AccessRequest, rae: Access, hal: Access
) -> None:
    told = {"child_id": "C1", "pk": row.pk, "given_to": "Themselves", "how": "by hand"}

    with pytest.raises(NotAllowedError, match="must check"):
        copying.release(**told, client_id=uuid4(), by=rae, at=rae.at)
    with pytest.raises(NotAllowedError, match="another person"):
        checked(row, rae, rae)
    row.refresh_from_db()
    copying.checked(child_id="C1", pk=row.pk, version=row.version, by=hal, at=hal.at)
    client_id = uuid4()
    given = copying.release(**told, client_id=client_id, by=rae, at=rae.at)
    assert copying.release(**told, client_id=client_id, by=rae, at=rae.at) == given
    assert given.digest == digest_of(row)
    assert Release.objects.count() == 1


def test_a_deputy_does_not_check(row: AccessRequest, rae: Access) -> None:
    deputy = made.access(records.deputy_of(records.head(), made.person(Role.PRACTICE_MANAGER)))

    with pytest.raises(NotAllowedError, match="not as a deputy"):
        checked(row, rae, deputy)


def test_a_mark_changed_after_the_check_asks_for_another_check(
    row: AccessRequest, rae: Access, hal: Access
) -> None:
    checked(row, rae, hal)
    hide(row, rae, SECRET)

    row.refresh_from_db()
    assert (row.prepared_by_id, row.checked_by_id) == (None, None)


def test_a_copy_is_checked_as_it_was_shown(row: AccessRequest, rae: Access, hal: Access) -> None:
    copying.prepared(child_id="C1", pk=row.pk, version=row.version, by=rae, at=rae.at)

    with pytest.raises(ConflictError):
        copying.checked(child_id="C1", pk=row.pk, version=row.version, by=hal, at=hal.at)


def test_what_is_sent_back_is_prepared_again(row: AccessRequest, rae: Access, hal: Access) -> None:
    copying.prepared(child_id="C1", pk=row.pk, version=row.version, by=rae, at=rae.at)
    row.refresh_from_db()
    told = {"child_id": "C1", "pk": row.pk, "version": row.version}
    copying.sent_back(**told, reason="The aunt still stands in entry 3.", by=hal, at=hal.at)

    row.refresh_from_db()
    assert row.prepared_by_id is None
    assert checked(row, rae, hal).sent_back_reason == ""


def test_the_clock_is_paused_runs_on_and_is_extended_in_time(
    row: AccessRequest, rae: Access
) -> None:
    told = {"child_id": "C1", "pk": row.pk}
    due = queries.clock_of(row, on=made.TODAY).due_on
    asking.pause(**told, reason="Which years do they mean?", by=rae, at=rae.at)
    week = made.access(User.objects.get(pk=rae.user_id), at=made.AT + timedelta(7))
    asking.resume(**told, by=week, at=week.at)
    moved = queries.clock_of(row, on=week.on)

    assert due is not None
    assert moved.due_on == due + timedelta(7)
    late = made.access(User.objects.get(pk=rae.user_id), at=made.AT + timedelta(40))
    with pytest.raises(NotAllowedError, match="too late"):
        asking.extend(**told, reason="It is very long.", by=late, at=late.at)
    asking.extend(**told, reason="It is very long.", by=week, at=week.at)
    with pytest.raises(NotAllowedError, match="once"):
        asking.extend(**told, reason="It is very long.", by=week, at=week.at)


def test_closing_lifts_the_hold_and_ends_all_steps(row: AccessRequest, rae: Access) -> None:
    asking.close(child_id="C1", pk=row.pk, reason="It was given out.", by=rae, at=rae.at)

    assert Hold.objects.get().lifted_by_id == rae.user_id
    with pytest.raises(NotAllowedError, match="closed"):
        hide(row, rae, SECRET)


def test_every_step_leaves_one_event_without_words(row: AccessRequest, rae: Access) -> None:
    events = AuditEvent.objects.filter(action="subject_access").order_by("pk")
    hide(row, rae, SECRET)

    assert [event.detail["done"] for event in events] == ["begun", "gathered", "marked"]
    assert "Willa" not in str([event.detail for event in events])


@pytest.mark.parametrize(
    "wrong",
    [
        {"checked_by": 1, "checked_at": made.AT},
        {"prepared_at": made.AT},
        {"extended_at": made.AT},
        {"closed_at": made.AT},
    ],
)
def test_what_must_never_be_is_refused_by_the_table(wrong: dict, row: AccessRequest) -> None:
    wrong = {k: (row.recorded_by_id if k == "checked_by" else v) for k, v in wrong.items()}
    if "checked_by" in wrong:
        wrong |= {"prepared_by": row.recorded_by_id, "prepared_at": made.AT}

    with pytest.raises(IntegrityError), transaction.atomic():
        AccessRequest.objects.filter(pk=row.pk).update(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"line": 0, "start": 4, "end": 4},
        {"line": None, "start": 0, "end": 4},
        {"line": 0, "start": 0, "end": 4, "basis": Basis.OTHER},
    ],
)
def test_a_mark_covers_something_and_says_why(wrong: dict, row: AccessRequest) -> None:
    entry = row.entries.first()
    told = {"basis": Basis.THIRD_PARTY, "made_at": made.AT, "made_by_id": row.recorded_by_id}

    with pytest.raises(IntegrityError), transaction.atomic():
        Mark.objects.create(entry=entry, **told | wrong)
