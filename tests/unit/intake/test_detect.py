"""What a file is follows from what is in it."""

import zipfile
from pathlib import Path

import pytest
from unit.intake.ssd_files import write_ssd

from doorstep.facts import CaseFacts
from doorstep.intake import Extract, prepare
from doorstep.intake.detect import Kind, kind_of


def test_an_ssd_folder_is_known_by_its_tables(tmp_path: Path) -> None:
    assert kind_of(write_ssd(tmp_path / "ssd")) is Kind.SSD


def test_an_ssd_folder_without_prefixes_is_known_by_its_columns(tmp_path: Path) -> None:
    (tmp_path / "Person.csv").write_text("PERS_PERSON_ID,pers_dob\nC1,\n")
    assert kind_of(tmp_path) is Kind.SSD


@pytest.mark.parametrize("name", ["episodes.csv", "2021-Episodes.CSV"])
def test_an_ssda903_folder_is_known_by_its_episodes(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("CHILD,DECOM,RNE\n")
    (tmp_path / "missing.csv").write_text("CHILD,DOB,MISSING,MIS_START,MIS_END\n")
    assert kind_of(tmp_path) is Kind.SSDA903


@pytest.mark.parametrize("name", ["annex_a.xlsx", "annex_a.csv", "annex_a"])
def test_a_workbook_is_one_whatever_its_name(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    assert kind_of(tmp_path / name) is Kind.ANNEX_A


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_census_is_xml_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "cin.txt").write_bytes('<?xml version="1.0"?><Message/>'.encode(encoding))
    assert kind_of(tmp_path / "cin.txt") is Kind.CIN_CENSUS


def test_a_prepared_extract_is_known_by_its_mark(tmp_path: Path) -> None:
    cases = (CaseFacts(child_id="C1"),)
    prepare(
        Extract(source="SSD", cases=cases, refusals=(), notes=(), names={}), tmp_path / "anything"
    )
    assert kind_of(tmp_path / "anything") is Kind.PREPARED
