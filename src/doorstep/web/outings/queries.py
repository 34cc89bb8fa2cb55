"""Read who is out, where, and what was said; the place is for those concerned, while it lasts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.http import Http404

from doorstep.web.accounts.access import Access
from doorstep.web.caseload.door import Warned, warned_at
from doorstep.web.caseload.head import address_of
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.queries import children_for
from doorstep.web.caseload.visible import sight_of
from doorstep.web.notices.models import Notice
from doorstep.web.outings.models import Outing, OutingAlert, OutingChange
from doorstep.web.outings.people import watched, watches
from doorstep.web.outings.saying import key_of

NO_SUCH_OUTING = "There is no such outing, or it is not yours to see."
LATELY = timedelta(30)
PLACE_TOLD = timedelta(3)
"""So long after the time expected a buddy is told where somebody was, if nobody says that it is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where somebody is: addresses and warnings, and those children the viewer may see by name.

    `read_ids` are the children whose place is told, and those whose warnings are.
    """

    addresses: tuple[str, ...]
    warnings: tuple[str, ...]
    warnings_unseen: int
    child_ids: tuple[str, ...]
    read_ids: tuple[str, ...]
    named: tuple[Child, ...]

    @property
    def unnamed(self) -> int:
        """Return how many of the children the viewer may not see."""
        return len(self.child_ids) - len(self.named)


def get_outing(pk: int, *, viewer: Access) -> Outing:
    """Return an outing for somebody it concerns: who is or was there, the buddy, who answers for them.

    Raises: Http404, the same for one that is not there.
    """
    mine = _mine(viewer) | Q(pk__in=watched(viewer, writing=True).values("pk"))
    rows = Outing.objects.filter(mine, pk=pk).select_related("worker", "second", "buddy")
    found = rows.first()
    if found is None:
        raise Http404(NO_SUCH_OUTING)
    return found


def _mine(viewer: Access) -> Q:
    me = viewer.user_id
    return Q(worker=me) | Q(second=me) | Q(buddy=me)


def open_for(viewer: Access) -> list[Outing]:
    """Return the outings that are not over of somebody, and of whom they watch over or went with."""
    rows = Outing.objects.filter(_mine(viewer), ended_at=None)
    return list(rows.select_related("worker", "second", "buddy").order_by("expected_at", "pk"))


def own_open(viewer: Access) -> Outing | None:
    """Return the outing somebody is on."""
    return Outing.objects.filter(worker=viewer.user_id, ended_at=None).first()


def out_now(viewer: Access) -> "QuerySet[Outing]":
    """Return who is out in the teams somebody sees, the one expected first, first."""
    rows = watched(viewer).filter(ended_at=None)
    return rows.select_related("worker", "second", "buddy").order_by("expected_at", "pk")


def over_lately(viewer: Access) -> "QuerySet[Outing]":
    """Return what is over of the last days in the teams somebody sees, the last first."""
    since = viewer.at - LATELY
    rows = watched(viewer).filter(ended_at__isnull=False, started_at__gte=since)
    return rows.select_related("worker", "second", "buddy").order_by("-started_at", "-pk")


def of_worker(viewer: Access) -> "QuerySet[Outing]":
    """Return the outings of somebody, their own and those they went along on, the last first."""
    rows = Outing.objects.filter(Q(worker=viewer.user_id) | Q(second=viewer.user_id))
    return rows.select_related("worker", "second", "buddy").order_by("-started_at", "-pk")


def last_of(viewer: Access) -> Outing | None:
    """Return somebody's last outing, for what they said then."""
    return Outing.objects.filter(worker=viewer.user_id).order_by("-started_at", "-pk").first()


def where(row: Outing, *, viewer: Access) -> Where:
    """Return where somebody is, as the children's records say today.

    Address and warnings are told whether or not the viewer may see the records: somebody may have to go
    there. Names are not. The worker is told what the children's own pages tell: no address and no words
    of a record that is closed to them, but how many warnings they are not shown.
    """
    children = list(Child.objects.filter(outings__outing=row).order_by("born", "pk"))
    seen = set(
        children_for(viewer).filter(outings__outing=row).values_list("pk", flat=True)
    )  # fmt: skip
    named = tuple(child for child in children if child.pk in seen)
    told = named if row.worker_id == viewer.user_id else tuple(children)
    warned = _warned(children, named, viewer)
    shown = [each for each in warned if each.is_shown or row.worker_id != viewer.user_id]
    child_ids = tuple(child.child_id for child in children)
    return Where(
        addresses=tuple(dict.fromkeys(a for c in told if (a := address_of(c)))),
        warnings=tuple(dict.fromkeys(each.words for each in shown)),
        warnings_unseen=len(warned) - len(shown),
        child_ids=child_ids,
        read_ids=tuple(dict.fromkeys((*child_ids, *(each.child_id for each in shown)))),
        named=named,
    )


def tells_place(row: Outing, *, viewer: Access) -> bool:
    """Test whether the place is told: while somebody is out, and to a buddy or a second not for ever."""
    if not row.is_open:
        return False
    return viewer.at <= row.expected_at + PLACE_TOLD or watches(viewer, row)


def _warned(children: Sequence[Child], named: Sequence[Child], viewer: Access) -> list[Warned]:
    """Return what staff must know at the doors of these children, each warning once.

    Seen through the children whose records are open to the viewer; of the others nothing is shown.
    """
    sight, found = sight_of(viewer), dict[int, Warned]()
    for child in sorted(children, key=lambda child: child not in named):
        for each in warned_at(child, viewer, sight):
            found.setdefault(each.pk, replace(each, is_shown=each.is_shown and child in named))
    return list(found.values())


def said_of(row: Outing) -> list[OutingChange]:
    """Return everything said of an outing in the order it happened."""
    rows = OutingChange.objects.filter(of=row.client_id).select_related("said_by")
    return list(rows.order_by("happened_at", "pk"))


def alerts_of(row: Outing) -> list[OutingAlert]:
    """Return when whom was told that somebody is not back."""
    return list(row.alerts.order_by("raised_at", "stage"))


def named_of(alert: OutingAlert, row: Outing) -> list[str]:
    """Return to whom the messages of an alert were written, as long as those are kept."""
    start = key_of(row, alert.stage, alert.expected_at)
    rows = Notice.objects.filter(key__startswith=start, recipient__isnull=False)
    return [str(name) for name in rows.order_by("pk").values_list("recipient__name", flat=True)]


def late_in(viewer: Access, *, at: datetime) -> tuple[int, int]:
    """Return how many are out in the teams somebody manages, and how many of them are not back."""
    times = list(watched(viewer).filter(ended_at=None).values_list("expected_at", flat=True))
    return len(times), sum(expected <= at for expected in times)
