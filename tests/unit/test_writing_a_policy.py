"""The policy the tutorial writes is a policy: it loads, holds its golden tests and passes the check."""

import re
from datetime import date
from pathlib import Path

import pytest

from doorstep.policy import find_policy, load_pack
from doorstep.policy.check import Level, check
from doorstep.policy.load import shipped_pack
from doorstep.reports.golden import examples, verdict

PAGE = Path(__file__).parents[2] / "docs" / "writing-a-policy.md"
BLOCK = re.compile(r"```yaml\n# (\S+\.yaml)\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tutorial")
    for name, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def test_every_example_of_the_tutorial_holds(written):
    pack = load_pack(written / "northmere")
    verdicts = [verdict(e, pack) for e in examples(written / "northmere")]

    assert len(verdicts) == 11
    assert [(v.example.name, v.wrong) for v in verdicts if v.wrong] == []


def test_the_tutorials_policy_passes_the_check_with_its_warnings_explained(written):
    found = check(
        load_pack(written / "northmere"),
        floor=shipped_pack("england-statutory"),
        as_at=date(2026, 11, 22),
    )

    assert [f for f in found if f.level == Level.ERROR] == []
    assert [f for f in found if f.level == Level.WARNING and not f.explained] == []


def test_the_tutorials_adoption_is_a_stack(written):
    stack = find_policy(str(written / "adoption.yaml"))

    assert "northmere/cp_visit" in stack.by_id
    assert stack.not_let == ()
