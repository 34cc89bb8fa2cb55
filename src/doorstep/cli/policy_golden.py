"""Golden tests on the command line: how each came out, and what of it belongs into a check."""

from pathlib import Path

from doorstep.policy import Pack
from doorstep.policy.check.finding import Finding, Level
from doorstep.policy.strict_yaml import YamlError
from doorstep.reports.golden import Verdict, examples, verdict

MOST = 20


def verdicts(pack: Pack, folder: Path) -> list[Verdict]:
    """Return how each golden test of the pack in `folder` came out.

    Raises: YamlError if a file of them cannot be read.
    """
    return [verdict(example, pack) for example in examples(folder)]


def failing(pack: Pack) -> list[Finding]:
    """Return an error for each golden test that does not hold; many are counted."""
    if pack.folder is None:
        return []
    try:
        failed = [v.example for v in verdicts(pack, pack.folder) if v.wrong]
    except YamlError as error:
        return [Finding(Level.ERROR, "golden", "tests", str(error))]
    found = [
        Finding(
            Level.ERROR,
            "golden",
            e.file.relative_to(pack.folder).as_posix(),
            f"`{e.name}` does not hold; `doorstep policy test` says why.",
        )
        for e in failed[:MOST]
    ]
    text = f"{len(failed) - MOST} more examples do not hold."
    return [*found, Finding(Level.ERROR, "golden", "tests", text)] if failed[MOST:] else found
