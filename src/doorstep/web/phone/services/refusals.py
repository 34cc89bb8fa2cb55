"""Why something that a phone sent cannot be taken in: what it is told, and what is kept of it."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404

from doorstep.web.accounts.access import Access
from doorstep.web.caseload.joined import PutAwayError
from doorstep.web.caseload.models import Child, Merge
from doorstep.web.caseload.queries import children_for
from doorstep.web.components import moment
from doorstep.web.decisions.services.doing import SaidOtherwiseError as FiledOtherwiseError
from doorstep.web.outings import services as outings
from doorstep.web.phone.filling import REFUSED, InvalidError
from doorstep.web.phone.models import Sent, SetAside
from doorstep.web.phone.pictures import NotAPictureError
from doorstep.web.phone.services import photographs
from doorstep.web.problems import Wrong
from doorstep.web.visits.services import FutureVisitError, SaidOtherwiseError
from doorstep.workdays import LONDON
from doorstep.workflow import RefusedError

NO_SUCH_CHILD = "There is no such child, or you may not record for them any more."
MAY_NOT = "Your roles do not let you record any more."
OTHERWISE = "Something else was saved under the same number before. Both versions are kept."
SETTLED = (
    "This was settled at the council on {at}: {why}. If it is something else, record it as new."
)
PUT_AWAY = "This record was merged into another. Record it there."


class SentOtherwiseError(Exception):
    """The same id came before, with other content or from somebody else; `row` is what came then."""

    def __init__(self, row: Sent):
        super().__init__(OTHERWISE)
        self.row = row


class SettledError(Exception):
    """It was settled at the council, by hand; `is_same` says that it was this very thing."""

    def __init__(self, row: SetAside, *, is_same: bool):
        super().__init__("It was settled at the council.")
        self.row, self.is_same = row, is_same


REFUSALS = (
    InvalidError, SentOtherwiseError, SettledError, Http404, PermissionDenied, PutAwayError,
    FutureVisitError, SaidOtherwiseError, FiledOtherwiseError, RefusedError, NotAPictureError,
    photographs.SaidOtherwiseError,
    outings.SaidOtherwiseError, outings.OverError, outings.NoReasonError,
)  # fmt: skip
OTHERWISES = (
    SentOtherwiseError, SaidOtherwiseError, FiledOtherwiseError, outings.SaidOtherwiseError,
    photographs.SaidOtherwiseError,
)  # fmt: skip
PLAIN = (
    (OTHERWISES, 409, OTHERWISE), ((PermissionDenied,), 403, MAY_NOT), ((Http404,), 404, NO_SUCH_CHILD),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What a phone is told of something that cannot be taken in as it is."""

    status: int
    says: str
    wrong: tuple[Wrong, ...] = ()

    @property
    def reasons(self) -> list[dict[str, str]]:
        """Return the reasons as they are kept beside it."""
        found = [each._asdict() for each in self.wrong]
        return found or [Wrong("", self.says)._asdict()]


def refusal_of(error: Exception, by: Access) -> Refusal:
    """Return what to say of one of the `REFUSALS`."""
    if isinstance(error, InvalidError):
        return Refusal(status=422, says=REFUSED, wrong=tuple(error.wrong))
    if isinstance(error, SettledError):
        return _of_settled(error)
    if isinstance(error, PutAwayError):
        return Refusal(status=422, says=PUT_AWAY, wrong=(_where_to(error.child, by),))
    for kinds, status, says in PLAIN:
        if isinstance(error, kinds):
            return Refusal(status=status, says=says)
    where = "visit_date" if isinstance(error, FutureVisitError) else ""
    return Refusal(status=422, says=REFUSED, wrong=(Wrong(where, str(error)),))


def _of_settled(error: SettledError) -> Refusal:
    """Return why it was set aside; anything else under its number is a conflict with what was settled."""
    row = error.row
    if error.is_same:
        reasons = tuple(Wrong(each["where"], each["says"]) for each in row.reasons)
        return Refusal(status=row.status, says=reasons[0].says, wrong=reasons)
    at = moment(row.settled_at.astimezone(LONDON)) if row.settled_at else ""
    return Refusal(status=409, says=SETTLED.format(at=at, why=row.settled_why.rstrip(". ")))


def _where_to(child: Child, by: Access) -> Wrong:
    """Return where a record went, to whoever may see that."""
    row = Merge.objects.filter(undone_at=None, child=child).select_related("into").first()
    seen = row is not None and children_for(by).filter(pk=row.into_id).exists()
    into = f" It is now on the record {row.into.child_id}." if row is not None and seen else ""
    return Wrong("child_id", f"{PUT_AWAY}{into}")
