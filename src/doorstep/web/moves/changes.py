"""Read how many different people saw each child of a list, and how many children saw how many."""

from collections.abc import Sequence
from dataclasses import dataclass

from doorstep.reports.continuity import Continuity, continuity
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import CLOSED, Answer, Child
from doorstep.web.caseload.queries import case_facts
from doorstep.web.caseload.visible import Sight, visible
from doorstep.web.lists.scope import Scope

MOST_COUNTED = 400  # children of whom all facts are read for one page; a wider list goes by pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A child, who has them, and how many different people saw them."""

    child_id: str
    name: str
    worker: str
    told: Continuity


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """One page of a list; `figures` say of how many children how many people saw them in six months.

    A list of more children than can be counted at once has no figures, and is in the order of names.
    """

    rows: tuple[Row, ...]
    children: int
    page: int
    pages: int
    figures: tuple[tuple[str, int], ...] = ()


def changes_of(
    access: Access, sight: Sight, scope: Scope, *, page: int, size: int, can: Can = Can.SEE_TEAM
) -> Changes:  # fmt: skip
    """Return one page of the children of a list, those who saw most people in six months first."""
    seen = scope.rows() & visible(access, can, sight, prefix="child__")
    rows = Answer.objects.filter(seen).exclude(standing=CLOSED)
    order = list(rows.order_by("child__name", "pk").values_list("pk", flat=True))
    pages = max(1, -(-len(order) // size))
    page = min(max(page, 1), pages)
    part = slice((page - 1) * size, page * size)
    if len(order) > MOST_COUNTED:
        return Changes(
            rows=tuple(_read(order[part], access)), children=len(order), page=page, pages=pages
        )
    every = sorted(_read(order, access), key=lambda row: -_six(row))
    return Changes(
        rows=tuple(every[part]),
        children=len(order),
        page=page,
        pages=pages,
        figures=_figures(every),
    )


def _read(pks: Sequence[int], access: Access) -> list[Row]:
    found = Child.objects.filter(pk__in=pks).select_related("document", "answer")
    children = {child.pk: child for child in found}
    cases = case_facts(list(children.values()))
    return [
        Row(
            child_id=children[pk].child_id,
            name=children[pk].name or children[pk].child_id,
            worker=children[pk].answer.worker or "No worker",
            told=continuity(cases[pk], on=access.on),
        )
        for pk in pks
    ]


def _six(row: Row) -> int:
    return next(each.people for months, each in row.told.by_months if months == 6)


def _figures(rows: Sequence[Row]) -> tuple[tuple[str, int], ...]:
    seen = [_six(row) for row in rows]
    return (
        ("seen by nobody", seen.count(0)),
        ("seen by one person", seen.count(1)),
        ("seen by two people", seen.count(2)),
        ("seen by three or more", sum(number > 2 for number in seen)),
    )
