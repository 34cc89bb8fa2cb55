"""What a made-up authority promises: the same bytes, so many open children, the usual shares."""

import json
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from doorstep.synth import write_authority
from doorstep.synth.columns import COLUMNS

AS_AT = date(2026, 3, 31)
DAY = AS_AT.isoformat()
EVERY_KIND = ("referral", "cin", "cp", "cla", "leaver")


def files_of(folder: Path):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def share(rows, column, *values):
    return sum(row[column] in values for row in rows) / len(rows)


@pytest.mark.parametrize("is_dirty", [False, True])
def test_the_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path, is_dirty):
    for name, seed in (("one", 3), ("again", 3), ("other", 4)):
        settings = {"children": 80, "years": 2, "seed": seed, "dirty": is_dirty}
        write_authority(tmp_path / name, **settings, as_at=AS_AT)

    one, again, other = (files_of(tmp_path / name) for name in ("one", "again", "other"))

    assert one == again
    assert one["ssd_cp_visits.csv"] != other["ssd_cp_visits.csv"]


@pytest.mark.parametrize(("children", "seed"), [(1, 1), (7, 2), (150, 3), (151, 4)])
def test_exactly_so_many_children_are_open(tmp_path, extract_of, children, seed):
    counts = write_authority(tmp_path, children=children, years=3, seed=seed, as_at=AS_AT)

    extract = extract_of(tmp_path, counts)
    found = set().union(*(extract.open_children(kind) for kind in EVERY_KIND))

    assert len(found) == children


def test_a_large_authority_has_exactly_so_many_open_children(authority):
    assert len(set().union(*map(authority.open_children, EVERY_KIND))) == 2000


def test_every_table_has_its_columns_and_as_many_rows_as_it_says(authority):
    for table, columns in COLUMNS.items():
        header = (authority.folder / f"{table}.csv").read_text("utf-8").split("\n", 1)[0]
        assert header == ",".join(columns)
        assert authority.counts[table] == len(authority[table]) > 0, table


def test_progress_is_told(tmp_path):
    told: list[str] = []

    write_authority(tmp_path, children=500, years=6, seed=1, as_at=AS_AT, progress=told.append)

    assert told
    assert told[0] == "1000 children written"


def test_the_open_case_mix_is_that_of_the_median_authority(authority):
    found = {kind: len(authority.open_children(kind)) for kind in ("cin", "cp", "cla")}

    # Department for Education 2025: 546, 275 and 458 of 2,251 children in need.
    assert found == {
        "cin": pytest.approx(2000 * 546 / 2251, abs=2),
        "cp": pytest.approx(2000 * 275 / 2251, abs=2),
        "cla": pytest.approx(2000 * 458 / 2251, abs=2),
    }


def test_need_disability_and_category_of_abuse_follow_the_national_shares(authority):
    referrals, plans = authority["ssd_cin_episodes"], authority["ssd_cp_plans"]
    disabled = {row["disa_person_id"] for row in authority["ssd_disability"]}

    assert share(referrals, "cine_cin_primary_need_code", "N1") == pytest.approx(0.58, abs=0.02)
    assert share(referrals, "cine_cin_primary_need_code", "N5") == pytest.approx(0.12, abs=0.02)
    assert share(plans, "cppl_cp_plan_initial_category", "Neglect") == pytest.approx(0.49, abs=0.05)
    assert len(disabled) / len(authority["ssd_person"]) == pytest.approx(0.136, abs=0.02)


def test_factors_are_lists_of_codes_in_the_national_shares(authority):
    lists = [
        json.loads(row["cinf_assessment_factors_json"])
        for row in authority["ssd_assessment_factors"]
    ]
    found = Counter(code for codes in lists for code in codes)

    assert found["4B"] / len(lists) == pytest.approx(0.33, abs=0.02)
    assert found["3B"] / len(lists) == pytest.approx(0.32, abs=0.02)
    assert found["10A"] / len(lists) == pytest.approx(0.03, abs=0.01)


def test_open_plans_and_placements_are_as_old_and_of_the_kinds_they_should_be(authority):
    plans = [r for r in authority["ssd_cp_plans"] if not r["cppl_cp_plan_end_date"]]
    ages = [(AS_AT - date.fromisoformat(r["cppl_cp_plan_start_date"])).days for r in plans]
    placed = [r for r in authority["ssd_cla_placement"] if not r["clap_cla_placement_end_date"]]
    legal = [r for r in authority["ssd_legal_status"] if not r["lega_legal_status_end_date"]]

    assert sum(age <= 91 for age in ages) / len(ages) == pytest.approx(0.315, abs=0.1)
    assert sum(r["clap_cla_placement_type"][0] == "U" for r in placed) / len(
        placed
    ) == pytest.approx(0.67, abs=0.08)
    assert share(legal, "lega_legal_status", "C2") == pytest.approx(0.59, abs=0.08)
    assert share(legal, "lega_legal_status", "V2") == pytest.approx(0.19, abs=0.07)


def test_visits_are_in_time_and_at_weekends_about_as_often_as_usual(authority):
    seen = defaultdict(list)
    for row in authority["ssd_cp_visits"]:
        if row["cppv_cp_visit_seen"] == "Y":
            seen[row["cppv_cp_plan_id"]].append(date.fromisoformat(row["cppv_cp_visit_date"][:10]))
    gaps = [(b - a).days for days in seen.values() for a, b in zip(days, days[1:], strict=False)]
    days = [day for plan in seen.values() for day in plan]

    assert 0.72 <= sum(gap <= 14 for gap in gaps) / len(gaps) <= 0.92
    assert sum(day.weekday() > 4 for day in days) / len(days) == pytest.approx(0.07, abs=0.015)


def test_the_number_of_visits_is_that_of_six_years(authority):
    tables = ("ssd_cin_visits", "ssd_cp_visits", "ssd_cla_visits")

    assert sum(authority.counts[table] for table in tables) == pytest.approx(110_000, rel=0.1)


def test_a_few_children_run_away_often(authority):
    occasions = Counter(row["miss_person_id"] for row in authority["ssd_missing"])

    assert len(occasions) < 0.25 * len({r["clae_person_id"] for r in authority["ssd_cla_episodes"]})
    assert sum(occasions.values()) / len(occasions) > 3


def test_workers_hold_about_fifteen_cases_and_children_in_care_see_several(authority):
    held = [int(row["prof_professional_caseload"]) for row in authority["ssd_professionals"]]
    in_care = authority.open_children("cla")
    workers = defaultdict(set)
    for row in authority["ssd_involvements"]:
        end = row["invo_involvement_end_date"]
        is_recent = not end or end > "2025-03-31"
        if row["invo_professional_role_id"] == "CW" and is_recent:
            workers[row["invo_person_id"]].add(row["invo_professional_id"])

    holders = [cases for cases in held if cases]
    several = sum(len(workers[child]) >= 3 for child in in_care) / len(in_care)

    assert sum(holders) / len(holders) == pytest.approx(15, abs=1.5)
    assert several == pytest.approx(0.24, abs=0.07)


def test_some_children_on_open_plans_were_never_visited(authority):
    visited = {row["cinv_person_id"] for row in authority["ssd_cin_visits"]}

    assert authority.open_children("cin") - visited
