"""A pack as a PDF that any reader opens with its words (AES-256), and nothing without them."""

import io
import logging
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from pypdf import PdfReader, PdfWriter

from doorstep.handbook.pdf import pdf_of
from doorstep.web.running.outage.contents import Pack

MARK = "doorstep outage pack"
BLANKS = range(3)  # visits that fit on the empty sheet


def print_of(pack: Pack, *, words: str, at: datetime) -> bytes:
    """Return a pack, sealed with its words.

    Raises: NoPdfError where WeasyPrint or what it needs is not there.
    """
    told = {
        "pack": pack, "at": at, "authority": settings.AUTHORITY or "Doorstep", "blanks": BLANKS,
        "ring": settings.OUTAGE_RING,
    }  # fmt: skip
    page = render_to_string("running/pack/pack.html", told, using="jinja2")
    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
    return sealed(pdf_of(page, MARK)[0], words)


def sealed(pdf: bytes, words: str) -> bytes:
    """Return a PDF that asks for the words; they are of plain letters, so every reader takes them."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    writer.encrypt(user_password=words, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
