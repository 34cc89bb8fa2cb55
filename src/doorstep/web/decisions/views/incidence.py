"""Local incidence: what is stored, a file of published rates, one rate by hand."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.components import day, lines, plural, tag
from doorstep.web.decisions.incidence import area_key, figure_of, other_areas, own_areas
from doorstep.web.decisions.incidence_file import NotRatesError, Rates, read_rates, written
from doorstep.web.decisions.incidence_form import RateForm, RatesFileForm, RatesReadForm
from doorstep.web.decisions.services.incidence import store_rates

LISTED = 50


@who_can(Can.ADMINISTER, Can.ADOPT_POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def incidence(request: SignedInRequest) -> HttpResponse:
    """Show the local incidence; store a file of published rates, or one rate."""
    step = request.POST.get("step", "")
    if step == "read":
        return _read(request)
    if step == "store":
        return _store(request)
    form = _rate_form(request, request.POST if step == "add" else None)
    if form.is_valid():
        return _stored(
            request, Rates(rates=(form.told(),), refused=()), form.cleaned_data["source"]
        )
    return _shown(request, rate_form=form)


def _rate_form(request: SignedInRequest, sent: Any = None) -> RateForm:
    return RateForm(sent, areas=own_areas(), today=request.access.on, auto_id="rate_%s")


def _read(request: SignedInRequest) -> HttpResponse:
    """Show what a file says before it is stored."""
    form = RatesFileForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            found = read_rates(file.read(), file=file.name, on=request.access.on)
        except NotRatesError as error:
            form.add_error("file", str(error))
        else:
            return _checked(request, found, form.cleaned_data["source"])
    return _shown(request, file_form=form)


def _checked(request: SignedInRequest, found: Rates, source: str) -> HttpResponse:
    own = {area_key(area) for area in own_areas()}
    page = {
        "areas": _areas(found, own),
        "used": any(area_key(rate.area) in own for rate in found.rates),
        "count": len(found.rates),
        "refused": [(f"Row {r.row}", r.field, r.why) for r in found.refused[:LISTED]],
        "refused_count": len(found.refused),
        "source": source,
        "rates": written(found.rates),
        "back": request.path,
    }
    return render(request, "decisions/incidence_check.html", page)


def _areas(found: Rates, own: set[str]) -> list[tuple[object, ...]]:
    """Return a line for each area of a file, those that are used first."""
    last: dict[str, tuple[str, date, object, int]] = {}
    for rate in found.rates:
        key = area_key(rate.area)
        before = last.get(key)
        weeks = before[3] + 1 if before else 1
        newer = before is None or rate.week_ending >= before[1]
        last[key] = (
            (rate.area, rate.week_ending, rate.rate, weeks)
            if newer or before is None
            else (*before[:3], weeks)
        )
    ordered = sorted(last.items(), key=lambda item: (item[0] not in own, item[0]))
    return [
        (name, tag("Used") if key in own else "No team is in it", weeks, day(on), f"{rate:,}")
        for key, (name, on, rate, weeks) in ordered[:LISTED]
    ]


def _store(request: SignedInRequest) -> HttpResponse:
    """Store what was shown, read anew from what the page sent back."""
    form = RatesReadForm(request.POST)
    if not form.is_valid():
        return redirect("incidence")
    told = form.cleaned_data
    try:
        found = read_rates(told["rates"].encode(), file="The file", on=request.access.on)
    except NotRatesError:
        return redirect("incidence")
    return _stored(request, found, told["source"])


def _stored(request: SignedInRequest, found: Rates, source: str) -> HttpResponse:
    new = store_rates(found.rates, source=source, by=request.access, at=request.access.at)
    said = (
        f"{plural(new, 'rate')} stored." if new else "Nothing new: these rates were stored before."
    )
    messages.success(request, f"{said} Assessments show the latest of the child’s area.")
    return redirect("incidence")


def _shown(
    request: SignedInRequest,
    *,
    rate_form: RateForm | None = None,
    file_form: RatesFileForm | None = None,
) -> HttpResponse:
    others = other_areas()
    page = {
        "areas": list(_rows(own_areas(), request.access.on)),
        "others": list(_rows(others[:LISTED], request.access.on)),
        "others_count": len(others),
        "rate_form": rate_form or _rate_form(request),
        "file_form": file_form or RatesFileForm(),
        "forms": [f for f in (rate_form, file_form) if f],
    }
    return render(request, "decisions/incidence.html", page)


def _rows(areas: Iterable[str], on: date) -> Iterable[tuple[object, ...]]:
    for area in areas:
        found = figure_of(area, on=on)
        if found is None:
            yield area, "No figure", "", ""
        else:
            old = tag("More than 14 days old", "orange") if found.is_old else ""
            yield area, f"{found.rate:,}", lines(day(found.week_ending), old), found.source
