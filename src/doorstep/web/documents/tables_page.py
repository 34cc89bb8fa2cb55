"""The page on which the visit tables are taken out, with its form."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.recent import recently_authenticated
from doorstep.web.accounts.words import Can
from doorstep.web.documents.visit_files import Period
from doorstep.web.documents.visit_tables import AUTHORITY, Whose, lists_of, take
from doorstep.web.fields import DateField3
from doorstep.web.policies.queries import NothingAdoptedError

LONGEST = timedelta(days=2 * 366)
LONGEST_OF_ALL = timedelta(
    days=184
)  # of all children and sources: half a minute for a large county
HERE, EVERY = "here", "every"
SOURCES = (
    (HERE, "Those recorded in Doorstep"),
    (EVERY, "Those of the case management system too"),
)


class TablesForm(forms.Form):
    """Whose visits, of which days, from which sources."""

    list = forms.ChoiceField(
        label="Whose children",
        widget=forms.Select,
        error_messages={
            "required": "Select whose children",
            "invalid_choice": "Select a list you may take out",
        },
    )
    source = forms.ChoiceField(
        label="Which visits", choices=SOURCES, widget=forms.RadioSelect, initial=HERE
    )

    def __init__(self, *args: Any, lists: dict[str, Whose], on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["list"].choices = [(key, each.name) for key, each in lists.items()]  # type: ignore[attr-defined]
        month = (on.replace(day=1) - timedelta(1)).replace(day=1)
        self.fields["since"] = DateField3(label="From", what="the first day", initial=month)
        self.fields["until"] = DateField3(
            label="To", what="the last day", initial=on, help_text="That day included", latest=on
        )
        self.order_fields(["list", "since", "until", "source"])

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins, or is too long for one file."""
        told = super().clean() or {}
        since, until = told.get("since"), told.get("until")
        if since and until and until < since:
            self.add_error("until", "The last day must be on or after the first")
        elif since and until and until - since > LONGEST:
            self.add_error("since", "Take at most two years at a time")
        elif since and until and self._is_all(told) and until - since > LONGEST_OF_ALL:
            self.add_error(
                "since", "Of the whole authority and all sources, take half a year at most"
            )
        return told

    def _is_all(self, told: dict[str, Any]) -> bool:
        return told.get("list") == AUTHORITY and told.get("source") == EVERY


@who_can(Can.EXPORT)
@require_safe
def visit_tables(request: SignedInRequest) -> HttpResponseBase:
    """Show what can be taken, and give the zip; of all only to who showed again who they are."""
    access = request.access
    lists = lists_of(access)
    asked = request.GET if "take" in request.GET else None
    start = {"list": request.GET.get("list", "")}
    form = TablesForm(asked, lists=lists, on=access.on, initial=start)
    if not form.is_valid():
        return _page(request, form, is_any=bool(lists), status=400 if form.is_bound else 200)
    if form.cleaned_data["list"] == AUTHORITY:
        return recently_authenticated(_given)(request, form, lists)
    return _given(request, form, lists)


def _given(request: SignedInRequest, form: TablesForm, lists: dict[str, Whose]) -> HttpResponseBase:
    told = form.cleaned_data
    period = Period(since=told["since"], until=told["until"], every_source=told["source"] == EVERY)
    try:
        made = take(lists[told["list"]], period, by=request.access)
    except NothingAdoptedError:
        form.add_error(None, "No policy is adopted, so nothing can be said to count.")
        return _page(request, form, is_any=True, status=409)
    name = f"visits-{told['list']}-{period.since}-{period.until}.zip"
    return FileResponse(made.file, as_attachment=True, filename=name)


def _page(request: SignedInRequest, form: TablesForm, *, is_any: bool, status: int) -> HttpResponse:
    return render(
        request, "documents/visit_tables.html", {"form": form, "is_any": is_any}, status=status
    )
