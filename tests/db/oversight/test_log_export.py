"""The log is taken away whole, only on purpose, as text that no spreadsheet runs (I3)."""

import csv
import io
from collections.abc import Callable, Iterable

import log_made
import openpyxl
import pytest
import web_made as made
from django.db import transaction
from django.http import FileResponse, StreamingHttpResponse
from django.test import Client
from django.urls import reverse

from doorstep.web.accounts.models import User
from doorstep.web.accounts.words import OwnRole
from doorstep.web.audit.models import AuditEvent
from doorstep.web.audit.services import Somebody, record
from doorstep.web.audit.words import Action
from doorstep.web.export import csv_response, xlsx_response
from doorstep.web.oversight import queries, views

Both = tuple[list[dict[str, str]], list[tuple[object, ...]]]
HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1+1", "=HYPERLINK(1)"]


def body(response: object) -> bytes:
    assert isinstance(response, StreamingHttpResponse)
    content = b"".join(response.streaming_content)  # type: ignore[arg-type]
    if isinstance(response, FileResponse) and response.file_to_stream:
        response.file_to_stream.close()  # the test client has done it for answers it got
    return content


def take(client: Client, kind: str, **query: str) -> bytes:
    path = reverse("audit-export") + "?" + "&".join(f"{k}={v}" for k, v in query.items())
    response = client.post(path, {"format": kind})
    assert response.status_code == 200
    assert response["Content-Disposition"] == f'attachment; filename="audit-log-2026-11-16.{kind}"'
    return body(response)


def csv_rows(content: bytes) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))]


def sheet_rows(content: bytes) -> list[tuple[object, ...]]:
    page = openpyxl.load_workbook(io.BytesIO(content)).active
    assert page is not None
    return [*page.iter_rows(values_only=True)]


def test_the_csv_has_every_event_found_newest_first(auditor: Client) -> None:
    events = log_made.write(120)

    rows = csv_rows(take(auditor, "csv", action="read_child"))

    assert [row["Event"] for row in rows] == [str(event.pk) for event in reversed(events)]
    first = rows[-1]
    assert first["When"] == "2026-11-16 09:30:00"
    assert (first["Who"], first["What was done"]) == ("Noor Calloway", "Read a child’s record")
    assert (first["About"], first["Its id"], first["Detail"]) == (
        "child",
        "C0",
        "page: child; count: 0",
    )
    assert first["Hash"] == events[0].hash


def test_the_spreadsheet_has_the_same(auditor: Client) -> None:
    events = log_made.write(3)

    head, *rows = sheet_rows(take(auditor, "xlsx", action="read_child"))

    assert head[:3] == ("Event", "When", "Who")
    assert [row[0] for row in rows] == [event.pk for event in reversed(events)]
    assert rows[-1][1] == made.AT.replace(tzinfo=None)


def test_a_long_log_is_taken_whole_in_pieces(
    auditor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "CHUNK", 7)
    log_made.write(50)

    assert len(csv_rows(take(auditor, "csv", action="read_child"))) == 50


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_that_it_was_taken_is_written_with_what_was_looked_for(auditor: Client, kind: str) -> None:
    log_made.write(4)

    content = take(auditor, kind, child_id="C1")

    event = AuditEvent.objects.get(action=Action.EXPORT_LOG)
    assert event.actor == "Wren Oduya"
    assert event.detail == {"format": kind, "search": {"child_id": "C1"}, "events": 1}
    assert len(csv_rows(content) if kind == "csv" else sheet_rows(content)[1:]) == 1


def test_looking_at_the_page_takes_nothing_away(auditor: Client) -> None:
    log_made.write(4)

    page = auditor.get(reverse("audit-export"), {"child_id": "C1"}).content.decode()

    assert "It has 1 event." in page
    assert "child C1" in page
    assert not AuditEvent.objects.filter(action=Action.EXPORT_LOG).exists()


@pytest.mark.parametrize("kind", ["", "pdf", "../x"])
def test_no_other_kind_of_file_is_given(auditor: Client, kind: str) -> None:
    assert auditor.post(reverse("audit-export"), {"format": kind})["Content-Type"].startswith(
        "text/html"
    )
    assert not AuditEvent.objects.filter(action=Action.EXPORT_LOG).exists()


def test_a_search_with_errors_takes_nothing_away(auditor: Client) -> None:
    path = reverse("audit-export") + "?first_day=2026-99-99"

    assert auditor.post(path, {"format": "csv"}).status_code == 302


def test_what_no_sheet_can_hold_is_only_given_as_csv(
    auditor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "ROWS_IN_XLSX", 3)
    log_made.write(4)

    answer = auditor.post(reverse("audit-export"), {"format": "xlsx"})

    assert "take CSV, or search for fewer" in answer.content.decode()
    assert len(csv_rows(take(auditor, "csv", action="read_child"))) == 4


def test_whoever_signed_in_long_ago_is_asked_again_first(sign_in: Callable[[User], Client]) -> None:
    client = sign_in(made.person(OwnRole.AUDITOR))

    answer = client.get(reverse("audit-export"))

    assert answer.status_code == 302
    assert "again" in answer["Location"]
    assert client.post(reverse("audit-export"), {"format": "csv"}).status_code == 302
    assert not AuditEvent.objects.filter(action=Action.EXPORT_LOG).exists()


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_the_log_comes_out_as_a_formula(auditor: Client, text: str) -> None:
    with transaction.atomic():
        record(
            action="read_child",
            subject="child",
            subject_id=text,
            by=Somebody(name=text),
            at=made.AT,
            detail={text: text},
        )

    (row,) = csv_rows(take(auditor, "csv", action="read_child"))
    _, cells = sheet_rows(take(auditor, "xlsx", action="read_child"))

    assert row["Who"] == row["Its id"] == f"'{text}"
    assert str(cells[2]).replace("_x000D_", "").strip() == text.strip()
    assert b"<f>" not in _sheet_xml(take(auditor, "xlsx", action="read_child"))


def _sheet_xml(content: bytes) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return book.read("xl/worksheets/sheet1.xml")


def _both(rows: Iterable[object], columns: object) -> Both:
    rows = list(rows)
    return (
        csv_rows(body(csv_response(rows, columns, "x.csv"))),  # type: ignore[arg-type]
        sheet_rows(body(xlsx_response(rows, columns, "x.xlsx"))),  # type: ignore[arg-type]
    )


def test_numbers_and_days_stay_what_they_are() -> None:
    lines, (_, cells) = _both([[-3, 2.5, made.TODAY, made.AT, True, None]], list("abcdef"))

    assert list(lines[0].values()) == ["-3", "2.5", "2026-11-16", "2026-11-16 09:30:00", "Yes", ""]
    assert cells[:2] == (-3, 2.5)
    assert str(cells[2])[:10] == "2026-11-16"
    assert cells[4:] == ("Yes", None)


def test_rows_may_be_told_by_name_and_columns_be_headed_otherwise() -> None:
    lines, (head, cells) = _both([{"b": "two", "a": "one", "c": "left out"}], {"a": "A", "b": "B"})

    assert lines == [{"A": "one", "B": "two"}]
    assert (head, cells) == (("A", "B"), ("one", "two"))


def test_text_with_quotes_commas_lines_and_letters_of_all_kinds_comes_back() -> None:
    text = 'Zoë said "no", then\nleft; 👍 & <b>'

    lines, (_, cells) = _both([[text]], ["a"])

    assert lines == [{"a": text}]
    assert cells == (text,)


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    _, (_, cells) = _both([["x" * 40_000]], ["a"])

    assert len(str(cells[0])) == 32_767
    assert str(cells[0]).endswith("…")


def test_a_list_without_rows_still_has_its_head() -> None:
    assert _both([], ["a", "b"]) == ([], [("a", "b")])


def test_an_address_stays_text() -> None:
    content = body(xlsx_response([["https://example.org/"]], ["a"], "x.xlsx"))

    assert b"hyperlink" not in _sheet_xml(content)


def test_a_csv_begins_before_its_rows_are_read() -> None:
    def slow() -> Iterable[list[str]]:
        yield ["one"]
        raise AssertionError("read too early")

    response = csv_response(slow(), ["a"], "x.csv")

    pieces = iter(response.streaming_content)  # type: ignore[call-overload]
    assert (next(pieces), next(pieces)) == ('\ufeff"a"\r\n'.encode(), b'"one"\r\n')
