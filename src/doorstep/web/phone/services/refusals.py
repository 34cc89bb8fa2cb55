"""Why something that a phone sent cannot be taken in: what it is told, and what is kept of it."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404

from doorstep.web.accounts.access import Access
from doorstep.web.caseload.joined import PutAwayError
from doorstep.web.caseload.models import Child, Merge
from doorstep.web.caseload.queries import children_for
from doorstep.web.decisions.services.doing import SaidOtherwiseError as FiledOtherwiseError
from doorstep.web.outings import services as outings
from doorstep.web.phone.filling import REFUSED, InvalidError
from doorstep.web.phone.models import Sent
from doorstep.web.phone.pictures import NotAPictureError
from doorstep.web.phone.services import photographs
from doorstep.web.problems import Wrong
from doorstep.web.visits.services import FutureVisitError, SaidOtherwiseError
from doorstep.workflow import RefusedError

NO_SUCH_CHILD = "There is no such child, or you may not record for them any more."
MAY_NOT = "Your roles do not let you record any more."
OTHERWISE = "Something else was saved under the same number before. Both versions are kept."
PUT_AWAY = "This record was merged into another. Record it there."


class SentOtherwiseError(Exception):
    """The same id came before, with other content or from somebody else; `row` is what came then."""

    def __init__(self, row: Sent):
        super().__init__(OTHERWISE)
        self.row = row


REFUSALS = (
    InvalidError, SentOtherwiseError, Http404, PermissionDenied, PutAwayError, FutureVisitError,
    SaidOtherwiseError, FiledOtherwiseError, RefusedError, NotAPictureError,
    photographs.SaidOtherwiseError,
    outings.SaidOtherwiseError, outings.OverError, outings.NoReasonError,
)  # fmt: skip
OTHERWISES = (
    SentOtherwiseError, SaidOtherwiseError, FiledOtherwiseError, outings.SaidOtherwiseError,
    photographs.SaidOtherwiseError,
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
    if isinstance(error, OTHERWISES):
        return Refusal(status=409, says=OTHERWISE)
    if isinstance(error, PermissionDenied):
        return Refusal(status=403, says=MAY_NOT)
    if isinstance(error, PutAwayError):
        return Refusal(status=422, says=PUT_AWAY, wrong=(_where_to(error.child, by),))
    if isinstance(error, Http404):
        return Refusal(status=404, says=NO_SUCH_CHILD)
    where = "visit_date" if isinstance(error, FutureVisitError) else ""
    return Refusal(status=422, says=REFUSED, wrong=(Wrong(where, str(error)),))


def _where_to(child: Child, by: Access) -> Wrong:
    """Return where a record went, to whoever may see that."""
    row = Merge.objects.filter(undone_at=None, child=child).select_related("into").first()
    seen = row is not None and children_for(by).filter(pk=row.into_id).exists()
    into = f" It is now on the record {row.into.child_id}." if row is not None and seen else ""
    return Wrong("child_id", f"{PUT_AWAY}{into}")
