"""What the administrator's views have in common: a page with a form, and what was done."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render

from doorstep.web.accounts.gate import SignedInRequest

LABELS = {
    "name": "Name",
    "username": "Username",
    "worker_id": "Worker id",
    "locality": "Locality",
    "is_active": "Account open",
    "end_date": "Ends before",
}


def form_page(  # noqa: PLR0913 (the words of a page)
    request: SignedInRequest,
    form: forms.Form,
    *,
    title: str,
    button: str,
    back: str,
    caption: str = "",
    lead: str = "",
    warning: str = "",
) -> HttpResponse:
    """Show a form with its words; what was typed stays, errors stand first."""
    page = {
        "form": form,
        "title": title,
        "button": button,
        "back": back,
        "caption": caption,
        "lead": lead,
        "warning": warning,
    }
    return render(request, "administration/form.html", page)


def done(request: SignedInRequest, text: str, to: str) -> HttpResponseRedirect:
    """Say what was done, on the page it leads to."""
    messages.success(request, text)
    return redirect(to)
