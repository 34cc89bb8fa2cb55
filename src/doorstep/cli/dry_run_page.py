"""The report of a dry run as a file: what it needs, and where it may be written."""

from pathlib import Path

from doorstep.cli.options import say, stop
from doorstep.reports.dry_run import DryRun

NEEDS = (
    "--out-html needs the extra `report`, which is not installed: pip install 'doorstep[report]'."
)
MARK = '<meta name="generator" content="Doorstep dry run">'
HEAD = 2000  # characters in which the mark stands


def check_before(out: Path) -> None:
    """Make sure, before the long work, that the report can be made and written there."""
    try:
        import doorstep.reports.dry_run.page  # noqa: F401
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("doorstep"):
            raise
        stop(NEEDS)
    if not out.parent.is_dir():
        stop(f"{out} cannot be written: there is no folder {out.parent}.")
    if out.exists() and MARK not in _start_of(out):
        stop(f"{out} is there already and is no report of a dry run: give another name.")


def _start_of(out: Path) -> str:
    with out.open(encoding="utf-8", errors="replace") as file:
        return file.read(HEAD)


def write_page(run: DryRun, out: Path, *, team: str, with_children: bool) -> None:
    """Write the report; with the ids of children only where asked for."""
    from doorstep.reports.dry_run.page import page

    text = page(run, team=team, with_children=with_children)
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        stop(f"{out} cannot be written: {error.strerror}.")
    told = "with the ids of children" if with_children else "without the ids of children"
    say(f"Report written to {out}, {told}")
