"""Try the templates of documents before anybody needs one: what is wrong, in sentences."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from doorstep.web.documents.print import NoPdfError, print_of
from doorstep.web.documents.samples import whole
from doorstep.web.documents.word import (
    NAME,
    OURS,
    BrokenTemplateError,
    filled,
    templates_of_the_authority,
)


def faults() -> list[str]:
    """Return what is wrong with Doorstep's own templates and the authority's."""
    return [*_of_the_folder(), *_of_templates()]


def no_pdf() -> str:
    """Return why no PDF can be made on this machine; nothing if one can."""
    try:
        print_of(whole())
    except NoPdfError as error:
        return f"Documents cannot be made as PDF: {error}."
    return ""


def _of_the_folder() -> Iterator[str]:
    told = settings.DOCUMENT_TEMPLATES
    if told and not Path(told).is_dir():
        yield f"DOORSTEP_TEMPLATES: {told} is no folder that can be read."


def _of_templates() -> Iterator[str]:
    for file in sorted(OURS.glob("*.docx")):
        yield from _tried(file)
    for file in templates_of_the_authority():
        if not NAME.fullmatch(file.stem):
            yield f"{file.name} is the template of nothing: a name has small letters, digits and _."
            continue
        yield from _tried(file)


def _tried(file: Path) -> Iterator[str]:
    """Try a template on a document that has every part, so that no loop in it stays empty."""
    try:
        filled(file, whole())
    except BrokenTemplateError as error:
        yield f"A template of documents is broken. {error}"
