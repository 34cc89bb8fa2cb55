"""What a change asked of children under their lock, so that it is not asked again to answer them anew."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from doorstep.web.caseload.joined import Joined, joined
from doorstep.web.caseload.models import Child, Event, Visit
from doorstep.web.caseload.queries import Here, recorded_here


class Known(NamedTuple):
    """What was asked of children under their lock: the merges that stand, and the rows recorded here."""

    merges: Joined
    here: Mapping[int, Here]

    def with_written(self, visits: Iterable[Visit], events: Iterable[Event]) -> "Known":
        """Return the same with visits and events that were written since."""
        here = dict(self.here)
        for name, rows in (("visits", visits), ("events", events)):
            for row in rows:
                for pk in self.merges.members(row.child_id):
                    held = here[pk]
                    here[pk] = held._replace(**{name: [*getattr(held, name), row]})
        return Known(self.merges, here)


def known_of(children: Sequence[Child]) -> Known:
    """Return what was recorded here of children whose rows this transaction has locked."""
    merges = joined()
    return Known(merges, recorded_here(children, merges))
