"""Read what is adopted, what could be, and what a proposal would change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from doorstep.policy import PackError, find_pack, shipped_packs
from doorstep.policy.adopt import stack_of
from doorstep.policy.adoption import Adoption
from doorstep.policy.check.adoption import check_adoption
from doorstep.policy.check.finding import Finding
from doorstep.policy.diff import Change, diff
from doorstep.policy.load import load_pack
from doorstep.policy.pack import Pack
from doorstep.policy.stack import Stack
from doorstep.web.caseload.queries import out_of_date, to_answer
from doorstep.web.policies.models import AdoptedPack
from doorstep.web.policies.queries import NothingAdoptedError, adopted_rows, as_written
from doorstep.web.policies.standing import standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Available:
    """A pack that can be adopted; or why it cannot."""

    name: str
    title: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a change of the adoption would change."""

    duties_before: int
    duties_after: int
    new: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    changes: tuple[Change, ...]


def adoption_rows() -> list[AdoptedPack]:
    """Return every line of the adoption, those taken back too, the latest first."""
    rows = adopted_rows(with_taken_back=True).select_related("recorded_by")
    return list(rows.order_by("-start_date", "-pk"))


def available_packs() -> list[Available]:
    """Return the shipped packs and those of the authority's own folder."""
    folder = Path(settings.PACKS) if settings.PACKS else None
    own = sorted(f.parent.name for f in folder.glob("*/pack.yaml")) if folder else []
    return [_available(name) for name in (*own, *(n for n in shipped_packs() if n not in own))]


def _available(name: str) -> Available:
    try:
        head = _pack(name).head
    except PackError as error:
        return Available(name=name, title=name, problems=tuple(error.problems))
    return Available(name=name, title=f"{head.title}, version {head.version}")


def _pack(name: str) -> Pack:
    own = Path(settings.PACKS or ".") / name
    return load_pack(own) if (own / "pack.yaml").is_file() else find_pack(name)


def title_of(name: str) -> str:
    """Return a pack's title, or its name where it cannot be read."""
    try:
        return _pack(name).head.title
    except (PackError, LookupError):
        return name


def progress(*, on: date) -> tuple[int, int]:
    """Return how many children's answers are up to date, of how many; of none without a policy.

    Raises: PackError; LookupError where an adopted pack cannot be read.
    """
    try:
        late = out_of_date(on=on).count()
    except NothingAdoptedError:
        return 0, 0
    every = to_answer(on=on).count()
    return every - late, every


def preview(*, without: AdoptedPack | None, row: AdoptedPack, on: date) -> Preview:
    """Return what changes if the adoption has this line, in the place of `without` if that is given.

    Raises: PackError; ValueError where the packs cannot stand together.
    """
    rows = list(adopted_rows())
    others = [each for each in rows if without is None or each.pk != without.pk]
    kept = [] if row.end_date == row.start_date else [row]
    before, after = _as_it_is(rows), _stack([*others, *kept])
    was, now = _findings(before, on), _findings(after, on)
    day = row.end_date if without is not None and row.end_date else row.start_date
    return Preview(
        duties_before=_duties(before, day),
        duties_after=_duties(after, day),
        new=tuple(f for f in now if f not in was),
        gone=tuple(f for f in was if f not in now),
        changes=tuple(_changes(before, after)),
    )


Composed = tuple[Adoption, Stack] | None


def _stack(rows: Iterable[AdoptedPack]) -> Composed:
    adopted: list[dict[str, Any]] = [as_written(row) for row in rows]
    if not adopted:
        return None
    made = Adoption.model_validate({"authority": settings.AUTHORITY or "x", "adopted": adopted})
    return made, stack_of(made, Path(settings.PACKS or "."))


def _as_it_is(rows: Iterable[AdoptedPack]) -> Composed:
    """Return the stack of today; none where it is broken, for that is what a change may mend."""
    try:
        return _stack(rows)
    except (PackError, LookupError):
        return None


def _findings(composed: Composed, on: date) -> list[Finding]:
    return check_adoption(*composed, as_at=on) if composed else []


def _duties(composed: Composed, on: date) -> int:
    """Return how many duties ask for something on a day."""
    if composed is None:
        return 0
    entries = standing(composed[1], on).entries()
    return sum(bool(entry.often) for entry in entries)


def _changes(before: Composed, after: Composed) -> list[Change]:
    if before is None or after is None:
        return []
    return diff(before[1], after[1])
