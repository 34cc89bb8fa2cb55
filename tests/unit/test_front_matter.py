"""What stands in front: the list of components is of what is installed; what papers name is there."""

import csv
import importlib.util
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def sbom_tool():
    spec = importlib.util.spec_from_file_location("make_sbom", ROOT / "tools" / "make_sbom.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_list_of_components_names_what_is_pinned() -> None:
    told = json.loads((DOCS / "sbom.cdx.json").read_text(encoding="utf-8"))
    listed = {kind: {} for kind in ("pypi", "npm")}
    for each in told["components"]:
        listed[each["purl"][4:].partition("/")[0]][each["name"]] = each["version"]
    tool = sbom_tool()
    assert listed == {"pypi": tool.pinned(), "npm": tool.sent()}


def test_the_list_of_components_has_no_address_of_a_registry() -> None:
    text = (DOCS / "sbom.cdx.json").read_text(encoding="utf-8")
    assert re.findall(r"https?://[^\"]+", text) == [
        "http://cyclonedx.org/schema/bom-1.6.schema.json"
    ]


@pytest.mark.parametrize(
    "paper",
    [
        "docs/hazards.md",
        "docs/dpia.md",
        "docs/privacy-notice.md",
        "docs/accessibility-statement.md",
        "SECURITY.md",
    ],
)
def test_every_file_that_a_paper_names_is_there(paper: str) -> None:
    text = (ROOT / paper).read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:tests|docs|src|tools)/[A-Za-z0-9_./-]+)`", text))
    named |= {
        f"docs/{name}"
        for name in re.findall(r"\]\((?!http|#|\.\.)([a-z0-9-]+\.md)\)", text)
        if paper.startswith("docs/")
    }
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_every_hazard_has_a_control_and_a_test() -> None:
    text = (DOCS / "hazards.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1:-1] for line in text.splitlines() if re.match(r"\| H\d+ ", line)]
    assert len(rows) >= 20
    for row in rows:
        number, *cells = (cell.strip() for cell in row)
        assert all(cells), number
        assert "`tests/" in cells[-2] or "not" in cells[-2], number


def test_the_table_of_security_requirements_names_each_once_and_what_holds_it() -> None:
    with (DOCS / "asvs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ids = [row["id"] for row in rows]
    assert len(ids) == len(set(ids)) > 200
    for row in rows:
        assert row["state"] in {"met", "in part", "not met", "not applicable"}, row
        assert row["how"], row
        for name in row["shown_by"].split():
            assert (ROOT / name).exists(), row
        assert row["shown_by"] or row["state"] != "met", row
