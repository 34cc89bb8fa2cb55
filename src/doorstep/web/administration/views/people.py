"""People: the list, one person, and what is changed of them."""

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from doorstep.web import clock
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.models import User
from doorstep.web.accounts.words import Can
from doorstep.web.administration.forms.people import (
    ChangePersonForm,
    FindForm,
    PeopleFilter,
    PersonForm,
)
from doorstep.web.administration.queries import people as queries
from doorstep.web.administration.queries.places import teams
from doorstep.web.administration.services import people as services
from doorstep.web.administration.views import rows
from doorstep.web.administration.views.pages import LABELS, done, form_page
from doorstep.web.conflicts import conflict_page
from doorstep.web.list_files import form_asked, list_file, take_links
from doorstep.web.versions import ConflictError

MOST_IN_FILE = 1_000_000


@who_can(Can.ADMINISTER)
def people(request: SignedInRequest) -> HttpResponseBase:
    """List people; a name to find is posted, so that it stands in no address."""
    find = FindForm(request.POST or None)
    words = find.cleaned_data["words"] if find.is_bound and find.is_valid() else ""
    form = PeopleFilter(request.GET, teams=teams())
    asked = form.cleaned_data if form.is_valid() else {}
    wanted = queries.Wanted(
        state="all" if words else asked.get("state") or "open",
        role=asked.get("role", ""),
        team=asked.get("team"),
        words=words,
        sort=request.GET.get("sort", "name"),
    )
    if form_of_file := form_asked(request):
        every = queries.people_for(wanted, on=clock.today(), size=MOST_IN_FILE)
        head = rows.people_head("", wanted.sort)
        return list_file(request, form_of_file, "people", head, rows.people_rows(every))
    found = queries.people_for(wanted, on=clock.today(), page=_number(request.GET.get("page")))
    chosen = {"state": wanted.state, "role": wanted.role, "team": str(wanted.team or "")}
    query = urlencode({name: value for name, value in chosen.items() if value})
    page = {
        "find": find,
        "filter": form,
        "found": found,
        "words": words,
        "head": rows.people_head(query, wanted.sort),
        "rows": rows.people_rows(found),
        "applied": rows.applied(form, chosen),
        "query": urlencode({"sort": wanted.sort}) + (f"&{query}" if query else ""),
        "take": [] if words else take_links(request),
    }
    return render(request, "administration/people.html", page)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 7 else 1


@who_can(Can.ADMINISTER)
def new_person(request: SignedInRequest) -> HttpResponse:
    """Add somebody who may sign in."""
    form = PersonForm(request.POST or None)
    if form.is_valid():
        try:
            user = services.add_person(**form.cleaned_data, by=request.access, at=clock.now())
        except services.TakenError as error:
            form.add_error(error.field, str(error))
        else:
            text = f"{user} is added. Give them a role, and a link to set a password."
            return done(request, text, reverse("person", args=[user.pk]))
    return form_page(request, form, title="Add a person", button="Add", back=reverse("people"))


@who_can(Can.ADMINISTER)
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one person: how they sign in, their roles, their deputies."""
    user = queries.get_person(pk=pk)
    now = clock.now()
    ways = queries.ways_in(user, at=now)
    page = {
        "user": user,
        "facts": rows.person_facts(user, ways),
        "roles": rows.role_rows(user, queries.roles_held(user), on=now.date()),
        "deputies": rows.deputy_rows(queries.deputies_of(user), on=now.date(), end=""),
        "is_locked": ways.locked_until is not None,
        "has_second_factors": ways.second_factors > 0,
    }
    return render(request, "administration/person.html", page)


@who_can(Can.ADMINISTER)
def change_person(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a person's name, username or worker id."""
    user = queries.get_person(pk=pk)
    form = ChangePersonForm(request.POST or None, initial=_values(user))
    back = reverse("person", args=[pk])
    if form.is_valid():
        try:
            services.change_person(user, **form.cleaned_data, by=request.access, at=clock.now())
        except services.TakenError as error:
            form.add_error(error.field, str(error))
        except ConflictError as error:
            return conflict_page(request, error, labels=LABELS, back=back)
        else:
            return done(request, f"{user} is changed.", back)
    return form_page(request, form, title="Change a person", button="Save", back=back)


def _values(user: User) -> dict[str, object]:
    return {name: getattr(user, name) for name in ("name", "username", "worker_id", "version")}
