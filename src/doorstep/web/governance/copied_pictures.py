"""Photographs of documents as files of a copy: those of entries that are not withheld from its reader."""

from collections.abc import Iterable

from django.db.models import Model

from doorstep.web.components import moment
from doorstep.web.governance.copies import Copy, Whose
from doorstep.web.governance.telling import Line
from doorstep.web.phone.models import Photograph
from doorstep.web.phone.showing_photographs import writer

ENTRY = "phone.photograph-"


def file_of(row: Photograph) -> str:
    """Return what a photograph's file is called in a copy."""
    return f"photograph-{row.pk}.jpg"


def lines_of_photograph(row: Photograph) -> list[Line]:
    """Return what is said of a photograph in a copy; its fingerprint ties the file to the entry."""
    found = [
        ("", f"Photograph of a document, {moment(row.told_at)}"),
        ("What it is of", row.words),
        ("Taken by", writer(row)),
        ("Received", moment(row.recorded_at)),
    ]
    if row.withdrawn_at is not None:
        return [*found, ("Withdrawn", f"{moment(row.withdrawn_at)}: {row.withdrawn_why}")]
    return [*found, ("File", file_of(row)), ("Fingerprint", row.digest)]


def photographs_told(
    _: type[Model], pks: set[int], __: object
) -> Iterable[tuple[Photograph, list[Line]]]:
    """Yield the photographs of a record and what a copy says of each."""
    rows = Photograph.objects.filter(pk__in=pks).defer("content").select_related("recorded_by")
    for row in rows.order_by("pk"):
        yield row, lines_of_photograph(row)


def pictures_of(copy: Copy) -> dict[str, bytes]:
    """Return the pictures of a copy by name; none of an entry that is withheld, none taken back."""
    shown = [
        int(entry.key.removeprefix(ENTRY))
        for part in copy.parts
        for entry in part.entries
        if entry.key.startswith(ENTRY) and not (entry.withheld and copy.whose == Whose.PERSON)
    ]
    rows = Photograph.objects.filter(pk__in=shown, withdrawn_at=None).order_by("pk")
    return {file_of(row): bytes(row.content) for row in rows}
