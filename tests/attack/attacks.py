"""What the attacks share: the tour's extract to spoil, a pack to spoil, and what a refusal looks like."""

import csv
import io
import resource
import shutil
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from doorstep.cli.main import group

ROOT = Path(__file__).parents[2]
TOUR = ROOT / "docs" / "tour-extract"
SHIPPED = ROOT / "src" / "doorstep" / "packs" / "practice-standards-2022"
PS22 = ("--policy", "practice-standards-2022")
DAY = ("--as-at", "2022-02-01")
VISITS = "ssd_cp_visits.csv"
CP = "duties/cp_visit.yaml"
MOST_MEMORY = 1_500_000_000
MOST_SECONDS = 10  # of computing, however busy the machine is
HEADER = (TOUR / VISITS).read_text().splitlines()[0]


def run(*words: object) -> Result:
    return CliRunner().invoke(group, [str(word) for word in words])


def rows(result: Result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(result.stdout)))


def row_of(result: Result, child: str) -> dict[str, str]:
    return next(row for row in rows(result) if row["child_id"] == child)


def says_why_not(result: Result, told: str = "") -> None:
    """Test that a command ended with status 2 and one sentence on standard error."""
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.stderr
    assert sum(line.startswith("Error:") for line in result.stderr.splitlines()) == 1
    assert told in result.stderr


def does_not_crash(result: Result) -> None:
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(
        result.exception
    )
    assert result.exit_code in (0, 1, 2)


def in_a_process(*words: object, seconds: float = 60) -> subprocess.CompletedProcess[str]:
    """Run a command bounded in memory and in the time it computes; one that hangs is ended too."""
    return subprocess.run(
        [sys.executable, "-c", "from doorstep.cli import main; main()", *map(str, words)],
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
        preexec_fn=_bounded,  # noqa: PLW1509 (one thread only)
    )


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


def extract(folder: Path, **tables: str | bytes) -> Path:
    """Return the tour's extract in `folder`, some tables replaced."""
    shutil.copytree(TOUR, folder / "extract")
    for name, text in tables.items():
        found = text.encode() if isinstance(text, str) else text
        (folder / "extract" / f"{name}.csv").write_bytes(found)
    return folder / "extract"


def visits(*lines: str) -> str:
    return "\n".join([HEADER, *lines]) + "\n"


CARE = {
    "ssd_cla_episodes": "clae_cla_episode_id,clae_person_id,clae_cla_placement_id,"
    "clae_cla_episode_start_date,clae_cla_id,clae_referral_id,clae_entered_care_date\n"
    "E1,Y,PL1,{0},CL1,RY,{0}\n",
    "ssd_cla_placement": "clap_cla_placement_id,clap_cla_id,clap_person_id,"
    "clap_cla_placement_start_date,clap_cla_placement_type,clap_cla_placement_end_date\n"
    "PL1,CL1,Y,{0},U6,\n",
}


def old_case(folder: Path, start: str) -> Path:
    """Return an extract with X on a protection plan and Y looked after, both from a day."""
    made = extract(folder, **{name: text.format(start) for name, text in CARE.items()})
    for name, row in {
        "ssd_person": "X,Invented,Child,F,2010-01-01,,\nY,Invented,Child,F,2010-01-01,,",
        "ssd_cin_episodes": f"RX,X,{start},N1,2A,N,,,T1,W1\nRY,Y,{start},N1,2A,N,,,T1,W1",
        "ssd_cp_plans": f"PX,RX,X,{start},,N,NEG",
    }.items():
        with (made / f"{name}.csv").open("a") as file:
            file.write(row + "\n")
    return made


def pack(folder: Path, **files: str) -> Path:
    """Return a copy of a shipped pack in which some files (`duties__x`) say something else."""
    made = folder / "own"
    shutil.copytree(SHIPPED, made)
    for name, text in files.items():
        (made / (name.replace("__", "/") + ".yaml")).write_text(text)
    return made


def duty(more: str = "", *, name: str = "zz", value: str = "5 days") -> str:
    return (
        f"id: {name}\ntitle: t\napplies_to: child_protection_plan\nevery:\n"
        f"  2011-04-01: {{value: {value}, clause: c}}\ncounts: actual_visit\n{more}\n"
    )
