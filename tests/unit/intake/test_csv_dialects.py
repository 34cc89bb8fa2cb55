"""However a table was exported, the same rows are read."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from unit.intake.ssd_files import only_case, read_ssd, the_refusal, write_ssd

from doorstep.intake import UnreadableError, read

HEADER = "cppv_cp_visit_id,cppv_person_id,cppv_cp_visit_date,cppv_cp_visit_seen"
LONDON = ZoneInfo("Europe/London")


def folder_with(tmp_path: Path, raw: bytes | str, name: str = "ssd_cp_visits.csv") -> Path:
    folder = write_ssd(tmp_path / "ssd")
    (folder / name).write_bytes(raw.encode() if isinstance(raw, str) else raw)
    return folder


@pytest.mark.parametrize(
    "raw",
    [
        f"{HEADER}\nv1,C1,2022-01-17,Y\n".encode(),
        f"{HEADER}\nv1,C1,2022-01-17,Y\n".encode("utf-8-sig"),
        f"{HEADER}\nv1,C1,2022-01-17,Y\n".encode("utf-16"),
        f"{HEADER}\r\nv1,C1,17/01/2022,Yes\r\n".encode(),
        f"{HEADER}\nv1,C1,17/1/2022 00:00,1".encode(),
        f"{HEADER}\nv1,C1,2022-01-17T00:00:00.000,TRUE\n".encode(),
        f"{HEADER}\nv1,C1,2022-01-17 00:00:00.0000000,y\n".encode(),
        f"{HEADER}\nv1,C1,2022-01-17T00:00:00+00:00,y\n".encode(),
        f"{HEADER.replace(',', ';')}\nv1;C1;2022-01-17;Y\n".encode(),
        f"{HEADER}\nv1,C1,2022-01-17,Y\n".replace(",", "\t").encode(),
        f'{HEADER}\n"v1","C1","2022-01-17","Y"\n'.encode(),
        f" {HEADER.upper().replace(',', ' , ')} \n v1 , C1 , 2022-01-17 , Y \n".encode(),
        f"{HEADER}\n\nv1,C1,2022-01-17,Y\n,,,\n".encode(),
    ],
)
def test_a_visit_is_read_from_every_dialect(tmp_path: Path, raw: bytes) -> None:
    extract = read(folder_with(tmp_path, raw))
    (visit,) = only_case(extract).visits
    assert (visit.visit_id, visit.visit_date, visit.seen, visit.visit_at) == (
        "v1",
        date(2022, 1, 17),
        True,
        None,
    )
    assert extract.refusals == ()


@pytest.mark.parametrize(
    "cell", ["2022-06-17 14:30", "2022-06-17T13:30:00Z", "17/06/2022 14:30:00"]
)
def test_a_time_of_day_is_kept_in_london_time(tmp_path: Path, cell: str) -> None:
    extract = read(folder_with(tmp_path, f"{HEADER}\nv1,C1,{cell},Y\n"))
    (visit,) = only_case(extract).visits
    assert visit.visit_at == datetime(2022, 6, 17, 14, 30, tzinfo=LONDON)


def test_names_in_cp1252_are_read(tmp_path: Path) -> None:
    raw = "pers_person_id,pers_forename,pers_surname\nC1,Zoë,O’Neil\n".encode("cp1252")
    extract = read(folder_with(tmp_path, raw, "ssd_person.csv"))
    assert extract.names == {"C1": "Zoë O’Neil"}


@pytest.mark.parametrize("name", ["SSD_CP_Visits.CSV", "cp_visits.csv", "CP_VISITS.csv"])
def test_a_table_is_found_in_any_letter_case_with_or_without_prefix(
    tmp_path: Path, name: str
) -> None:
    extract = read(folder_with(tmp_path, f"{HEADER}\nv1,C1,2022-01-17,Y\n", name))
    assert len(only_case(extract).visits) == 1


@pytest.mark.parametrize("cell", ["", "NULL", "None", "N/A", "#N/A", "  "])
def test_every_way_of_writing_nothing_is_blank(tmp_path: Path, cell: str) -> None:
    extract = read(folder_with(tmp_path, f"{HEADER}\nv1,C1,2022-01-17,{cell}\n"))
    assert only_case(extract).visits[0].seen is None
    assert extract.refusals == ()


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_ragged_row_is_refused_and_the_rest_go_on(tmp_path: Path, quote: str) -> None:
    lines = [
        HEADER,
        f"{quote}v1{quote},C1,2022-01-17,Y",
        "v2,C1,2022-01-18",
        "v3,C1,2022-01-19,Y,,extra",
        "v4,C1,2022-01-20,Y",
    ]
    extract = read(folder_with(tmp_path, "\n".join(lines)))
    assert [visit.visit_id for visit in only_case(extract).visits] == ["v1", "v4"]
    assert [(row.file, row.row) for row in extract.refusals] == [
        ("ssd_cp_visits.csv", 3),
        ("ssd_cp_visits.csv", 4),
    ]
    assert "too few cells (3, the header has 4)" in extract.refusals[0].reason


def test_an_open_quotation_mark_loses_one_row_and_not_the_rest(tmp_path: Path) -> None:
    lines = [HEADER, "v1,C1,2022-01-17,Y", '"v2,C1,2022-01-18,Y', "v3,C1,2022-01-19,Y"]
    extract = read(folder_with(tmp_path, "\n".join(lines)))
    assert [visit.visit_id for visit in only_case(extract).visits] == ["v1", "v3"]
    assert the_refusal(extract).row == 3
    assert "never closed" in the_refusal(extract).reason


def test_a_cell_may_run_over_lines_and_counts_as_one_row(tmp_path: Path) -> None:
    lines = [HEADER, '"v\n1",C1,2022-01-17,Y', "v2,C1,nonsense,Y"]
    extract = read(folder_with(tmp_path, "\n".join(lines)))
    assert len(only_case(extract).visits) == 1
    assert the_refusal(extract).row == 3


@pytest.mark.parametrize("cell", ["=1+1", ' =HYPERLINK("x")', '="00123"'])
def test_a_formula_refuses_the_file_naming_row_and_column(tmp_path: Path, cell: str) -> None:
    cell = '"' + cell.replace('"', '""') + '"' if '"' in cell else cell
    folder = folder_with(tmp_path, f"{HEADER}\nv1,C1,2022-01-17,Y\nv2,C1,2022-01-18,{cell}\n")
    with pytest.raises(UnreadableError, match="row 3, column cppv_cp_visit_seen.*values"):
        read(folder)


def test_a_formula_in_a_column_nobody_reads_does_no_harm(tmp_path: Path) -> None:
    extract = read(folder_with(tmp_path, f"{HEADER},notes\nv1,C1,2022-01-17,Y,=1+1\n"))
    assert len(only_case(extract).visits) == 1


def test_an_extra_column_and_another_order_do_no_harm(tmp_path: Path) -> None:
    extract = read_ssd(tmp_path / "ssd", cp_visits=[])
    assert only_case(extract).visits == ()
    raw = "cppv_cp_visit_date,own_notes,cppv_person_id\n2022-01-17,long,C1\n"
    extract = read(folder_with(tmp_path, raw))
    assert only_case(extract).visits[0].visit_date == date(2022, 1, 17)
    assert any(note.startswith("Columns not found in ssd_cp_visits") for note in extract.notes)
