"""The list of bugs to plant keeps up with the engine: each one's text stands once in its file."""

import importlib.util
import sys
from pathlib import Path

TOOLS = Path(__file__).parents[2] / "tools"


def test_each_bug_can_be_planted() -> None:
    spec = importlib.util.spec_from_file_location("planted_bugs", TOOLS / "planted_bugs.py")
    assert spec is not None
    assert spec.loader is not None
    bugs = sys.modules["planted_bugs"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bugs)
    package = TOOLS.parent / "src/doorstep"
    texts = {bug.file: (package / bug.file).read_text(encoding="utf-8") for bug in bugs.MUTANTS}

    lost = [bug for bug in bugs.MUTANTS if texts[bug.file].count(bug.old) != 1]

    assert lost == []
    assert len(bugs.MUTANTS) > 150
