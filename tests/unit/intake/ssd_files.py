"""Write small SSD folders: real files, one keyword argument for each table."""

from pathlib import Path

from doorstep.facts import CaseFacts, Refusal
from doorstep.intake import read
from doorstep.intake.extract import Extract
from doorstep.intake.ssd_columns import COLUMNS

Row = dict[str, str]
ANN = {"pers_person_id": "C1", "pers_forename": "Ann", "pers_surname": "Bee"}


def write_table(folder: Path, table: str, rows: list[Row], *, header: str = "") -> Path:
    """Write one table with the specification's header, or with another one."""
    columns = (header or COLUMNS.get(table, "")).split()
    lines = [
        ",".join(columns),
        *(",".join(quoted(row.get(c, "")) for c in columns) for row in rows),
    ]
    path = folder / f"{table}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def quoted(cell: str) -> str:
    needs = any(mark in cell for mark in ',"\n')
    return '"' + cell.replace('"', '""') + '"' if needs else cell


def write_ssd(folder: Path, **tables: list[Row]) -> Path:
    """Write an SSD folder; C1 is in ssd_person unless persons are given."""
    folder.mkdir(exist_ok=True)
    for table, rows in {"person": [{**ANN, "pers_dob": "2015-03-01"}], **tables}.items():
        write_table(folder, f"ssd_{table}", rows)
    return folder


def read_ssd(folder: Path, **tables: list[Row]) -> Extract:
    return read(write_ssd(folder, **tables))


def only_case(extract: Extract) -> CaseFacts:
    (case,) = extract.cases
    return case


def refused(extract: Extract) -> list[tuple[str, int, str]]:
    return [(row.file, row.row, row.field) for row in extract.refusals]


def the_refusal(extract: Extract) -> Refusal:
    (refusal,) = extract.refusals
    return refusal


def cp_visit(visit_id: str = "v1", day: str = "2022-01-17", **more: str) -> Row:
    return {
        "cppv_cp_visit_id": visit_id,
        "cppv_person_id": "C1",
        "cppv_cp_visit_date": day,
        "cppv_cp_visit_seen": "Y",
        **more,
    }


def cin_visit(visit_id: str = "n1", day: str = "2022-01-17", **more: str) -> Row:
    return {
        "cinv_cin_visit_id": visit_id,
        "cinv_person_id": "C1",
        "cinv_cin_visit_date": day,
        "cinv_cin_visit_seen": "Y",
        **more,
    }


def cla_visit(visit_id: str = "l1", day: str = "2022-01-17", **more: str) -> Row:
    return {
        "clav_cla_visit_id": visit_id,
        "clav_person_id": "C1",
        "clav_cla_visit_date": day,
        "clav_cla_visit_seen": "Y",
        **more,
    }


def cp_plan(start: str = "2022-01-10", end: str = "", **more: str) -> Row:
    return {
        "cppl_cp_plan_id": "p1",
        "cppl_person_id": "C1",
        "cppl_cp_plan_start_date": start,
        "cppl_cp_plan_end_date": end,
        "cppl_cp_plan_latest_category": "NEG",
        **more,
    }


def care_row(start: str = "2020-01-06", end: str = "", **more: str) -> Row:
    return {
        "clae_person_id": "C1",
        "clae_cla_id": "L1",
        "clae_cla_episode_start_date": start,
        "clae_cla_episode_ceased_date": end,
        **more,
    }
