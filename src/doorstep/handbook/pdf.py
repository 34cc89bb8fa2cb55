"""The handbook as a PDF that a screen reader can read."""

import logging
from typing import Any, NoReturn

PDF_VARIANT = "pdf/ua-1"


class NoPdfError(RuntimeError):
    """No PDF can be made on this machine; the message says what is missing and what to do."""


def pdf_of(page: str, mark: str) -> tuple[bytes, int]:
    """Return a page as a PDF with `mark` in it as plain bytes, and how many pages it has.

    Raises: NoPdfError where WeasyPrint or the libraries it needs are not there.
    """
    weasyprint = _weasyprint()
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    html = weasyprint.HTML(string=page, url_fetcher=_Refusing())
    document = html.render(pdf_variant=PDF_VARIANT)
    made = document.write_pdf(finisher=_marked(mark), pdf_variant=PDF_VARIANT)
    return bytes(made), len(document.pages)


def _weasyprint() -> Any:
    try:
        import weasyprint
    except ImportError as error:
        raise NoPdfError(
            "WeasyPrint is not installed; `pip install 'doorstep[book]'` adds it"
        ) from error
    except OSError as error:
        raise NoPdfError(
            "WeasyPrint does not find Pango; on Debian or Ubuntu `apt-get install libpango-1.0-0"
            " libpangoft2-1.0-0` adds it"
        ) from error
    return weasyprint


class _Refusing:
    """A fetcher that fetches nothing; what was to be fetched is left out."""

    _fail_on_errors = False  # WeasyPrint asks this of a fetcher that raised

    def __call__(self, url: str, *_: object, **__: object) -> NoReturn:
        raise ValueError(f"a handbook fetches nothing, not {url}")


def _marked(mark: str) -> Any:
    """Return what writes the mark into the PDF, so that a later handbook knows an earlier one."""

    def finish(_: Any, pdf: Any) -> None:
        import pydyf

        pdf.add_object(pydyf.Stream([mark.encode()]))

    return finish
