"""What one of the two policies asks of the whole caseload: its account, its work, its decisions."""

from collections import Counter
from datetime import date

from doorstep.policy import Pack
from doorstep.reports.dry_run.contacts import Kind, Under
from doorstep.reports.dry_run.decisions import Decisions
from doorstep.reports.dry_run.firing import Firing
from doorstep.reports.dry_run.moves import person_of
from doorstep.reports.dry_run.projection import projected, week_of
from doorstep.reports.due import Account

Work = Counter[tuple[str, int, Kind]]  # by team, week and kind


class Side:
    """One policy's answers, counted child by child."""

    def __init__(self, pack: Pack, as_at: date):
        self.pack, self.as_at = pack, as_at
        self.account = Account()
        self.firing = Firing(pack, as_at)
        self.decisions = Decisions(pack, as_at)
        self.work: Work = Counter()
        self.overdue_work: Work = Counter()

    def add(self, found: Under) -> None:
        """Count one open child in."""
        self.account.add(found.answer)
        self.firing.add(found.answer)
        team = person_of(found).team
        planned = list(projected(found))
        for each in planned:
            place = team, week_of(each.day, self.as_at), each.kind
            self.work[place] += 1
            self.overdue_work[place] += each.is_overdue
        self.decisions.add(found.answer, planned)

    def contacts(self, kind: Kind) -> int:
        """Return how many visits or calls the four weeks ask for."""
        return sum(n for (_, _, k), n in self.work.items() if k == kind)
