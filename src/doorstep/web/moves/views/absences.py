"""When somebody is away and who covers: listed, set, ended."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.models import User
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.visible import sight_of
from doorstep.web.components import day
from doorstep.web.conflicts import conflict_page
from doorstep.web.moves import absences as services
from doorstep.web.moves import shown
from doorstep.web.moves.forms import AbsenceForm, VersionForm
from doorstep.web.moves.models import Absence
from doorstep.web.moves.people import candidates, get_colleague
from doorstep.web.versions import ConflictError


@who_can(Can.MOVE)
def absences(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show when somebody is away, with what falls due meanwhile; set an absence."""
    access = request.access
    person = get_colleague(access, pk=pk, on=access.on)
    people = candidates(access, sight_of(access), on=access.on)
    form = AbsenceForm(
        request.POST or None,
        initial={"client_id": uuid4()},
        people={
            each.pk: each.label for each in people.values() if each.pk not in (pk, access.user_id)
        },
        on=access.on,
    )
    if form.is_valid():
        cover = User.objects.filter(pk=form.cleaned_data["cover"]).first()
        asked = services.Asked(**(form.cleaned_data | {"cover": cover}), person=person)
        try:
            row = services.set_absence(asked, by=access, at=access.at)
        except services.OverlapError as error:
            form.add_error(error.field, str(error))
        else:
            who = f"{row.cover} covers" if row.cover else "Nobody covers"
            messages.success(request, f"{person} is away until {day(row.end_date)}. {who}.")
            return redirect("absences", pk)
    now, before = services.absences_of(person, on=access.on)
    due = {row.pk: services.due_while_away(row) for row in now}
    page = {
        "it": person,
        "form": form,
        "rows": [shown.of_absence(row, due[row.pk], access.on) for row in now],
        "uncovered": sum(due[row.pk] for row in now if row.cover is None),
        "before": [
            [day(r.start_date), day(r.end_date), str(r.cover or "Nobody"), r.note] for r in before
        ],
    }
    return render(request, "moves/absences.html", page)


def _before(row: Absence) -> list[str]:
    return [day(row.start_date), day(row.end_date), str(row.cover or "Nobody"), row.note]


@who_can(Can.MOVE)
def end_absence(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let somebody be back today, or take an absence back that has not begun, after asking."""
    access = request.access
    row = services.get_absence(pk=pk, by=access)
    back = reverse("absences", args=[row.person_id])
    form = VersionForm(request.POST or None, initial={"version": row.version})
    if form.is_valid():
        version = form.cleaned_data["version"]
        try:
            services.end_absence(row, version=version, by=access, at=access.at)
        except ConflictError as error:
            return conflict_page(request, error, labels={"end_date": "First day back"}, back=back)
        messages.success(request, f"{row.person} is back on {day(row.end_date)}.")
        return redirect("absences", row.person_id)
    page = {"it": row, "form": form, "back": back, "begun": row.start_date <= access.on}
    return render(request, "moves/end_absence.html", page)
