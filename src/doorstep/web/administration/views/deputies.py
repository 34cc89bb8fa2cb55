"""Deputies: all of them for the administrator, one's own for a manager."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from doorstep.web import clock
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.administration.forms.people import VersionForm
from doorstep.web.administration.forms.places import DeputyForm, OwnDeputyForm
from doorstep.web.administration.queries import deputies as queries
from doorstep.web.administration.queries.people import get_person, people_open
from doorstep.web.administration.services import deputies as services
from doorstep.web.administration.views import rows
from doorstep.web.administration.views.pages import LABELS, done, form_page
from doorstep.web.conflicts import conflict_page
from doorstep.web.list_files import form_asked, list_file, take_links
from doorstep.web.versions import ConflictError

MANAGES = Can.SEE_READERS  # what managers' roles may, and no other


@who_can(Can.ADMINISTER)
def deputies(request: SignedInRequest) -> HttpResponseBase:
    """List who acts for whom."""
    return _listed(request, own=False)


@who_can(MANAGES)
def own_deputies(request: SignedInRequest) -> HttpResponseBase:
    """List who acts for oneself."""
    return _listed(request, own=True)


def _listed(request: SignedInRequest, *, own: bool) -> HttpResponseBase:
    today = clock.today()
    now, before = queries.deputies(on=today, acts_for=request.access.user_id if own else None)
    if form := form_asked(request):
        every = rows.deputy_rows([*now, *before], on=today, end="")
        return list_file(request, form, "deputies", rows.DEPUTY_HEAD, every)
    page = {
        "own": own,
        "head": list(rows.DEPUTY_HEAD),
        "take": take_links(request),
        "now": rows.deputy_rows(now, on=today, end="end-own-deputy" if own else "end-deputy"),
        "before": rows.deputy_rows(before, on=today, end=""),
    }
    return render(request, "administration/deputies.html", page)


@who_can(Can.ADMINISTER)
def new_deputy(request: SignedInRequest) -> HttpResponse:
    """Let somebody act for another."""
    form = DeputyForm(request.POST or None, on=clock.today(), people=people_open())
    return _given(request, form, back=reverse("deputies"))


@who_can(MANAGES)
def new_own_deputy(request: SignedInRequest) -> HttpResponse:
    """Let somebody act for oneself."""
    own = request.access.user_id
    people = [(pk, name) for pk, name in people_open() if pk != own]
    form = OwnDeputyForm(request.POST or None, on=clock.today(), people=people)
    return _given(request, form, back=reverse("own-deputies"))


def _given(request: SignedInRequest, form: OwnDeputyForm, *, back: str) -> HttpResponse:
    if form.is_valid():
        asked = form.cleaned_data | {"user": get_person(pk=form.cleaned_data["user"])}
        asked["acts_for"] = get_person(pk=asked.get("acts_for", request.access.user_id))
        try:
            deputy = services.give_deputy(**asked, by=request.access, at=clock.now())
        except (services.DeputyAlreadyError, services.OwnDeputyError) as error:
            form.add_error("user", str(error))
        else:
            return done(request, f"{deputy.user} acts for {deputy.acts_for}.", back)
    lead = "On these days they see and do what the person they act for may see and do. It is on record."
    return form_page(
        request, form, title="Set a deputy", button="Set the deputy", back=back, lead=lead
    )


@who_can(Can.ADMINISTER)
def end_deputy(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a deputy's time today, after asking."""
    return _ended(request, pk, own=False)


@who_can(MANAGES)
def end_own_deputy(request: SignedInRequest, pk: int) -> HttpResponse:
    """End today the time of somebody who acts for oneself, after asking."""
    return _ended(request, pk, own=True)


def _ended(request: SignedInRequest, pk: int, *, own: bool) -> HttpResponse:
    deputy = queries.get_deputy(pk=pk, acts_for=request.access.user_id if own else None)
    back = reverse("own-deputies" if own else "deputies")
    form = VersionForm(request.POST or None, initial={"version": deputy.version})
    if form.is_valid():
        version = form.cleaned_data["version"]
        try:
            services.end_deputy(deputy, version=version, by=request.access, at=clock.now())
        except ConflictError as error:
            return conflict_page(request, error, labels=LABELS, back=back)
        return done(request, f"{deputy.user} no longer acts for {deputy.acts_for}.", back)
    return form_page(
        request,
        form,
        title="End a deputy’s time",
        button="End it today",
        back=back,
        caption=str(deputy),
    )
