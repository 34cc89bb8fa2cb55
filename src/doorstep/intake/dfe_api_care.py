"""From the placements of the DfE API's JSON to periods of care and placements."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from doorstep.facts import Episode, EpisodeKind
from doorstep.intake.cases import Gathered

LEGAL_STATUS_ONLY, DIED = "L", "E2"


class Placed(NamedTuple):
    """Where a child lived from when until when, and why that began and ended."""

    start: date
    end: date | None
    kind: str
    reason_began: str
    reason_ended: str
    number: str

    def touches(self, later: "Placed") -> bool:
        """Test whether a later one begins before this one has ended, or on that day."""
        return self.end is None or later.start <= self.end


def add_care(placed: Iterable[Placed], child: Gathered) -> None:
    """Add the periods of care and the placements; what does not fit together is remarked on."""
    rows = sorted(dict.fromkeys(placed), key=lambda row: (row.start, row.end or date.max))
    if not rows:
        return
    for start, end in _runs(rows):
        child.episodes.append(Episode(EpisodeKind.PERIOD_OF_CARE, start, end))
    for row in _joined(rows):
        child.episodes.append(
            Episode(EpisodeKind.PLACEMENT, row.start, row.end, row.kind, episode_id=row.number)
        )
    if len([row for row in rows if row.end is None]) > 1:
        child.remarks.append("The child has more than one placement without an end.")
    last = rows[-1]
    if last.reason_ended == DIED and last.end:
        child.died = last.end


def _runs(rows: Sequence[Placed]) -> Iterator[tuple[date, date | None]]:
    """Yield each stretch of placements that touch or overlap (S20)."""
    start, end = rows[0].start, rows[0].end
    for row in rows[1:]:
        if end and row.start > end:
            yield start, end
            start, end = row.start, row.end
        else:
            end = max(end, row.end) if end and row.end else None
    yield start, end


def _joined(rows: Sequence[Placed]) -> list[Placed]:
    """Return the placements, with one that only changed the legal status joined to the one before."""
    found: list[Placed] = []
    for row in rows:
        goes_on = row.reason_began == LEGAL_STATUS_ONLY and found and found[-1].kind == row.kind
        if goes_on and found[-1].touches(row):
            before = found[-1]
            end = max(before.end, row.end) if before.end and row.end else None
            found[-1] = before._replace(end=end, reason_ended=row.reason_ended)
        else:
            found.append(row)
    return found
