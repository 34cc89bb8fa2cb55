"""Staff who cannot work, day by day, of all who hold a worker's role (BUC-1); counts that name nobody.

Who cannot work is away for whatever reason: sick, isolating or at high risk and not working from home,
on leave, or with an absence set. Reasons are not counted apart: of two figures the third would follow.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from doorstep.policy.service import Figure
from doorstep.policy.stack import Stack
from doorstep.reports.figures import figure_rows, speaks_on
from doorstep.vocabulary import Measure
from doorstep.web.wellbeing.queries import availability_over, staff_on
from doorstep.web.wellbeing.standing import Availability
from doorstep.web.wellbeing.words import Category

DAY = timedelta(1)
DAYS_SHOWN = 14
FEWEST = 5
"""Fewer people than these are not counted out: one could tell who they are."""
HIDDEN = f"fewer than {FEWEST}"
ALL_BUT_HIDDEN = f"all but {HIDDEN}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysStaff:
    """How many of the staff are away, work from home, or have not said, on a day."""

    day: date
    of: int
    away: int
    from_home: int
    not_said: int

    @property
    def is_shown(self) -> bool:
        """Test whether the number who are away may be told."""
        return not hides(self.away, self.of)

    @property
    def share(self) -> str:
        """Return the share in per cent; blank where the number is not told."""
        return f"{100 * self.away / self.of:.1f}" if self.of and self.is_shown else ""

    def trend(self, before: "DaysStaff") -> str:
        """Return the change from another day; blank where either number is not told."""
        return f"{self.away - before.away:+d}" if self.is_shown and before.is_shown else ""


def hides(count: int, of: int) -> bool:
    """Test whether a count would tell who is meant: a few, or all but a few.

    Example:
        >>> hides(0, 60), hides(4, 60), hides(5, 60), hides(57, 60), hides(3, 3)
        (False, True, False, True, True)
    """
    return count > 0 and (count < FEWEST or of - count < FEWEST)


def told(count: int, of: int) -> str:
    """Return a count as it is shown.

    Example:
        >>> told(1200, 5000), told(4, 60), told(57, 60)
        ('1,200', 'fewer than 5', 'all but fewer than 5')
    """
    if not hides(count, of):
        return f"{count:,}"
    return HIDDEN if count < FEWEST else ALL_BUT_HIDDEN


def situation(*, on: date, days: int = DAYS_SHOWN) -> list[DaysStaff]:
    """Return the staff of each of the days up to this one and of the day before them, the last first."""
    listed = [on - DAY * number for number in range(days + 1)]
    staff = staff_on(listed)
    everybody = sorted(set().union(*staff.values()))
    found = availability_over(listed, everybody)
    return [_counted(day, staff[day], found[day]) for day in listed]


def _counted(day: date, staff: set[int], found: dict[int, Availability]) -> DaysStaff:
    each = [found[pk].category for pk in staff]
    return DaysStaff(
        day=day,
        of=len(staff),
        away=each.count(Category.AWAY),
        from_home=each.count(Category.FROM_HOME),
        not_said=each.count(Category.NOT_SAID),
    )


def asked_by(policy: Stack, *, on: date) -> list[Figure]:
    """Return the figures of adopted packs that ask for staff who cannot work on a day."""
    return [
        figure
        for figure in policy.figures.values()
        if figure.measure == Measure.STAFF_UNAVAILABLE and speaks_on(figure, policy, on)
    ]


def as_figure(figure: Figure, policy: Stack, days: list[DaysStaff]) -> dict[str, object]:
    """Return one figure of a pack, worked out of these days as any other figure; told or hidden."""
    counted = {each.day: (each.away, each.of) for each in days}
    now = days[0]
    [row] = figure_rows(figure, (), policy, as_at=now.day, staff=counted)
    before = next((d for d in days if d.day == now.day - timedelta(7)), None)
    is_shown = now.is_shown
    return {
        "count": told(now.away, now.of),
        "of": row["of"],
        "share": row["share"] if is_shown else "",
        "trend": row["trend"] if is_shown and before and before.is_shown else "",
    }
