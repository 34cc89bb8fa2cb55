"""Photographs of documents: stored once, seen by whom may see the child, withdrawn with a reason."""

from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import uuid4

import picture_made as pictures
import pytest
import visit_made as visits
import web_made as made
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import Client

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import Child
from doorstep.web.governance.copied_pictures import lines_of_photograph
from doorstep.web.governance.removing import remove
from doorstep.web.phone.models import Photograph
from doorstep.web.phone.services.photographs import (
    SaidOtherwiseError,
    store_photograph,
    withdraw_photograph,
)
from doorstep.web.visits.services import correct_visit

SignIn = Callable[[User], Client]


@pytest.fixture
def child() -> Child:
    made.adopt()
    return made.store(made.case("C1"), names={"C1": "Amira Benn"})[0]


@pytest.fixture
def noor(sign_in: SignIn) -> Client:
    return sign_in(visits.worker())


def stored(child: Child, **more: Any) -> Photograph:
    """Return a photograph by the child's worker."""
    told: dict[str, Any] = {
        "child_id": child.child_id, "of": None, "words": "Letter of the landlord",
        "image": pictures.photograph(), "client_id": uuid4(), "told_at": made.AT,
        "by": made.access(visits.worker()), "at": made.AT,
    }  # fmt: skip
    return store_photograph(**(told | more))


def posted(**more: Any) -> dict[str, Any]:
    """Return the form as a browser sends it."""
    file = SimpleUploadedFile("IMG_0042.jpg", pictures.photograph(), "image/jpeg")
    return {"client_id": str(uuid4()), "picture": file, "words": "Letter of the landlord"} | more


def text(response: Any) -> str:
    return unescape(response.content.decode())


# --- stored -------------------------------------------------------------------------------------------


def test_a_photograph_of_a_visit_stands_on_its_page_and_is_drawn_by_itself(
    noor: Client, child: Child
) -> None:
    row = visits.record(child)
    form = noor.get(f"/children/C1/photographs/new/?visit={row.pk}")
    assert f'value="{row.pk}"' in text(form)
    events = AuditEvent.objects.count()

    answer: Any = noor.post("/children/C1/photographs/new/", posted(visit=row.pk))

    photo = Photograph.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/children/C1/photographs/{photo.pk}/")
    assert AuditEvent.objects.count() == events + 1
    assert "Letter of the landlord" in text(noor.get(f"/children/C1/visits/{row.pk}/"))
    assert "/picture/" in text(noor.get(answer.url))
    assert "Letter of the landlord" in text(noor.get("/children/C1/photographs/"))
    assert pictures.HIDDEN not in bytes(photo.content)


def test_the_picture_can_do_nothing_and_its_reading_is_told_once(
    noor: Client, child: Child
) -> None:
    photo = stored(child)
    events = AuditEvent.objects.count()

    answer = noor.get(f"/children/C1/photographs/{photo.pk}/picture/")

    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Disposition"].startswith("inline;")
    assert "no-store" in answer["Cache-Control"]
    assert answer.content.startswith(b"\xff\xd8\xff")
    (event,) = AuditEvent.objects.order_by("pk")[events:]
    assert (event.action, event.subject_id) == ("read_photograph", "C1")


def test_after_a_correction_it_still_stands_with_the_visit(noor: Client, child: Child) -> None:
    row = visits.record(child)
    stored(child, of=row.client_id)
    after = correct_visit(
        visit=row, report=visits.report(seen=None), reason="Not sure", client_id=uuid4(),
        by=made.access(visits.worker()), at=made.AT,
    )  # fmt: skip

    assert "Letter of the landlord" in text(noor.get(f"/children/C1/visits/{after.pk}/"))


def test_a_picture_may_come_before_its_visit(noor: Client, child: Child) -> None:
    of = uuid4()
    photo = stored(child, of=of)
    page = text(noor.get(f"/children/C1/photographs/{photo.pk}/"))
    assert "A visit whose record has not come in" in page

    row = visits.record(child, client_id=of)

    assert f"/children/C1/visits/{row.pk}/" in text(
        noor.get(f"/children/C1/photographs/{photo.pk}/")
    )


def test_sent_twice_it_is_stored_once_and_another_under_its_id_is_refused(child: Child) -> None:
    client_id = uuid4()
    first = stored(child, client_id=client_id)

    assert stored(child, client_id=client_id) == first
    with pytest.raises(SaidOtherwiseError):
        stored(child, client_id=client_id, words="Something else")
    with pytest.raises(SaidOtherwiseError):
        stored(child, client_id=client_id, image=pictures.png())
    assert Photograph.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"words": " "}, "Say what the photograph is of"),
        ({"picture": ""}, "Choose a photograph: a JPEG, PNG or WebP picture."),
        ({"picture": SimpleUploadedFile("a.svg", b"<svg/>", "image/svg+xml")}, "Choose a photograph"),
        ({"picture": SimpleUploadedFile("a.jpg", b"\xff\xd8\xff no", "image/jpeg")}, "or it is damaged"),
        ({"picture": SimpleUploadedFile("a.jpg", b"\0" * 8_000_001)}, "must be 8 MB or smaller"),
    ],
)  # fmt: skip
def test_what_cannot_be_stored_is_said_beside_its_field(
    noor: Client, child: Child, typed: dict[str, Any], said: str
) -> None:
    page = noor.post("/children/C1/photographs/new/", posted(**typed))

    assert page.status_code == 200
    assert text(page).count(said) >= 2  # in the summary and beside the field
    assert not Photograph.objects.exists()


# --- who may ------------------------------------------------------------------------------------------


def test_who_may_not_see_the_child_sees_no_photograph(sign_in: SignIn, child: Child) -> None:
    photo = stored(child)
    stranger = sign_in(made.person(in_team=made.team("West")))

    for page in ("", "new/", f"{photo.pk}/", f"{photo.pk}/picture/"):
        assert stranger.get(f"/children/C1/photographs/{page}").status_code == 404
    other = made.person(in_team=made.team("West"))
    with pytest.raises(Http404):
        stored(child, by=made.access(other))


def test_another_childs_photograph_is_not_found_under_this_one(noor: Client, child: Child) -> None:
    (other,) = made.store(made.case("C2", worker_id="W9"))
    photo = stored(other, by=made.access(visits.worker("W9", "Ida Marsh")))

    assert noor.get(f"/children/C1/photographs/{photo.pk}/picture/").status_code == 404
    assert noor.get("/children/C1/photographs/new/?visit=999").status_code == 404


# --- taken back ---------------------------------------------------------------------------------------


def test_withdrawn_with_a_reason_it_is_shown_no_more_and_stays(noor: Client, child: Child) -> None:
    row = visits.record(child)
    photo = stored(child, of=row.client_id)
    address = f"/children/C1/photographs/{photo.pk}/"
    assert "Say why you withdraw" in text(noor.post(address, {"version": "1", "why": ""}))
    events = AuditEvent.objects.count()

    answer = noor.post(address, {"version": "1", "why": "Of another family"})

    assert answer.status_code == 302
    assert AuditEvent.objects.count() == events + 1
    assert "Of another family" in text(noor.get(address))
    assert "<img" not in text(noor.get(address))
    assert noor.get(f"{address}picture/").status_code == 404
    assert "Letter of the landlord" not in text(noor.get(f"/children/C1/visits/{row.pk}/"))
    photo.refresh_from_db()
    assert len(photo.content) == photo.size


def test_two_who_withdraw_at_once_see_each_others_reason(sign_in: SignIn, child: Child) -> None:
    photo = stored(child)
    east = made.team("East")
    manager = sign_in(made.person(Role.TEAM_MANAGER, in_team=east))
    by = made.access(visits.worker())
    told: dict[str, Any] = {"child_id": "C1", "pk": photo.pk, "version": 1, "by": by, "at": made.AT}
    withdraw_photograph(why="Blurred", **told)
    assert withdraw_photograph(why="Blurred", **told).version == 2  # pressed twice

    page = manager.post(
        f"/children/C1/photographs/{photo.pk}/", {"version": "1", "why": "Not a document"}
    )

    assert page.status_code == 409
    assert "Blurred" in text(page)


def test_a_colleague_may_look_and_not_withdraw(sign_in: SignIn, child: Child) -> None:
    photo = stored(child)
    colleague = sign_in(made.person(in_team=made.team("East")))

    page = colleague.get(f"/children/C1/photographs/{photo.pk}/")

    assert page.status_code == 200
    assert "Withdraw the photograph" not in text(page)
    refused = colleague.post(
        f"/children/C1/photographs/{photo.pk}/", {"version": "1", "why": "Blurred"}
    )
    assert refused.status_code == 403


# --- what the database refuses, and what goes with the record -----------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"words": ""},
        {"size": 0},
        {"size": 2_000_001},
        {"withdrawn_why": "Blurred"},
        {"version": -1},
    ],
)
def test_the_database_refuses_what_must_never_be(child: Child, wrong: dict[str, Any]) -> None:
    photo = stored(child)

    with pytest.raises(IntegrityError), transaction.atomic():
        Photograph.objects.filter(pk=photo.pk).update(**wrong)


def test_a_copy_of_the_record_names_its_file_and_a_disposal_takes_it_along(child: Child) -> None:
    photo = stored(child)
    assert ("File", f"photograph-{photo.pk}.jpg") in lines_of_photograph(photo)

    with transaction.atomic():
        gone = remove([child])

    assert gone.counts["phone_photograph"] == 1
    assert not Photograph.objects.exists()
