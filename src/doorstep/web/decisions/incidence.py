"""How much of the virus there is where a child lives: the published rate of the child's area (PLG-5)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings

from doorstep.web.accounts.models import Locality
from doorstep.web.caseload.models import Answer, Child
from doorstep.web.components import day
from doorstep.web.decisions.models import Incidence

OLD = timedelta(14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """The rate of an area in one week, and whether it is too old to say much of the day."""

    area: str
    week_ending: date
    rate: Decimal
    source: str
    is_old: bool

    @property
    def words(self) -> str:
        """Return the figure in a sentence."""
        source = f" ({self.source})" if self.source else ""
        told = (
            f"{self.area}: {self.rate:,} in 100,000 people in the week to"
            f" {day(self.week_ending)}{source}."
        )
        old = " This figure is more than 14 days old: look for a newer one."
        return told + old if self.is_old else told


def incidence_for(child: Child, *, on: date) -> Figure | None:
    """Return the latest rate up to a day where a child lives, as the child's team tells.

    It is that of the team's locality; where there is none, that of the whole authority.
    """
    place = Answer.objects.filter(child=child).values_list("team__locality__name", flat=True)
    found = (figure_of(area, on=on) for area in (place.first() or "", settings.AUTHORITY) if area)
    return next((figure for figure in found if figure), None)


def figure_of(area: str, *, on: date) -> Figure | None:
    """Return the latest rate of an area up to a day; of one week, what was stored last."""
    rows = Incidence.objects.filter(area_key=area_key(area), week_ending__lte=on)
    row = rows.order_by("-week_ending", "-pk").first()
    if row is None:
        return None
    return Figure(
        area=row.area,
        week_ending=row.week_ending,
        rate=row.rate,
        source=row.source,
        is_old=on - row.week_ending > OLD,
    )


def own_areas() -> list[str]:
    """Return the areas whose figures are used: every locality, and the authority."""
    places = list(Locality.objects.order_by("name").values_list("name", flat=True))
    return list(dict.fromkeys([*places, *([settings.AUTHORITY] if settings.AUTHORITY else [])]))


def other_areas() -> list[str]:
    """Return the areas of which there are figures that are used for no child."""
    own = [area_key(area) for area in own_areas()]
    rows = Incidence.objects.exclude(area_key__in=own).order_by("area_key")
    return list(dict(rows.values_list("area_key", "area")).values())


def area_key(area: str) -> str:
    """Return a name by which areas are told apart, however it is spaced or written large.

    Example:
        >>> area_key("  East  March ") == area_key("EAST MARCH")
        True
    """
    return " ".join(area.casefold().split())
