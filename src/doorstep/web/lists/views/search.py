"""Search for a child; what is searched for is posted, so that no name stands in an address or a log."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.lists import services
from doorstep.web.lists.forms import SearchForm
from doorstep.web.lists.links import to_child
from doorstep.web.lists.search import MOST, Found, found

SUGGESTED = 8


@who_can(Can.SEE_CHILD)
def show(request: SignedInRequest) -> HttpResponse:
    """Show the search, and whom it finds."""
    form = SearchForm(request.POST or None)
    context: dict[str, object] = {"form": form, "rows": None, "most": MOST}
    context["may_add"] = request.access.has(Can.RECORD)
    if form.is_valid():
        children = found(form.cleaned_data["q"], viewer=request.access)
        ids = [child.child_id for child in children]
        services.record_shown(
            action="search", subject_id="children", by=request.access, detail={"found": ids}
        )
        context["rows"] = _rows(children)
    return render(request, "lists/search.html", context)


@who_can(Can.SEE_CHILD)
@require_POST
def suggest(request: SignedInRequest) -> HttpResponse:
    """Give the piece of the page that says whom a search would find, as somebody types."""
    form = SearchForm(request.POST)
    asked = form.cleaned_data["q"] if form.is_valid() else ""
    children = found(asked, viewer=request.access, most=SUGGESTED) if len(asked) > 1 else []
    return render(
        request, "lists/suggestions.html", {"rows": _rows(children), "asked": bool(asked)}
    )


def _rows(children: list[Found]) -> list[dict[str, str]]:
    return [
        {
            "href": to_child("child", child.child_id),
            "name": child.name,
            "id": child.child_id,
            "age": "Age not known" if child.age is None else f"Age {child.age}",
            "district": child.district,
            "worker": child.worker or ("No worker" if child.is_open else "Closed"),
            "team": child.team,
        }
        for child in children
    ]
