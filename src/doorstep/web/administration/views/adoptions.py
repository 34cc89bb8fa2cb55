"""What the authority adopts: the list, a proposal with what it changes, adopting and ending."""

from copy import copy
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from doorstep.policy import PackError
from doorstep.policy.diff import by_whom
from doorstep.web import clock
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.administration.forms.adoptions import AdoptForm
from doorstep.web.administration.forms.people import EndForm
from doorstep.web.administration.queries import adoptions as queries
from doorstep.web.administration.views import rows
from doorstep.web.administration.views.pages import LABELS, done, form_page
from doorstep.web.components import day
from doorstep.web.conflicts import conflict_page
from doorstep.web.policies import services
from doorstep.web.policies.queries import get_adopted
from doorstep.web.versions import ConflictError

CANNOT = "The packs cannot stand together like this: {error}"
WORKED_OUT = "Every child’s answer is worked out anew; this page says how far that is."


@who_can(Can.ADOPT_POLICY)
def adoptions(request: SignedInRequest) -> HttpResponse:
    """List what is adopted and what could be, and how far the answers are worked out under it."""
    today, broken = clock.today(), ""
    try:
        up_to_date, of = queries.progress(on=today)
    except (PackError, LookupError) as error:
        up_to_date, of, broken = 0, 0, str(error)
    page = {
        "broken": broken,
        "adopted": rows.adoption_rows(queries.adoption_rows(), on=today),
        "packs": rows.available_rows(queries.available_packs()),
        "up_to_date": up_to_date,
        "of": of,
    }
    return render(request, "administration/adoptions.html", page)


@who_can(Can.ADOPT_POLICY)
def adopt(request: SignedInRequest) -> HttpResponse:
    """Adopt a pack: first what it would change is shown, then it is adopted."""
    back = reverse("adoptions")
    form = AdoptForm(
        request.POST or None, initial={"start_date": clock.today()}, packs=queries.available_packs()
    )
    if form.is_valid() and request.POST.get("step") == "adopt":
        try:
            row = services.adopt_pack(form.proposed(), by=request.access, at=clock.now())
        except services.AdoptedAlreadyError as error:
            form.add_error("pack", str(error))
        else:
            title = queries.title_of(row.pack)
            return done(
                request, f"{title} is adopted from {day(row.start_date)}. {WORKED_OUT}", back
            )
    elif form.is_valid() and request.POST.get("step") != "change":
        row = form.proposed().as_row()
        seen = _preview(form, row=row, without=None)
        if seen is not None:
            words = {"title": "Adopt this pack?", "button": "Adopt", "step": "adopt"}
            return _shown(request, form, seen, words | {"back": back, "facts": rows.proposal(row)})
    lead = "The next page shows what would change. Nothing is adopted before that."
    return form_page(
        request, form, title="Adopt a pack", button="See what changes", back=back, lead=lead
    )


@who_can(Can.ADOPT_POLICY)
def end_adoption(request: SignedInRequest, pk: int) -> HttpResponse:
    """End an adoption before a day: first what that would change is shown."""
    row, back = get_adopted(pk=pk), reverse("adoptions")
    initial = {
        "end_date": row.end_date or max(clock.today(), row.start_date),
        "version": row.version,
    }
    form = EndForm(request.POST or None, initial=initial, earliest=row.start_date)
    title = queries.title_of(row.pack)
    if form.is_valid() and request.POST.get("step") == "end":
        try:
            services.end_adoption(row, **form.cleaned_data, by=request.access, at=clock.now())
        except ConflictError as error:
            return conflict_page(request, error, labels=LABELS, back=back)
        except services.AdoptedAlreadyError as error:
            form.add_error("end_date", str(error))
        else:
            return done(request, f"{title} ends before {day(row.end_date)}. {WORKED_OUT}", back)
    elif form.is_valid() and request.POST.get("step") != "change":
        ended = copy(row)
        ended.end_date = form.cleaned_data["end_date"]
        seen = _preview(form, row=ended, without=row)
        if seen is not None:
            words = {"title": "End this adoption?", "button": "End it", "step": "end"}
            return _shown(
                request, form, seen, words | {"back": back, "facts": rows.proposal(ended)}
            )
    return form_page(
        request, form, title="End an adoption", button="See what changes", back=back, caption=title,
        lead="The day it began takes it back, as if it had not been adopted.",
    )  # fmt: skip


def _preview(form: Any, *, row: Any, without: Any) -> queries.Preview | None:
    """Return what would change; where the packs cannot stand together the form says why."""
    try:
        return queries.preview(row=row, without=without, on=clock.today())
    except (PackError, LookupError, ValueError) as error:
        form.add_error(None, CANNOT.format(error=error))
        return None


def _shown(
    request: SignedInRequest, form: Any, seen: queries.Preview, words: dict[str, Any]
) -> HttpResponse:
    kept = [(k, v) for k, vs in request.POST.lists() if k not in rows.NOT_KEPT for v in vs]
    page = words | {
        "kept": kept,
        "preview": seen,
        "new": rows.finding_rows(seen.new),
        "gone": rows.finding_rows(seen.gone),
        "groups": rows.change_groups(by_whom(seen.changes)),
    }
    return render(request, "administration/preview.html", page)
