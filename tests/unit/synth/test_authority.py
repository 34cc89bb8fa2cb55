"""What a made-up authority promises: the same bytes, so many open children, the usual shares."""

import csv
import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from doorstep.facts import EventKind, FactKind, Method, Place, Role, Tier, VisitType
from doorstep.synth import write_authority
from doorstep.synth.columns import COLUMNS

AS_AT = date(2026, 3, 31)
DAY = AS_AT.isoformat()
EXPECTED_SPANS = (
    ("ssd_address", "addr_address_start_date", "addr_address_end_date"),
    ("ssd_cin_episodes", "cine_referral_date", "cine_close_date"),
    ("ssd_cin_assessments", "cina_assessment_start_date", "cina_assessment_auth_date"),
    ("ssd_cin_plans", "cinp_cin_plan_start_date", "cinp_cin_plan_end_date"),
    ("ssd_cp_plans", "cppl_cp_plan_start_date", "cppl_cp_plan_end_date"),
    ("ssd_s47_enquiry", "s47e_s47_start_date", "s47e_s47_end_date"),
    ("ssd_cla_episodes", "clae_cla_episode_start_date", "clae_cla_episode_ceased_date"),
    ("ssd_cla_placement", "clap_cla_placement_start_date", "clap_cla_placement_end_date"),
    ("ssd_legal_status", "lega_legal_status_start_date", "lega_legal_status_end_date"),
    ("ssd_cla_care_plan", "lacp_cla_care_plan_start_date", "lacp_cla_care_plan_end_date"),
    ("ssd_missing", "miss_missing_episode_start_date", "miss_missing_episode_end_date"),
    ("ssd_involvements", "invo_involvement_start_date", "invo_involvement_end_date"),
    ("doorstep_facts", "start_date", "end_date"),
)
LEAVERS = {"Relevant", "Former Relevant", "Eligible", "Qualifying"}


def open_in(extract, table, prefix, start, end):
    """Return the children with an open row of the table."""
    return {
        row[f"{prefix}_person_id"]
        for row in extract[table]
        if row[start] <= DAY and (not row[end] or row[end] > DAY)
    }


def open_by_kind(extract):
    spans = {table: (start, end) for table, start, end in EXPECTED_SPANS}
    born = {row["pers_person_id"]: row["pers_dob"] for row in extract["ssd_person"]}
    turned_25 = date(AS_AT.year - 25, AS_AT.month, AS_AT.day).isoformat()
    kinds = {
        kind: open_in(extract, table, table_prefix, *spans[table])
        for kind, table, table_prefix in (
            ("referral", "ssd_cin_episodes", "cine"),
            ("cin", "ssd_cin_plans", "cinp"),
            ("cp", "ssd_cp_plans", "cppl"),
            ("cla", "ssd_cla_episodes", "clae"),
        )
    }
    kinds["leaver"] = {
        row["clea_person_id"]
        for row in extract["ssd_care_leavers"]
        if row["clea_care_leaver_eligibility"] in LEAVERS and born[row["clea_person_id"]] > turned_25
    }
    return kinds


def files_of(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("is_dirty", [False, True])
def test_the_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path, is_dirty):
    for name, seed in (("one", 3), ("again", 3), ("other", 4)):
        settings = {"children": 80, "years": 2, "seed": seed, "dirty": is_dirty}
        write_authority(tmp_path / name, **settings, as_at=AS_AT)

    one, again, other = (files_of(tmp_path / name) for name in ("one", "again", "other"))

    assert one == again
    assert one["ssd_cp_visits.csv"] != other["ssd_cp_visits.csv"]


@pytest.mark.parametrize(("children", "seed"), [(1, 1), (7, 2), (150, 3)])
def test_exactly_so_many_children_are_open(tmp_path, children, seed):
    from tests_unit_synth_extract import Extract  # noqa: PLC0415

    counts = write_authority(tmp_path, children=children, years=3, seed=seed, as_at=AS_AT)

    assert len(set().union(*open_by_kind(Extract(tmp_path, counts)).values())) == children
