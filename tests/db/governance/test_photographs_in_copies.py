"""Photographs in the copy of a record: each a file of its entry, unless withheld or taken back."""

import io
import zipfile
from datetime import timedelta
from uuid import uuid4

import photograph_made as photographs
import pytest
import records_made as records
import web_made as made

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import User
from doorstep.web.caseload.models import Visit
from doorstep.web.governance.copies import Whose, copy_of
from doorstep.web.governance.copies_printed import pack_of
from doorstep.web.governance.models import AccessRequest, PackEntry
from doorstep.web.governance.redacting import Basis
from doorstep.web.governance.services import asking, copying, marking
from doorstep.web.phone.models import Photograph

WHY = marking.Why(basis=Basis.THIRD_PARTY)


@pytest.fixture
def noor() -> User:
    return made.person(name="Noor Calloway", worker_id="W1")


@pytest.fixture
def photo(noor: User) -> Photograph:
    child = records.lived_in_and_closed("C1", noor)
    return photographs.kept(child, Visit.objects.filter(child=child)[0], noor)


def gathered(rae: Access) -> AccessRequest:
    """Return a request whose entries are gathered."""
    row = asking.begin(
        child_id="C1", asked_by="Themselves", received_on=made.TODAY - timedelta(5),
        identified_on=made.TODAY, client_id=uuid4(), by=rae, at=rae.at,
    )  # fmt: skip
    copying.gather(child_id="C1", pk=row.pk, by=rae, at=rae.at)
    row.refresh_from_db()
    return row


def files(row: AccessRequest, whose: Whose) -> set[str]:
    """Return the names of the pictures in a copy."""
    with zipfile.ZipFile(io.BytesIO(pack_of(copy_of(row, whose), on=made.TODAY))) as book:
        return {name for name in book.namelist() if name.endswith(".jpg")}


def test_a_picture_is_a_file_of_the_copy_and_its_fingerprint_stands_in_its_entry(
    rae: Access, photo: Photograph
) -> None:
    row = gathered(rae)

    name = f"photograph-{photo.pk}.jpg"
    assert files(row, Whose.PERSON) == files(row, Whose.OFFICE) == {name}
    entry = PackEntry.objects.get(request=row, key=f"phone.photograph-{photo.pk}")
    assert ["Fingerprint", photo.digest] in entry.lines
    assert ["File", name] in entry.lines


def test_withheld_it_is_in_the_office_copy_alone(rae: Access, photo: Photograph) -> None:
    row = gathered(rae)
    entry = PackEntry.objects.get(request=row, key=f"phone.photograph-{photo.pk}")

    marking.withhold(child_id="C1", pk=row.pk, number=entry.number, why=WHY, by=rae, at=rae.at)

    assert files(row, Whose.PERSON) == set()
    assert len(files(row, Whose.OFFICE)) == 1


def test_taken_back_it_is_told_of_and_not_shown(rae: Access, photo: Photograph, noor: User) -> None:
    Photograph.objects.filter(pk=photo.pk).update(
        withdrawn_at=made.AT, withdrawn_by=noor, withdrawn_why="Of another family"
    )

    row = gathered(rae)

    assert files(row, Whose.OFFICE) == set()
    entry = PackEntry.objects.get(request=row, key=f"phone.photograph-{photo.pk}")
    assert any(label == "Withdrawn" for label, _ in entry.lines)
