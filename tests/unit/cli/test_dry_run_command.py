"""`doorstep dry-run` on the tour's extract: what it prints, what it writes, and how it ends."""

import builtins
import csv
import io
import json
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from doorstep.cli.main import group
from doorstep.reports.dry_run import SECTIONS
from doorstep.synth import write_authority

ROOT = Path(__file__).parents[3]
TOUR = ROOT / "docs" / "tour-extract"
OLD, NEW = "practice-standards-2022", "england-statutory+practice-standards-2022"
CHILDREN = ("C1", "C2", "C3")


@pytest.fixture(scope="module")
def stricter(tmp_path_factory):
    """A policy for every open child: seen weekly, and called weekly."""
    folder = tmp_path_factory.mktemp("packs") / "stricter"
    for name, text in {
        "pack.yaml": "id: stricter\nversion: '1'\ntitle: Stricter <b>\ncite: Stricter\nissuer: Us\n"
        "layer: local\nin_force_from: 2020-01-01\n",
        "counts/seen.yaml": "id: seen\ntitle: Seen\nvalues:\n  2020-01-01:\n    clause: '1'\n"
        "    accepts: [{visit_type: [visit], method: [in_person]}]\n",
        "duties/weekly.yaml": "id: weekly\ntitle: Weekly\napplies_to: open_case\nevery:\n"
        "  2020-01-01: {value: 1 week, clause: '2'}\ncounts: seen\n",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def run(*words, to=NEW):
    given = ["dry-run", TOUR, "--from", OLD, "--to", to, "--as-at", "2022-02-01", *words]
    return CliRunner().invoke(group, [str(w) for w in given])


def table(result):
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_csv_holds_the_summary_with_what_each_figure_is_of(stricter):
    result = run("--format", "csv", to=stricter)

    assert result.exit_code == 0
    rows = {r["figure"]: r for r in table(result)}
    assert result.stdout.splitlines()[0] == "figure,from,of_from,to,of_to,says"
    # C3 has no row in the standards; under the stricter policy everybody is visited weekly
    assert [rows["visit_due"][k] for k in ("from", "of_from", "to", "of_to")] == [
        "2",
        "3",
        "3",
        "3",
    ]
    assert rows["visit_newly_due"]["to"] == "1"
    assert "assumed" in rows["hours"]["says"]


@pytest.mark.parametrize("name", list(SECTIONS))
def test_each_section_has_its_columns_and_both_accounts_beside_it(name, stricter):
    result = run("--format", "csv", "--section", name, to=stricter)

    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == ",".join(SECTIONS[name].columns)
    assert "From: Account as at 2022-02-01 under Practice Standards" in result.stderr
    assert "To: Account as at 2022-02-01 under Stricter" in result.stderr
    assert result.stderr.count("(balances)") == 2
    assert "Assumed, for no policy says it: 2.5 hours a visit" in result.stderr


def test_the_moves_name_the_children_and_the_day_under_each_policy(stricter):
    rows = {
        r["child_id"]: r for r in table(run("--format", "csv", "--section", "moves", to=stricter))
    }

    # seen 17 January: ten working days to the 31st; a week to the 24th
    assert [rows["C1"][k] for k in ("due_from", "due_to", "days_moved", "overdue")] == [
        "2022-01-31", "2022-01-24", "-7", "overdue_in_both",
    ]  # fmt: skip
    assert (rows["C3"]["change"], rows["C3"]["duty_from"]) == ("newly_due", "")


def test_json_holds_every_section_and_what_is_assumed(stricter):
    found = json.loads(run("--format", "json", to=stricter).stdout)

    assert set(SECTIONS) < set(found)
    assert found["assumed"] == "2.5 hours a visit (travel and recording included), 0.5 a call"
    assert [r["child_id"] for r in found["uncovered"]] == ["C3"]


def test_json_of_a_section_holds_its_rows_only():
    assert isinstance(json.loads(run("--format", "json", "--section", "tiers").stdout), list)


def test_a_table_is_an_overview_with_the_hours_assumed_and_the_accounts(stricter):
    shown = run("--format", "table", to=stricter).stdout

    for words in (
        "Dry run as at 2022-02-01", "children with a visit due", "2 of 3", "all teams",
        "Work of four weeks by team (assumed: 2.5 hours a visit", "Rules that never fire",
        "Why no rule covers a child", "To: Account as at 2022-02-01",
    ):  # fmt: skip
        assert words in shown


def test_the_hours_given_are_the_hours_said(stricter):
    result = run("--format", "csv", "--hours-visit", "4", "--hours-call", "1", to=stricter)

    # C1 and C2 were both overdue on 1 February, C1 has another on 15 February
    assert next(r for r in table(result) if r["figure"] == "hours")["from"] == "12.0"
    assert "4 hours a visit (travel and recording included), 1 a call" in result.stderr


def test_of_one_team_only_its_children_are_counted(stricter):
    team = ("--team", "help and protection north")
    rows = {r["figure"]: r for r in table(run("--format", "csv", *team, to=stricter))}

    assert rows["open_children"]["to"] == "2"  # C3 has no worker


def test_a_team_nobody_has_is_refused(stricter):
    result = run("--team", "Nroth", to=stricter)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "no team 'Nroth' has an open child" in result.stderr


def test_a_policy_that_is_not_there_is_told_in_one_line():
    result = run(to="no-such-pack")

    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1


def test_duties_of_a_stack_are_named_with_their_pack():
    rows = table(run("--format", "csv", "--section", "pairs"))

    assert {r["duty_to"].partition("/")[0] for r in rows if r["duty_to"]} == {
        "practice-standards-2022"
    }


# --- the report ------------------------------------------------------------------------------------


class Read(HTMLParser):
    """What a page holds: its tags with their attributes, and its text outside styles."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text, self._open = [], "", ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._open = tag

    def handle_data(self, data):
        self.text += "" if self._open == "style" else f" {data}"

    def of(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def written(out, *words, to):
    result = run("--format", "csv", "--out-html", out, *words, to=to)
    assert result.exit_code == 0, result.stderr
    return out.read_text(encoding="utf-8"), result


@pytest.fixture(scope="module")
def report(tmp_path_factory, stricter):
    """The report as HTML text."""
    return written(tmp_path_factory.mktemp("report") / "report.html", to=stricter)[0]


@pytest.fixture(scope="module")
def with_children(tmp_path_factory, stricter):
    """The report that lists children, and how the command ended."""
    out = tmp_path_factory.mktemp("report") / "children.html"
    return written(out, "--with-children", to=stricter)


def test_the_report_is_one_page_without_scripts_that_fetches_nothing(report):
    page = Read(report)

    assert not page.of("script")
    assert not page.of("link")
    assert not page.of("img")
    assert not page.of("iframe")
    assert not [
        a for _, a in page.tags if any(k.startswith("on") or k in ("src", "href") for k in a)
    ]
    assert "://" not in report
    assert "@import" not in report
    assert set(re.findall(r"url\((.)", report)) <= {"#"}


def test_the_report_names_no_child_and_no_worker_unless_asked(report, with_children):
    page = Read(report)
    listed, result = with_children

    assert not [c for c in CHILDREN if re.search(rf"\b{c}\b", page.text)]
    assert "Hallworth" not in page.text
    assert all(re.search(rf"\b{c}\b", Read(listed).text) for c in CHILDREN)
    assert "with the ids of children" in result.stderr


def test_no_id_of_a_dirty_extract_gets_into_the_report(tmp_path):
    extract, out = tmp_path / "town", tmp_path / "report.html"
    day = date(2022, 1, 31)
    write_authority(extract, children=60, years=1, seed=3, as_at=day, dirty=True)
    words = ("--from", OLD, "--to", "worcestershire-2020", "--as-at", day, "--out-html", out)

    result = CliRunner().invoke(group, [str(w) for w in ("dry-run", extract, *words)])

    assert result.exit_code == 0, result.stderr
    people = (extract / "ssd_person.csv").read_text(encoding="cp1252", errors="replace")
    ids = {line.split(",")[0].strip('"') for line in people.splitlines()[1:]} - {""}
    text = out.read_text(encoding="utf-8")
    assert len(ids) > 60
    assert not [i for i in ids if re.search(rf"\b{re.escape(i)}\b", text)]


def test_children_are_not_asked_for_without_a_report():
    result = run("--with-children")

    assert result.exit_code == 2
    assert "--with-children goes with --out-html" in result.stderr


def test_each_chart_has_a_caption_a_name_for_screen_readers_and_its_numbers(report):
    figures = re.findall(r"<figure>.*?</figure>", report, re.S)

    assert len(figures) >= 4
    for figure in figures:
        page = Read(figure)
        assert page.of("figcaption")
        assert page.of("details")
        assert page.of("table")
        assert [a.get("role") for a in page.of("svg")] == ["img", "img"]  # wide and narrow
        assert all(a.get("aria-label") for a in page.of("svg"))


def test_no_two_things_on_the_page_have_one_id_and_every_label_leads_somewhere(with_children):
    page = Read(with_children[0])
    ids = [a["id"] for _, a in page.tags if "id" in a]

    assert len(ids) == len(set(ids))
    assert {a["aria-labelledby"] for _, a in page.tags if "aria-labelledby" in a} <= set(ids)


def test_the_page_says_its_language_title_assumptions_accounts_and_method(report):
    page = Read(report)

    assert page.of("html") == [{"lang": "en-GB"}]
    assert [tag for tag, _ in page.tags if tag == "h1"] == ["h1"]
    for words in (
        "Hours are assumed", "2.5 hours a visit", "3 open children = 3 with duties", "(balances)",
        "each visit or call is made on its due day", "Rules that never fire",
    ):  # fmt: skip
        assert words in page.text


def test_what_a_policy_says_of_itself_is_shown_as_text(report):
    assert "Stricter &lt;b&gt;" in report
    assert "Stricter <b>" not in report


def test_every_layer_of_a_stack_is_named_with_its_day(tmp_path):
    page = Read(written(tmp_path / "report.html", to=NEW)[0])

    assert "(england-statutory, version" in page.text
    assert "statute, from 1 April 2011" in page.text


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        ("#0b0c0c", "#ffffff", 4.5), ("#505a5f", "#ffffff", 4.5), ("#505a5f", "#f3f2f1", 4.5),
        ("#1a65a6", "#ffffff", 4.5), ("#0b0c0c", "#ffdd00", 4.5), ("#1d70b8", "#ffffff", 3),
    ],
)  # fmt: skip
def test_the_colours_of_the_page_are_there_and_differ_enough(ink, ground, least, report):
    light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)

    assert ink in report
    assert (light + 0.05) / (dark + 0.05) >= least  # WCAG 1.4.3 and 1.4.11


def test_an_earlier_report_is_written_anew_but_no_other_file_is(tmp_path, stricter):
    out = tmp_path / "report.html"
    assert written(out, to=stricter)[0] == written(out, to=stricter)[0]
    other = tmp_path / "minutes.html"
    other.write_text("<h1>Minutes</h1>", encoding="utf-8")

    result = run("--out-html", other, to=stricter)

    assert result.exit_code == 2
    assert "is no report of a dry run" in result.stderr
    assert other.read_text(encoding="utf-8") == "<h1>Minutes</h1>"


def test_a_folder_that_is_not_there_is_told_before_the_long_work(tmp_path, stricter):
    result = run("--out-html", tmp_path / "nowhere" / "report.html", to=stricter)

    assert result.exit_code == 2
    assert "there is no folder" in result.stderr


def test_without_the_extra_the_report_says_what_to_install(tmp_path, stricter, monkeypatch):
    import sys

    for name in [n for n in sys.modules if n.startswith("doorstep.reports.dry_run.page")]:
        monkeypatch.delitem(sys.modules, name)
    real = builtins.__import__

    def without_jinja(name, *more, **kept):
        if name.partition(".")[0] == "jinja2":
            raise ModuleNotFoundError("No module named 'jinja2'", name="jinja2")
        return real(name, *more, **kept)

    monkeypatch.setattr(builtins, "__import__", without_jinja)

    result = run("--out-html", tmp_path / "report.html", to=stricter)

    assert result.exit_code == 2
    assert "pip install 'doorstep[report]'" in result.stderr


def test_without_a_report_no_chart_library_is_loaded(stricter):
    import subprocess
    import sys

    code = (
        "import sys; from doorstep.cli.main import group; "
        f"group(['dry-run', {str(TOUR)!r}, '--from', {OLD!r}, '--to', {str(stricter)!r}, "
        "'--as-at', '2022-02-01', '--format', 'csv'], standalone_mode=False); "
        "assert not {'altair', 'jinja2', 'vl_convert'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
