"""A child's documents: seen, made, ticked once, listed until then; told to the log each time."""

import io
import sys
from datetime import timedelta
from uuid import uuid4

import child_made
import decision_made as d
import pytest
import visit_made
import web_made as made
from docx import Document

from doorstep.facts import Visit as Told
from doorstep.vocabulary import Method, Needed, Role, VisitType
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.glass import break_glass
from doorstep.web.caseload.models import CaseNote, Visit
from doorstep.web.decisions.models import Filled
from doorstep.web.documents.items import item_of, items_of, papers_of
from doorstep.web.documents.models import Copied
from doorstep.web.documents.paper import Kind
from doorstep.web.documents.plain import plain_text
from doorstep.web.documents.queries import to_copy
from doorstep.web.documents.services import mark_copied
from doorstep.web.visits.report import Note, VisitReport
from doorstep.web.visits.services import correct_visit, withdraw_visit

FORM = "lancashire-2020/visiting_plan_cp"
OPENING = "This statutory visit has been undertaken as a Skype call."


@pytest.fixture
def users():
    made.adopt(d.LANCASHIRE)
    return d.people()


@pytest.fixture
def who(users):
    return {role: made.access(user) for role, user in users.items()}


@pytest.fixture
def child(who):
    return d.child()


@pytest.fixture
def with_iro(who, child):
    worker = who[Role.SOCIAL_WORKER]
    d.rated(child, worker)
    decision = d.opened(child, worker, form=FORM)
    told = d.answers(d.paper(FORM)) | {"background.comment": "Less than before."}
    d.do(decision, "submit", worker, answers=told)
    return d.do(decision, "sign_off", who[Role.PRACTICE_MANAGER])


@pytest.fixture
def agreed(with_iro, who):
    return d.do(with_iro, "agree", who[Role.IRO])


@pytest.fixture
def client(sign_in, users, child):
    return sign_in(users[Role.SOCIAL_WORKER])


def paper(child, kind, pk):
    item = item_of(child, kind, pk)
    return papers_of([item], child)[item.key]


def plan(child):
    return Filled.objects.filter(child=child, form=FORM).order_by("-pk")[0]


def waiting(by, kind=None):
    return [
        (w.item.key.kind, w.item.row.pk) for w in to_copy(by, kind=kind, number=1, size=50).rows
    ]


# --- what they say ------------------------------------------------------------------------------------


def test_an_agreed_plan_has_both_signatures_with_name_role_date_and_fingerprint(agreed, child):
    found = paper(child, "form", plan(child).pk)

    manager, iro = found.rows[-2:]
    assert (
        manager.assessment
        == "Signed by practice_manager of East, practice manager, on 16 Nov 2026 at 9.30am"
    )
    assert iro.assessment == "Signed by Ines Ferrar, IRO, on 16 Nov 2026 at 9.30am"
    assert [len(row.comments) for row in (manager, iro)] == [len("Fingerprint ") + 64] * 2
    assert found.rows[1].comments == "Less than before."


def test_what_was_sent_back_keeps_the_signature_it_had_and_the_new_version_has_none(
    with_iro, who, child
):
    d.do(with_iro, "return", who[Role.IRO], told={Needed.REASON: "incomplete"})
    first = plan(child)
    d.do(with_iro, "submit", who[Role.SOCIAL_WORKER], answers={"why_involved": "More."})

    old, new = paper(child, "form", first.pk), paper(child, "form", plan(child).pk)

    assert [bool(s.name) for s in old.signatures] == [True, False]
    assert [s.said for s in new.signatures] == ["Not signed", "Not signed"]


def test_a_dispute_is_told_rung_by_rung_and_its_resolution_goes_to_whom_it_is_for(
    with_iro, who, child
):
    d.do(with_iro, "disagree", who[Role.IRO], told={Needed.REASON: "the risk is too high"})
    for role in (Role.IRO, Role.QUALITY_AND_REVIEW_MANAGER, Role.SENIOR_MANAGER):
        d.do(with_iro, "escalate", who[role], told=d.RUNG)
    d.do(with_iro, "send", who[Role.SAFEGUARDING_MANAGER], told=d.RUNG)
    d.do(with_iro, "resolve", who[Role.HEAD_OF_SERVICE], told=d.RUNG)
    d.do(with_iro, "agree", who[Role.IRO])

    found = paper(child, "dispute", with_iro.pk)
    note = CaseNote.objects.get(record="formal_resolution")
    resolution = paper(child, "note", note.pk)

    assert [s.action for s in found.steps] == [
        "Not agreed",
        *["Taken to the next stage"] * 3,
        "Sent",
        "Settled",
    ]
    assert found.steps[1].told.split("\n") == [
        "Who took part: the IRO and the practice manager",
        "By what means: by telephone",
        "Outcome: no agreement yet",
        "Next step: the next stage",
    ]
    assert len(paper(child, "decision", with_iro.pk).steps) == 9
    assert resolution.names == ("note_formal_resolution", "note")
    assert ("To", "head of service, district") in resolution.about
    assert resolution.steps == found.steps[:5]


def test_a_visit_begins_with_the_prescribed_sentence(child, users):
    row = child_made.visit(
        child,
        users[Role.SOCIAL_WORKER],
        method=Method.VIDEO,
        opening=OPENING,
        observations="A <b> & c\ntwo",
    )

    text = plain_text(paper(child, "visit", row.pk))

    assert text.startswith(OPENING + "\n")
    assert "What was seen and heard: A <b> & c\ntwo" in text
    assert text.endswith("About Child C1, number C1, born 4 May 2016.")


# --- pages and files ----------------------------------------------------------------------------------


def test_the_page_has_text_and_files_of_everything_newest_first(client, agreed, child):
    answer = client.get("/children/C1/documents/")

    said = child_made.text(answer)
    assert answer.status_code == 200
    assert len(items_of(child)) == 6  # rating, plan, decision, three notes
    assert "6 documents, the newest first" in said
    assert f"/children/C1/documents/form/{plan(child).pk}/word/" in answer.content.decode()
    assert "6 of 6" not in said


def test_the_page_can_be_of_one_kind(client, agreed):
    said = child_made.text(client.get("/children/C1/documents/?kind=note"))

    assert "3 documents of 6" in said
    assert "There is none of this kind" in child_made.text(
        client.get("/children/C1/documents/?kind=visit")
    )


def test_a_child_without_any_has_an_empty_page(client):
    assert "There is nothing to copy yet" in child_made.text(client.get("/children/C1/documents/"))


@pytest.mark.parametrize("there", ["", "form/{}/", "form/{}/word/", "form/{}/pdf/"])
def test_each_page_and_file_leaves_one_event(client, agreed, child, there):
    before = AuditEvent.objects.count()

    answer = client.get(f"/children/C1/documents/{there.format(plan(child).pk)}")

    assert answer.status_code == 200
    (event,) = AuditEvent.objects.order_by("pk")[before:]
    assert (event.subject, event.subject_id) == ("child", "C1")
    assert event.action == (
        "make_document" if "/word" in there or "/pdf" in there else "read_child"
    )


def test_whoever_made_a_document_stands_among_the_readers(agreed, child, sign_in, users):
    client = sign_in(users[Role.PRACTICE_MANAGER])
    client.get(f"/children/C1/documents/form/{plan(child).pk}/word/")

    assert "Made a document" in child_made.text(client.get("/children/C1/readers/"))


def test_the_word_file_has_no_name_in_its_name_and_is_kept_nowhere(client, agreed, child):
    answer = client.get(f"/children/C1/documents/form/{plan(child).pk}/word/")

    assert (
        answer["Content-Disposition"]
        == 'attachment; filename="visiting_plan_cp-C1-2026-11-16.docx"'
    )
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    book = Document(io.BytesIO(answer.content))
    assert book.tables[0].rows[1].cells[1].text == "About children."


def test_the_pdf_is_one(client, agreed):
    answer = client.get(f"/children/C1/documents/decision/{agreed.pk}/pdf/")

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    "address", ["form/999999/", "nothing/1/", "form/1/word/", "dispute/1/pdf/"]
)
def test_what_is_not_there_is_not_found(client, address):
    assert client.get(f"/children/C1/documents/{address}").status_code == 404


def test_another_childs_record_is_not_opened_through_this_one(client, agreed, child):
    d.child("C2")

    assert client.get(f"/children/C2/documents/form/{plan(child).pk}/").status_code == 404


def test_who_may_not_see_the_child_finds_nothing(agreed, child, sign_in):
    client = sign_in(made.person(Role.SOCIAL_WORKER, in_team=made.team("West")))
    pk = plan(child).pk

    for address in ("", f"form/{pk}/", f"form/{pk}/word/", f"form/{pk}/pdf/"):
        assert client.get(f"/children/C1/documents/{address}").status_code == 404
    assert client.post(f"/children/C1/documents/form/{pk}/copied/").status_code == 404
    assert "Everything is copied" in child_made.text(client.get("/documents/to-copy/"))


def test_broken_glass_shows_the_text_and_gives_no_file(agreed, child, sign_in):
    user = made.person(Role.SOCIAL_WORKER, in_team=made.team("West"))
    break_glass(
        child_id="C1", reason="A call at night about her safety", by=made.access(user), at=made.AT
    )
    client = sign_in(user)
    pk = plan(child).pk

    page = client.get(f"/children/C1/documents/form/{pk}/")

    assert page.status_code == 200
    assert "/word/" not in page.content.decode()
    assert client.get(f"/children/C1/documents/form/{pk}/word/").status_code == 404
    assert not AuditEvent.objects.filter(action="make_document").exists()


# --- copied -------------------------------------------------------------------------------------------


def test_it_is_ticked_once_and_leaves_the_list(client, agreed, child, who):
    pk = plan(child).pk
    assert (Kind.FORM, pk) in waiting(who[Role.SOCIAL_WORKER])

    client.post(f"/children/C1/documents/form/{pk}/copied/")
    answer = client.post(f"/children/C1/documents/form/{pk}/copied/", {"back": "list"})

    assert answer.url == "/documents/to-copy/"
    assert Copied.objects.count() == 1
    assert AuditEvent.objects.filter(action="mark_copied").count() == 1
    assert (Kind.FORM, pk) not in waiting(who[Role.SOCIAL_WORKER])
    said = child_made.text(client.get(f"/children/C1/documents/form/{pk}/"))
    assert "Copied to the case system on 16 Nov 2026 at 9.30am by Noor Calloway" in said


def test_a_second_person_hears_who_ticked_it(agreed, child, sign_in, users, who):
    pk = plan(child).pk
    mark_copied(child_id="C1", kind="form", pk=pk, by=who[Role.SOCIAL_WORKER], at=made.AT)

    answer = sign_in(users[Role.PRACTICE_MANAGER]).post(f"/children/C1/documents/form/{pk}/copied/")

    assert answer.status_code == 409
    assert "by Noor Calloway. Look there" in child_made.text(answer)


def test_what_is_still_being_decided_is_not_ticked_yet(client, with_iro, child, who):
    answer = client.post(f"/children/C1/documents/decision/{with_iro.pk}/copied/")

    assert answer.status_code == 409
    assert "still being decided" in child_made.text(answer)
    assert {kind for kind, _ in waiting(who[Role.SOCIAL_WORKER])} == {Kind.FORM, Kind.NOTE}


def test_a_mark_is_never_changed_by_looking(client, agreed):
    assert client.get(f"/children/C1/documents/decision/{agreed.pk}/copied/").status_code == 405


def test_the_list_is_of_ones_own_children_by_age_and_kind(client, agreed, child, users, who):
    other = made.store(made.case("C9", worker_id="W9", worker="Else", in_team="West"))[0]
    child_made.visit(other, users[Role.SOCIAL_WORKER])
    first = child_made.visit(child, users[Role.SOCIAL_WORKER], recorded_at=child_made.at(8))

    found = waiting(who[Role.SOCIAL_WORKER])

    assert found[0] == (Kind.VISIT, first.pk)
    assert len(found) == 7
    assert waiting(who[Role.SOCIAL_WORKER], Kind.VISIT) == [(Kind.VISIT, first.pk)]
    said = child_made.text(client.get("/documents/to-copy/"))
    assert "7 documents, the oldest first" in said
    assert "Child C9" not in said
    assert "None of this kind" in child_made.text(client.get("/documents/to-copy/?kind=dispute"))


def test_a_corrected_visit_is_to_be_copied_anew_and_a_withdrawn_one_only_if_it_was(child, who):
    me = who[Role.SOCIAL_WORKER]
    row = visit_made.record(child, by=me)
    mark_copied(child_id="C1", kind="visit", pk=row.pk, by=me, at=made.AT)
    changed = {
        "report": visit_made.report(seen=False),
        "reason": "Another day",
        "client_id": uuid4(),
    }
    after = correct_visit(visit=row, by=me, at=made.AT, **changed)
    assert waiting(me) == [(Kind.VISIT, after.pk)]

    withdraw_visit(visit=after, reason="Of a sister", client_id=uuid4(), by=me, at=made.AT)
    ((_, last),) = waiting(me)
    assert "counts for nothing" in plain_text(paper(child, "visit", last))

    never = visit_made.record(child, by=me)
    withdraw_visit(visit=never, reason="Twice", client_id=uuid4(), by=me, at=made.AT)
    assert waiting(me) == [(Kind.VISIT, last)]
    assert Visit.objects.count() == 5


@pytest.mark.parametrize(
    "asked", ["kind=%00", "kind=nothing", "page=0", "page=999999999999", "page=x"]
)
def test_no_address_breaks_a_page(client, agreed, asked):
    for page in ("/children/C1/documents/", "/documents/to-copy/"):
        assert client.get(f"{page}?{asked}").status_code == 200


def test_my_day_leads_to_what_is_to_be_copied(client):
    assert "/documents/to-copy/" in client.get("/").content.decode()


def test_a_broken_template_is_told_to_whoever_made_the_document(client, agreed, settings, tmp_path):
    settings.DOCUMENT_TEMPLATES = str(tmp_path)
    (tmp_path / "decision.docx").write_bytes(b"nothing")

    answer = client.get(f"/children/C1/documents/decision/{agreed.pk}/word/")

    assert answer.content.startswith(b"PK")
    assert "decision.docx: it is no Word file" in child_made.text(
        client.get("/children/C1/documents/")
    )


def test_without_pango_the_page_says_so_and_gives_the_text(client, agreed, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)

    answer = client.get(f"/children/C1/documents/decision/{agreed.pk}/pdf/")

    assert answer.status_code == 503
    assert "No PDF can be made here" in child_made.text(answer)
    assert "Text of the document" in child_made.text(answer)


def test_local_incidence_and_what_was_carried_over_are_told_below_the_form(agreed, child, who):
    d.rated(child, who[Role.SOCIAL_WORKER])
    second = d.opened(child, who[Role.SOCIAL_WORKER], form=FORM)
    draft = second.draft
    draft.known |= {"local_incidence": "214 of 100,000"}
    draft.save()
    review = {"review": (made.TODAY + timedelta(21)).isoformat()}
    d.do(second, "submit", who[Role.SOCIAL_WORKER], answers=review)

    told = dict(paper(child, "form", plan(child).pk).also)

    assert told["Local incidence where the child lives"] == "214 of 100,000"
    assert "Why are we involved?" in told["Carried over from the form of 16 Nov 2026"]


def test_each_kind_of_contact_waits_until_it_is_ticked_once(who, child):
    told = Told(made.TODAY, method=Method.PHONE, visit_type=VisitType.CONTACT, worker_id="W1")
    reports = (visit_made.report(), visit_made.call(), VisitReport(told=told, note=Note()))
    rows = [visit_made.record(child, report) for report in reports]
    worker = who[Role.SOCIAL_WORKER]
    assert [pk for _, pk in waiting(worker, Kind.VISIT)] == [row.pk for row in rows]

    for row in rows:
        mark_copied(child_id="C1", kind="visit", pk=row.pk, by=worker, at=made.AT)

    assert waiting(worker, Kind.VISIT) == []
    assert Copied.objects.filter(kind=Kind.VISIT).count() == len(rows)
