"""What a skeleton or a copy left behind: clauses nobody filled in, duties written twice."""

import re
from collections.abc import Iterator
from pathlib import Path

from doorstep.policy.check.finding import Finding, Level
from doorstep.policy.load import FOLDERS
from doorstep.policy.pack import Pack

SKELETON = "the place in the policy"
UNFILLED = re.compile(rf"\bclause:\s*[\"']?{SKELETON}\b")


def leftovers(pack: Pack) -> Iterator[Finding]:
    """Yield the clauses that still have the skeleton's words, and the duties that say the same."""
    yield from _duplicates(pack)
    for file in _files(pack.folder) if pack.folder is not None else ():
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if UNFILLED.search(line) and not line.lstrip().startswith("#"):
                text = f"line {number}: the clause is still `{SKELETON}`; say which."
                where = file.relative_to(pack.folder or file).as_posix()
                yield Finding(Level.ERROR, "clause", where, text)


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files a pack is read from, its golden tests left out."""
    yield folder / "pack.yaml"
    for name in FOLDERS:
        found = sorted((folder / name).glob("*.yaml"))
        yield from (file for file in found if not file.name.endswith(".test.yaml"))


def _duplicates(pack: Pack) -> Iterator[Finding]:
    """Yield the duties that differ from another in id and title only."""
    first: dict[str, str] = {}
    for duty in pack.duties:
        same = first.setdefault(duty.model_dump_json(exclude={"id", "title"}), duty.id)
        if same != duty.id:
            text = f"asks the same as {same} but for its id and title; say in what they differ."
            yield Finding(Level.WARNING, "duplicate", f"duties/{duty.id}.yaml", text)
