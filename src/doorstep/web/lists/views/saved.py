"""Saved views: a list's filters under a name, for oneself or shared with a team one manages."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from markupsafe import Markup

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.visible import sight_of
from doorstep.web.components import lines, link
from doorstep.web.lists import services
from doorstep.web.lists.forms import FilterForm, SavedViewForm
from doorstep.web.lists.models import SavedView
from doorstep.web.lists.saved_views import address_of_view, views_for
from doorstep.web.lists.scope import lists_for, scope_of, teams_seen
from doorstep.web.versions import ConflictError

LABELS = {"name": "Name", "shared_with_id": "Shared with", "is_default": "Opens the list"}


@who_can(Can.SEE_TEAM)
def show(request: SignedInRequest) -> HttpResponse:
    """Show the views one saved, and those shared with one's teams."""
    lists = lists_for(request.access)
    views = views_for(request.access, lists)
    own = [_own_row(view, lists) for view in views if view.owner_id == request.access.user_id]
    others = [_row(view, lists) for view in views if view.owner_id != request.access.user_id]
    return render(request, "lists/saved_views.html", {"own": own, "others": others})


@who_can(Can.SEE_TEAM)
def save(request: SignedInRequest) -> HttpResponse:
    """Show the form for a name, and save the filters in the address under it."""
    access = request.access
    scope = scope_of(access, sight_of(access), key=request.GET.get("list", ""))
    query = FilterForm(QueryDict(request.GET.get("query", ""))).filters().query()
    form = SavedViewForm(request.POST or None, teams=_shared_teams(access))
    back = f"{reverse(scope.kind, args=[] if scope.pk is None else [scope.pk])}?{query}"
    if form.is_valid() and _saved(request, form, page=scope.key, query=query):
        messages.success(request, f"Saved as “{form.cleaned_data['name']}”.")
        return HttpResponseRedirect(back)
    context = {"form": form, "title": f"Save this view of {scope.name}", "back": back}
    return render(request, "lists/save_view.html", context)


def _saved(request: SignedInRequest, form: SavedViewForm, *, page: str, query: str) -> bool:
    try:
        services.save_view(page=page, query=query, by=request.access, **_told(form))
    except services.NameTakenError as error:
        form.add_error("name", str(error))
        return False
    return True


def _told(form: SavedViewForm) -> dict[str, Any]:
    return {
        "name": form.cleaned_data["name"],
        "shared_with": form.team,
        "is_default": form.cleaned_data["is_default"],
    }


@who_can(Can.SEE_TEAM)
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the form that changes a view of one's own, and store what it says."""
    view = services.own_view(pk=pk, viewer=request.access)
    teams = _shared_teams(request.access)
    if view.shared_with is not None:
        teams = {view.shared_with.pk: view.shared_with.name, **teams}
    now = {
        "name": view.name,
        "shared_with": view.shared_with_id or "",
        "is_default": view.is_default,
        "version": view.version,
    }
    form = SavedViewForm(request.POST or None, initial=now, teams=teams)
    if form.is_valid():
        try:
            version = form.cleaned_data["version"] or 0
            services.change_view(pk=pk, version=version, by=request.access, **_told(form))
        except services.NameTakenError as error:
            form.add_error("name", str(error))
        except ConflictError as conflict:
            return _conflict(request, conflict, teams)
        else:
            messages.success(request, "The view is changed.")
            return HttpResponseRedirect(reverse("saved-views"))
    context = {"form": form, "title": "Change a saved view", "back": reverse("saved-views")}
    return render(request, "lists/save_view.html", context)


def _conflict(
    request: SignedInRequest, conflict: ConflictError, teams: dict[int, str]
) -> HttpResponse:
    """Show both versions; what was written goes on in hidden fields, with the version that is stored."""
    view: Any = conflict.row

    def said(value: Any) -> str:
        known: dict[Any, str] = {True: "Yes", False: "No", None: "Only me"}
        return known.get(value) or teams.get(value) or str(value)

    rows = [
        (label, said(conflict.mine[name]), said(getattr(view, name)))
        for name, label in LABELS.items()
    ]
    kept = [
        ("name", conflict.mine["name"]),
        ("shared_with", conflict.mine["shared_with_id"] or ""),
        *([("is_default", "on")] if conflict.mine["is_default"] else []),
        ("version", view.version),
    ]
    context = {"rows": rows, "kept": kept, "back": reverse("saved-views")}
    return render(request, "errors/conflict.html", context, status=409)


@who_can(Can.SEE_TEAM)
def delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether to delete a view of one's own, and delete it."""
    if request.method == "POST":
        services.delete_view(pk=pk, by=request.access)
        messages.success(request, "The view is deleted.")
        return HttpResponseRedirect(reverse("saved-views"))
    view = services.own_view(pk=pk, viewer=request.access)
    shared = str(view.shared_with or "")
    return render(request, "lists/delete_view.html", {"name": view.name, "shared": shared})


def _shared_teams(access: Access) -> dict[int, str]:
    """Return the teams a person may share a view with."""
    if not access.has(Can.SHARE_VIEWS):
        return {}
    return dict(teams_seen(access, can=Can.SHARE_VIEWS).values_list("pk", "name"))


def _row(view: SavedView, lists: dict[str, str]) -> list[Any]:
    shared = f"shared with {view.shared_with}" if view.shared_with else ""
    name = lines(
        link(address_of_view(view), view.name), "opens the list" if view.is_default else ""
    )
    return [name, lists[view.page], lines(str(view.owner), shared)]


def _own_row(view: SavedView, lists: dict[str, str]) -> list[Any]:
    change_it = link(reverse("change-view", args=[view.pk]), "Change", hidden=view.name)
    delete_it = link(reverse("delete-view", args=[view.pk]), "Delete", hidden=view.name)
    shared = f"Shared with {view.shared_with}" if view.shared_with else "Only you"
    both = Markup('<span class="d-nowrap">{} {}</span>').format(change_it, delete_it)
    return [*_row(view, lists)[:2], shared, both]
