"""Roles: given and ended."""

from django.http import HttpResponse
from django.urls import reverse

from doorstep.web import clock
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.administration.forms.people import EndForm, RoleForm
from doorstep.web.administration.queries.people import get_person, get_role, where
from doorstep.web.administration.queries.places import localities, teams
from doorstep.web.administration.services import roles as services
from doorstep.web.administration.services.lasting import LastAdministratorError
from doorstep.web.administration.views.pages import LABELS, done, form_page
from doorstep.web.components import day, words, words_within
from doorstep.web.conflicts import conflict_page
from doorstep.web.moves.leaving import StillHoldsError
from doorstep.web.versions import ConflictError


@who_can(Can.ADMINISTER)
def give_role(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a person a role from today or a later day on."""
    user, back, today = get_person(pk=pk), reverse("person", args=[pk]), clock.today()
    form = RoleForm(
        request.POST or None,
        initial={"start_date": today},
        on=today,
        teams=teams(),
        localities=localities(),
    )
    if form.is_valid():
        try:
            services.give_role(user, form.grant(), by=request.access, at=clock.now())
        except (services.HeldAlreadyError, services.OwnRoleError) as error:
            form.add_error("role", str(error))
        else:
            return done(request, f"They are {words_within(form.cleaned_data['role'])} now.", back)
    return form_page(
        request, form, title="Give a role", button="Give the role", back=back, caption=str(user)
    )


@who_can(Can.ADMINISTER)
def end_role(request: SignedInRequest, pk: int, role_pk: int) -> HttpResponse:
    """End a role before a day; the past stays as it was."""
    user, back, today = get_person(pk=pk), reverse("person", args=[pk]), clock.today()
    held = get_role(user=user, pk=role_pk)
    earliest = max(today, held.start_date)
    initial = {"end_date": earliest, "version": held.version}
    form = EndForm(request.POST or None, initial=initial, earliest=earliest)
    if form.is_valid():
        try:
            services.end_role(held, **form.cleaned_data, by=request.access, at=clock.now())
        except (LastAdministratorError, StillHoldsError) as error:
            form.add_error("end_date", str(error))
        except ConflictError as error:
            return conflict_page(request, error, labels=LABELS, back=back)
        else:
            return done(request, f"The role ends before {day(held.end_date)}.", back)
    caption = f"{user}: {words(held.role)}, {where(held)}"
    lead = "Today ends it at once. The day it started takes it back, as if it had not been given."
    return form_page(
        request,
        form,
        title="End a role",
        button="End the role",
        back=back,
        caption=caption,
        lead=lead,
    )
