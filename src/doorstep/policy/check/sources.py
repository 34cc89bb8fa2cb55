"""Is the text a pack was written from still the same, and which of its words have no number?"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from doorstep.policy.check.finding import Finding, Level
from doorstep.policy.pack import Pack, Source

VAGUE = re.compile(
    r"\b(regular(?:ly)?|frequent(?:ly)?|wherever possible|where possible|where appropriate|as necessary"
    r"|as required|as needed|promptly|timely|as soon as|limited period|more often|from time to time)\b",
    re.IGNORECASE,
)


def sources(pack: Pack, folder: Path | None) -> Iterator[Finding]:
    """Yield whether each source is as it was when the pack was written, and its words without a number.

    The texts are looked for in `folder`, else in the pack's own `sources/`.
    """
    if not pack.head.sources:
        text = "`sources:` names no document; say from which text the pack was written."
        yield Finding(Level.WARNING, "source", "pack.yaml", text)
    for source in pack.head.sources:
        file = _file(pack, source, folder)
        if file is None:
            yield _not_at_hand(source)
        else:
            yield from _compared(source, file)


def _not_at_hand(source: Source) -> Finding:
    text = f"the text of {source.title} is not at hand; give its folder with --sources."
    if not source.file:
        text = (
            f"{source.title} names no file; give `file:` and `sha256:` so that a change is noticed."
        )
    return Finding(Level.NOTE, "source", "pack.yaml", text)


def _compared(source: Source, file: Path) -> Iterator[Finding]:
    """Yield whether a text is the one the pack was written from; if so, its words without a number."""
    found = hashlib.sha256(file.read_bytes()).hexdigest()
    if source.sha256 and source.sha256 != found:
        text = f"{source.file} has changed since the pack was written: read it, then renew sha256."
        yield Finding(Level.ERROR, "source", "pack.yaml", text)
        return
    if not source.sha256:
        text = f"a change of {source.file} would not be noticed; write `sha256: {found}` below it."
        yield Finding(Level.WARNING, "source", "pack.yaml", text)
    yield from _vague(file)


def _file(pack: Pack, source: Source, folder: Path | None) -> Path | None:
    places = [folder] if folder else []
    if pack.folder is not None:
        places.append(pack.folder / "sources")
    found = (place / source.file for place in places if source.file)
    return next((file for file in found if file.is_file()), None)


def _vague(file: Path) -> Iterator[Finding]:
    for number, line in enumerate(
        file.read_text(encoding="utf-8", errors="replace").splitlines(), 1
    ):
        words = sorted({word.lower() for word in VAGUE.findall(line)})
        if words:
            text = f"line {number} says {', '.join(repr(w) for w in words)} without a number."
            yield Finding(Level.NOTE, "no number", file.name, text)
