"""The handbook as a PDF, with what it needs there and without."""

import sys
from datetime import date
from pathlib import Path

import pytest

from doorstep.handbook import book_of, book_page
from doorstep.handbook.pdf import NoPdfError, pdf_of
from doorstep.policy import load_pack

EVERYTHING = Path(__file__).parent / "everything"
PAGE = "<html lang='en'><title>One</title><h1>One</h1>{}</html>"


def test_the_handbook_is_a_pdf_of_several_pages_that_carries_its_mark():
    data, pages = pdf_of(book_page(book_of(load_pack(EVERYTHING), date(2020, 9, 1))), "the mark")

    assert data.startswith(b"%PDF")
    assert pages > 1
    assert b"the mark" in data


def test_a_pdf_fetches_nothing(tmp_path):
    picture = tmp_path / "picture.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')

    with_picture, _ = pdf_of(PAGE.format(f'<img src="{picture.as_uri()}" alt="">'), "mark")

    assert b"/XObject <<" not in with_picture
    assert with_picture.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (ImportError("none"), "pip install 'doorstep[book]'"),
        (OSError("libpango"), "does not find Pango"),
    ],
)
def test_without_weasyprint_or_pango_it_says_what_to_do(monkeypatch, fault, told):
    class Finder:
        def find_spec(self, name, path=None, target=None):
            if name == "weasyprint":
                raise fault

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Finder(), *sys.meta_path])

    with pytest.raises(NoPdfError, match=r".*") as error:
        pdf_of(PAGE.format(""), "mark")

    assert told in str(error.value)
