"""Breaking the glass: the form that opens a record in an emergency."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.recent import recently_authenticated
from doorstep.web.accounts.words import Can
from doorstep.web.caseload import glass
from doorstep.web.caseload.forms import BreakGlassForm


@who_can(Can.BREAK_GLASS)
@recently_authenticated
@require_http_methods(["GET", "HEAD", "POST"])
def break_glass(request: SignedInRequest) -> HttpResponse:
    """Open a record for four hours; what follows is the same whether there is such a child or not."""
    access, form = request.access, BreakGlassForm(request.POST or None)
    if form.is_valid():
        child_id = form.cleaned_data["child_id"].strip()
        reason = form.cleaned_data["reason"]
        glass.break_glass(child_id=child_id, reason=reason, by=access, at=access.at)
        return redirect("child", child_id)
    hours = glass.LASTS.seconds // 3600
    return render(request, "caseload/break_glass.html", {"form": form, "hours": hours})
