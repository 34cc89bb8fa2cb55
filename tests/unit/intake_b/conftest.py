"""Small files for the readers: a workbook from fields, a census from elements, a folder of CSV."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest

from doorstep.intake.annex_a_columns import read_columns

SAMPLES = Path(__file__).parents[2] / "samples"

Rows = Sequence[Mapping[str, object]]


@pytest.fixture
def samples() -> Path:
    return SAMPLES


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[[Mapping[int, Rows]], Path]:
    """Return a maker of Annex A workbooks: list number → rows by field, under usual headings."""

    def make(lists: Mapping[int, Rows]) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for number, rows in lists.items():
            headings = read_columns()[number].headings
            sheet = book.create_sheet(f"List {number}")
            sheet.append(list(headings.values()))
            for row in rows:
                sheet.append([row.get(field) for field in headings])
        path = tmp_path / "annex.xlsx"
        book.save(path)
        return path

    return make


@pytest.fixture
def census(tmp_path: Path) -> Callable[..., Path]:
    """Return a maker of CIN censuses from the Child elements they hold."""

    def make(*children: str, collection: str = "CIN", root: str = "Message") -> Path:
        header = f"<Header><Collection>{collection}</Collection></Header>"
        body = f"<Children>{''.join(children)}</Children>"
        path = tmp_path / "census.xml"
        path.write_text(f"<{root}>{header}{body}</{root}>", encoding="utf-8")
        return path

    return make


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Return a maker of SSDA903 folders: file name → the lines below the usual header."""
    headers = {
        "oc3": "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM",
        "header": "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB",
        "missing": "CHILD,DOB,MISSING,MIS_START,MIS_END",
        "reviews": "CHILD,DOB,REVIEW,REVIEW_CODE",
        "swepisodes": "CHILD,DOB,SW_ID,SW_DECOM,SW_DEC,SW_REASON",
        "episodes": "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,"
        "HOME_POST,PL_POST,URN",
    }

    def make(files: Mapping[str, Sequence[str]]) -> Path:
        for name, lines in files.items():
            key = next(key for key in ("swepisodes", *headers) if key in name.lower())
            text = "\n".join((headers[key], *lines))
            (tmp_path / f"{name}.csv").write_text(text + "\n", encoding="utf-8")
        return tmp_path

    return make
