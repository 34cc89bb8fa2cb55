"""The first page of administration, and the bank holidays."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from doorstep.web import clock
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.administration.views import rows
from doorstep.workdays import bank_holidays, england

PAGES = (
    (Can.ADMINISTER, "people", "People", "Who may sign in, the roles they hold, ways in"),
    (Can.ADMINISTER, "places", "Teams and localities", "And who is in them"),
    (Can.ADMINISTER, "deputies", "Deputies", "Who acts for whom, and until when"),
    (
        Can.ADMINISTER,
        "quality",
        "Data quality",
        "Workers without an account, teams without a locality",
    ),
    (Can.ADMINISTER, "api-tokens", "Tokens for the API", "Which systems read and record here"),
    (
        Can.ADMINISTER,
        "team-phones",
        "Phones",
        "Who records on a phone, what waits there, a lost one",
    ),
    (Can.ADOPT_POLICY, "adoptions", "Policies", "Which packs are adopted, from when until when"),
    (Can.ADMINISTER, "messages", "Messages", "E-mail and events that did not arrive"),
    (Can.ADMINISTER, "webhooks", "Webhooks", "Other systems that are told of events"),
    (Can.ADMINISTER, "outage-packs", "Packs for an outage", "Whose is of when"),
    (None, "incidence", "Local incidence", "The published weekly rates that assessments show"),
    (None, "bank-holidays", "Bank holidays", "The table working days are counted by"),
)


@who_can(Can.ADMINISTER, Can.ADOPT_POLICY)
def administration(request: SignedInRequest) -> HttpResponse:
    """Show what there is to administer."""
    items = [
        {"title": title, "href": reverse(name), "hint": hint}
        for can, name, title, hint in PAGES
        if can is None or request.access.has(can)
    ]
    runs_out = (england().published_to - clock.today()).days < 365
    page = {"items": items, "runs_out": runs_out, "end": england().published_to}
    return render(request, "administration/administration.html", page)


@who_can(Can.ADMINISTER, Can.ADOPT_POLICY)
def holidays(request: SignedInRequest) -> HttpResponse:
    """Show the bank holidays in use: the published table, and the rule after it (S16)."""
    today, end = clock.today(), england().published_to
    years = range(today.year - 1, max(end.year, today.year) + 4)
    page = {
        "end": end,
        "runs_out": (end - today).days < 365,
        "published": rows.holiday_groups(bank_holidays(), years, "published"),
        "ruled": rows.holiday_groups(bank_holidays(), years, "rule"),
    }
    return render(request, "administration/bank_holidays.html", page)
