"""A document as a PDF that a screen reader can read."""

import logging

from django.conf import settings
from django.template.loader import render_to_string

from doorstep.handbook.pdf import NoPdfError, pdf_of
from doorstep.web.documents.paper import Paper, readable

PDF = "application/pdf"
MARK = "doorstep document"

__all__ = ["PDF", "NoPdfError", "print_of"]


def print_of(paper: Paper) -> bytes:
    """Return a document as a PDF.

    Raises: NoPdfError where WeasyPrint or what it needs is not there.
    """
    told = {"paper": readable(paper), "authority": settings.AUTHORITY or "Doorstep"}
    page = render_to_string("documents/print/paper.html", told, using="jinja2")
    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
    return pdf_of(page, MARK)[0]
