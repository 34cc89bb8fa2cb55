"""Reading one child of a prepared extract loads no data frames."""

import subprocess
import sys
from pathlib import Path

from doorstep.facts import CaseFacts
from doorstep.intake import Extract, prepare

CODE = """
import sys
from pathlib import Path
import doorstep.intake
found = doorstep.intake.read_child(Path(sys.argv[1]), "C1")
assert found.cases[0].child_id == "C1"
heavy = {"polars", "openpyxl", "defusedxml", "pydantic"} & set(sys.modules)
assert not heavy, heavy
"""


def test_one_child_is_read_without_polars(tmp_path: Path) -> None:
    out = tmp_path / "out.doorstep"
    case = CaseFacts(child_id="C1")
    prepare(Extract(source="SSD", cases=(case,), refusals=(), notes=(), names={}), out)
    subprocess.run([sys.executable, "-c", CODE, str(out)], check=True)
