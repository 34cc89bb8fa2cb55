"""`doorstep adoption`: what is adopted, and where its packs conflict, with an example date."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from doorstep.cli.main import group

EXAMPLE = "docs/adoption-example.yaml"
ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def _in_the_root(monkeypatch):
    monkeypatch.chdir(ROOT)


def run(*args):
    return CliRunner().invoke(group, [str(a) for a in args], prog_name="doorstep")


def town(folder: Path, duty: str, *, layer="emergency", name="crisis", more="") -> None:
    """Write a small pack of one duty into the folder."""
    place = folder / name
    (place / "duties").mkdir(parents=True)
    (place / "counts").mkdir()
    (place / "pack.yaml").write_text(
        f"id: {name}\nversion: '1'\ntitle: {name}\ncite: {name}\nissuer: nobody\nlayer: {layer}\n"
        f"in_force_from: 2020-01-01\n{more}"
    )
    (place / "counts" / "seen.yaml").write_text(
        "id: seen\ntitle: Seen\nvalues:\n  2020-01-01:\n    clause: '1'\n    accepts:\n"
        "      - {visit_type: [visit], method: [in_person]}\n"
    )
    (place / "duties" / "visit.yaml").write_text(
        "id: visit\ntitle: Visit\ncounts: seen\napplies_to: child_protection_plan\n" + duty
    )


def adopted(folder: Path, text: str) -> Path:
    file = folder / "adoption.yaml"
    file.write_text("authority: Anyshire\nadopted:\n" + text)
    return file


LONGER = (
    "supersedes: [practice-standards-2022/cp_visit]\nwho: [social_worker]\n"
    "every:\n  2020-01-01: {value: 4 weeks, clause: section 1}\n"
)
PS22 = "  - {pack: practice-standards-2022, from: 2020-11-01}\n"
LAW = "  - {pack: england-statutory, from: 2011-04-01}\n"


def test_the_example_fits_together():
    result = run("adoption", "check", EXAMPLE, "--as-at", "2026-11-22")

    assert result.exit_code == 0, result.stdout
    assert (
        "visited on 2026-03-19, due 2026-05-05, but allowed only until 2026-04-30" in result.stdout
    )
    assert "Both stand; the earlier date holds." in result.stdout


def test_a_relaxation_that_is_not_let_is_an_error_with_its_date(tmp_path):
    town(tmp_path, LONGER)
    file = adopted(tmp_path, LAW + PS22 + "  - {pack: crisis, from: 2021-01-05}\n")

    result = run("adoption", "check", file, "--as-at", "2026-11-22")

    assert result.exit_code == 1
    assert "ERROR [relaxes] crisis/visit: it may not take the place of" in result.stdout
    assert "visited on 2021-" in result.stdout
    assert "Both stand; the earlier date holds." in result.stdout


def test_names_that_lead_nowhere_are_errors(tmp_path):
    town(tmp_path, LONGER)
    file = adopted(
        tmp_path,
        LAW
        + PS22
        + "  - pack: crisis\n    from: 2021-01-05\n    in_place_of: {visit: [nowhere/x], other: []}\n"
        "    suspends: [{duty: town/y, from: 2021-01-05, clause: section 2}]\n",
    )

    told = run("adoption", "check", file).stdout

    assert "names nowhere/x, which no adopted pack has" in told
    assert "names other, which crisis has not" in told
    assert "names town/y, which no adopted pack has" in told
    assert "suspended with no day on which it resumes; give `until:`" in told


def test_a_gap_between_two_local_packs_is_an_error_and_an_overlap_a_warning(tmp_path):
    town(
        tmp_path, "every:\n  2020-01-01: {value: 2 weeks, clause: '1'}\n", layer="local", name="old"
    )
    ends = "  - {pack: old, from: 2020-01-01, until: %s}\n"

    gap = run("adoption", "check", adopted(tmp_path, LAW + PS22 + ends % "2020-10-01"))
    both = run("adoption", "check", adopted(tmp_path, LAW + PS22 + ends % "2021-10-01"))

    assert "from 2020-10-01 until 2020-11-01 no pack of the layer local holds" in gap.stdout
    assert gap.exit_code == 1
    assert "from 2020-11-01 two packs of the layer local hold at once" in both.stdout


def test_two_scales_of_tiers_at_once_are_an_error(tmp_path):
    twice = "  - {pack: worcestershire-2020, from: 2020-04-06}\n" * 2
    result = run("adoption", "check", adopted(tmp_path, LAW + PS22 + twice))

    assert "both sort children into tiers at the same time" in result.stdout


def test_roles_nobody_holds_are_errors_when_the_roles_are_told(tmp_path):
    file = adopted(tmp_path, LAW + PS22)
    file.write_text("roles: [social_worker]\n" + file.read_text())

    told = run("adoption", "check", file)

    assert "nobody holds the role head_of_service" in told.stdout
    assert told.exit_code == 1


def test_an_adoption_that_cannot_be_read_names_the_line(tmp_path):
    file = adopted(tmp_path, "  - {pack: england-statutory, from: 2020-02-01, until: 2020-01-01}\n")

    result = run("adoption", "check", file)

    assert result.exit_code == 2
    assert "line 3" in result.stderr
    assert "`until` must be after `from`" in result.stderr
    assert run("adoption", "check", tmp_path / "none.yaml").exit_code == 2
    unknown = adopted(tmp_path, "  - {pack: atlantis, from: 2020-02-01}\n")
    assert "no policy pack 'atlantis'" in run("adoption", "check", unknown).stderr


def test_show_lists_what_holds_on_a_day():
    as_csv = ("adoption", "show", EXAMPLE, "--format", "csv", "--as-at")
    inside = run(*as_csv, "2021-02-01").stdout
    after = run(*as_csv, "2021-04-01").stdout

    assert "worcestershire-2020" in inside
    assert "worcestershire-2020" not in after
    assert "practice-standards-2022" in after
    assert "Anyshire, 2021-02-01" in run(*as_csv[:3], "--as-at", "2021-02-01").stdout


def test_due_and_explain_answer_for_an_adoption_and_name_the_layer():
    due = run(
        "due", "docs/tour-extract", "--policy", EXAMPLE, "--as-at", "2022-02-01", "--format", "csv"
    )
    why = run("explain", "docs/tour-extract", "C1", "--policy", EXAMPLE, "--as-at", "2022-02-01")

    assert "practice-standards-2022/cp_visit" in due.stdout
    assert all(line.endswith(",local") for line in due.stdout.splitlines()[1:])
    assert "From the local layer." in why.stdout
