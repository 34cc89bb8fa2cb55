"""For administrators: how messages fare, and those that did not arrive."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.components import lines, moment, tag
from doorstep.web.notices.models import Notice, State
from doorstep.web.notices.queries.outbox import figures, in_trouble
from doorstep.web.notices.services.outbox import send_again
from doorstep.web.notices.transports.chosen import is_mail_on
from doorstep.workdays import LONDON

COLOURS = {State.FAILED: "orange", State.GIVEN_UP: "red", State.SENT: "green"}


@who_can(Can.ADMINISTER)
@require_safe
def show(request: SignedInRequest) -> HttpResponse:
    """Show how many messages wait or went, and each that did not arrive."""
    page = Paginator(in_trouble(), settings.ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "figures": figures(at=request.access.at),
        "is_mail_on": is_mail_on(),
        "rows": [_row(row) for row in page.object_list],
        "number": page.number,
        "pages": page.paginator.num_pages,
    }
    return render(request, "notices/messages.html", context)


def _row(row: Notice) -> dict[str, Any]:
    return {
        "pk": row.pk,
        "made": at_of(row),
        "to": str(row.recipient or row.webhook),
        "kind": row.get_kind_display(),
        "state": state_tag(row),
        "error": row.last_error,
        "tries": row.attempts,
    }


def at_of(row: Notice) -> str:
    """Return when a message was made, in words."""
    return moment(row.made_at.astimezone(LONDON))


def state_tag(row: Notice) -> Any:
    """Return how far a message is, as a tag, with when it went."""
    said = row.get_state_display()
    sent = moment(row.sent_at.astimezone(LONDON)) if row.sent_at else ""
    return lines(tag(said[:1].upper() + said[1:], COLOURS.get(State(row.state), "grey")), sent)


@who_can(Can.ADMINISTER)
@require_POST
def again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Have a message tried again now."""
    send_again(pk=pk, by=request.access, at=request.access.at)
    messages.success(request, "It is tried again within a minute.")
    return redirect("messages")
