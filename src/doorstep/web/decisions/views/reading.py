"""Read several decisions one after another; each is signed, or left, on its own."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from doorstep.vocabulary import Action
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.audit.words import Action as Told
from doorstep.web.caseload.reading import reading
from doorstep.web.decisions import act_page, acting, choices, pages, queries, queues, services
from doorstep.web.decisions.acting import Asked
from doorstep.web.decisions.models import Decision
from doorstep.web.decisions.saying import refused, to_do
from doorstep.web.decisions.views.acting import moved_on
from doorstep.web.policies.queries import stack
from doorstep.web.visits.queries import child_to_record
from doorstep.workflow import RefusedError

MOST_LEFT = 200


@who_can(Can.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def read_and_sign(request: SignedInRequest) -> HttpResponse:
    """Read several decisions one after another, and sign each."""
    if request.method == "POST":
        return _sign(request)
    left, signed = _left(request), acting.number_in(request.GET.get("signed", "0"))
    row, remaining = queues.next_to_sign(request.access, left)
    if row is None:
        return render(request, "decisions/read_done.html", {"signed": signed, "left": len(left)})
    return _page(request, row, _progress(signed, left, remaining))


def _sign(request: SignedInRequest) -> HttpResponse:
    """Sign the one decision that is shown, and go on to the next."""
    access, sent = request.access, request.POST
    action = sent.get("action", "")
    if action not in set(Action):
        raise Http404(queries.NO_SUCH_DECISION)
    child = child_to_record(child_id=sent.get("child", ""), viewer=access)
    row = queries.get_decision(child=child, pk=acting.number_in(sent.get("decision")))
    found = queries.opened(row, child, stack(), on=access.on)
    asked = acting.asked_for(found, action, access, sent)
    left, signed = _left(request), acting.number_in(request.GET.get("signed", "0"))
    stale = asked is None or acting.is_stale(found, sent)
    otherwise = asked is not None and acting.is_otherwise(found, asked.choice.does, sent)
    if asked is None or stale or otherwise:
        return moved_on(request, child.child_id, row.pk, action, otherwise=not stale)
    if asked.is_valid():
        try:
            after = services.act(
                child_id=child.child_id,
                decision=row.pk,
                doing=asked.doing(),
                by=access,
                at=access.at,
            )
        except (services.MovedOnError, services.SaidOtherwiseError):
            return moved_on(request, child.child_id, row.pk, action)
        except RefusedError as error:
            asked.form.add_error(None, refused(error))
        else:
            name = child.name or child.child_id
            messages.success(request, f"{name}: {act_page.after_words(after)}")
            return redirect(_address(signed + 1, left))
    remaining = queues.to_sign(access).exclude(pk__in=left).count()
    return _page(request, row, _progress(signed, left, remaining), asked)


def _page(
    request: SignedInRequest, row: Decision, progress: dict[str, Any], asked: Asked | None = None
) -> HttpResponse:
    viewer, child_id = request.access, row.child.child_id
    with reading(
        child_id, viewer=viewer, action=Told.READ_DECISION, page="read-and-sign", can=Can.RECORD
    ) as record:
        fresh = queries.get_decision(child=record.child, pk=row.pk)
        found = queries.opened(fresh, record.child, stack(), on=viewer.on)
        mine = choices.choices(found, viewer)
        signs = next((c for c in mine if c.does.signature and c.can), None)
        if asked is None and signs is not None:
            asked = acting.asked_for(found, signs.does.action, viewer, None)
        if asked is None:
            shown = _cannot(record, found, viewer, mine)
        else:
            shown = act_page.act(
                record, found, asked.choice, viewer=viewer, form=asked.form, own=asked.own
            )
        done = asked.choice.does.action if asked else ""
        others = [
            b for b in pages.buttons(found, mine, viewer) if not b["href"].endswith(f"/{done}/")
        ]
        more = {"others": others, "leave": _leave(request, row.pk), "asked": asked is not None}
        return render(request, "decisions/read.html", shown | progress | more)


def _cannot(record: Any, found: Any, viewer: Any, mine: list[choices.Choice]) -> dict[str, Any]:
    """Return what to show of a decision that waits for the person's role, but not for them."""
    why = [f"{to_do(c.does.action)}: {c.because}" for c in mine if not c.can]
    return pages.frame(record, found, viewer) | {
        "filled": pages.content(found),
        "also": pages.beside(found),
        "compare": "",
        "why": why,
    }


def _progress(signed: int, left: frozenset[int], remaining: int) -> dict[str, Any]:
    gone = signed + len(left)
    return {"number": gone + 1, "of": gone + max(remaining, 1)}


def _left(request: SignedInRequest) -> frozenset[int]:
    """Return the decisions that the person has left unsigned in this round."""
    told = request.GET.get("left", "").split(",")[:MOST_LEFT]
    return frozenset(int(pk) for pk in told if pk.isdecimal() and len(pk) < 12)


def _leave(request: SignedInRequest, pk: int) -> str:
    signed = acting.number_in(request.GET.get("signed", "0"))
    return _address(signed, _left(request) | {pk})


def _address(signed: int, left: frozenset[int]) -> str:
    told = {"signed": str(signed)} | ({"left": ",".join(map(str, sorted(left)))} if left else {})
    return f"{reverse('read-and-sign')}?{urlencode(told)}"
