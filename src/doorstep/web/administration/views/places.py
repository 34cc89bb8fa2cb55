"""Teams and localities: the list, one team, and what is changed of them."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from doorstep.web import clock
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.administration.forms.places import (
    ChangeLocalityForm,
    ChangeTeamForm,
    LocalityForm,
    TeamForm,
)
from doorstep.web.administration.queries import places as queries
from doorstep.web.administration.services import places as services
from doorstep.web.administration.views import rows
from doorstep.web.administration.views.pages import LABELS, done, form_page
from doorstep.web.conflicts import conflict_page
from doorstep.web.list_files import form_asked, list_file, take_links
from doorstep.web.versions import ConflictError


@who_can(Can.ADMINISTER)
def places(request: SignedInRequest) -> HttpResponseBase:
    """List teams and localities."""
    teams = rows.team_rows(queries.team_rows(on=clock.today()))
    if form := form_asked(request):
        return list_file(request, form, "teams", rows.TEAM_HEAD, teams)
    page = {
        "head": list(rows.TEAM_HEAD),
        "take": take_links(request),
        "teams": teams,
        "localities": rows.locality_rows(queries.localities()),
    }
    return render(request, "administration/places.html", page)


@who_can(Can.ADMINISTER)
def team_people(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Show who holds a role in a team."""
    team = queries.get_team(pk=pk)
    people = rows.people_in_rows(queries.people_in(team, on=clock.today()))
    if form := form_asked(request):
        return list_file(request, form, f"people-of-team-{pk}", rows.PEOPLE_IN_HEAD, people)
    page = {"team": team, "people": people, "head": list(rows.PEOPLE_IN_HEAD)}
    return render(request, "administration/team.html", page | {"take": take_links(request)})


@who_can(Can.ADMINISTER)
def new_team(request: SignedInRequest) -> HttpResponse:
    """Add a team."""
    back = reverse("places")
    form = TeamForm(request.POST or None, localities=queries.localities())
    if form.is_valid():
        try:
            team = services.add_team(**form.cleaned_data, by=request.access, at=clock.now())
        except services.NameTakenError as error:
            form.add_error("name", str(error))
        else:
            return done(request, f"{team} is added.", back)
    return form_page(request, form, title="Add a team", button="Add", back=back)


@who_can(Can.ADMINISTER)
def change_team(request: SignedInRequest, pk: int) -> HttpResponse:
    """Rename a team, or move it to a locality."""
    team, back = queries.get_team(pk=pk), reverse("team-people", args=[pk])
    initial = {"name": team.name, "locality": team.locality_id, "version": team.version}
    form = ChangeTeamForm(request.POST or None, initial=initial, localities=queries.localities())
    if form.is_valid():
        try:
            services.change_team(team, **form.cleaned_data, by=request.access, at=clock.now())
        except services.NameTakenError as error:
            form.add_error("name", str(error))
        except ConflictError as error:
            return conflict_page(request, error, labels=LABELS, back=back)
        else:
            return done(request, f"{team} is changed.", back)
    return form_page(request, form, title="Change a team", button="Save", back=back)


@who_can(Can.ADMINISTER)
def new_locality(request: SignedInRequest) -> HttpResponse:
    """Add a locality."""
    back = reverse("places")
    form = LocalityForm(request.POST or None)
    if form.is_valid():
        try:
            place = services.add_locality(**form.cleaned_data, by=request.access, at=clock.now())
        except services.NameTakenError as error:
            form.add_error("name", str(error))
        else:
            return done(request, f"{place} is added.", back)
    return form_page(request, form, title="Add a locality", button="Add", back=back)


@who_can(Can.ADMINISTER)
def change_locality(request: SignedInRequest, pk: int) -> HttpResponse:
    """Rename a locality."""
    place, back = queries.get_locality(pk=pk), reverse("places")
    initial = {"name": place.name, "version": place.version}
    form = ChangeLocalityForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            services.change_locality(place, **form.cleaned_data, by=request.access, at=clock.now())
        except services.NameTakenError as error:
            form.add_error("name", str(error))
        except ConflictError as error:
            return conflict_page(request, error, labels=LABELS, back=back)
        else:
            return done(request, f"{place} is renamed.", back)
    return form_page(request, form, title="Change a locality", button="Save", back=back)
