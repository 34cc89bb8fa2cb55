"""Add a child by hand: the form, the records that are much like it, and the child's page."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.queries import children_for
from doorstep.web.components import day, words
from doorstep.web.imports import adding
from doorstep.web.imports.double_forms import AddChildForm
from doorstep.web.imports.doubles import duplicates_of, person_of, tell_shown

ADDED = "The child is added, and is marked as added by hand until an extract brings the record."


@who_can(Can.RECORD)
def add_child(request: SignedInRequest) -> HttpResponse:
    """Show the form, then the records much like the child, then add the child."""
    access = request.access
    form = AddChildForm(request.POST if request.method == "POST" else None, by=access)
    if not form.is_valid() or "change" in request.POST:
        form = form if not form.is_valid() else AddChildForm(request.POST, by=access)
        return render(request, "imports/add_child.html", {"form": form})
    newcomer, client_id = form.newcomer(), form.cleaned_data["client_id"]
    person = person_of(
        adding.case_of(newcomer, adding.id_of(client_id), at=access.at), newcomer.name, on=access.on
    )
    if "none_of_these" not in request.POST:
        warned = duplicates_of([person], viewer=access).get(str(person.key))
        if warned:
            tell_shown(warned, by=access, at=access.at)
            return _much_alike(request, warned)
    try:
        child = adding.add_child(newcomer=newcomer, client_id=client_id, by=access, at=access.at)
    except adding.AddedOtherwiseError as conflict:
        return _said_otherwise(request, form, conflict)
    messages.success(request, ADDED)
    visible = children_for(access).filter(pk=child.pk).exists()
    return redirect("child", child.child_id) if visible else redirect("my-day")


def _much_alike(request: SignedInRequest, warned: object) -> HttpResponse:
    left_out = ("csrfmiddlewaretoken", "change", "none_of_these")
    kept = [(n, v) for n, v in request.POST.items() if n not in left_out]
    return render(request, "imports/much_alike.html", {"it": warned, "kept": kept})


def _said_otherwise(
    request: SignedInRequest, form: AddChildForm, conflict: adding.AddedOtherwiseError
) -> HttpResponse:
    """Show what the same form added before beside what it says now; the person chooses."""
    told, child = form.newcomer(), conflict.child
    rows = [
        ("Name", told.name, child.name),
        ("Born", day(told.born), day(child.born)),
        ("What begins", words(told.kind), "as recorded then"),
    ]
    left_out = ("csrfmiddlewaretoken", "client_id")
    kept = [(n, v) for n, v in request.POST.items() if n not in left_out]
    context = {"rows": rows, "kept": [*kept, ("client_id", uuid4())], "back": "/", "errors": True}
    return render(request, "errors/conflict.html", context, status=409)
