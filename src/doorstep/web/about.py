"""Pages about the application itself: help, and the accessibility statement. Open to everybody."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doorstep.web.accounts.gate import public


@public
def help_page(request: HttpRequest) -> HttpResponse:
    """Say what the pages are for, what the words mean, and what to do when something is wrong."""
    return render(request, "about/help.html", {"demo": settings.DEMO})


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how accessible the application is, what is not, and whom to tell."""
    return render(request, "about/accessibility.html")
