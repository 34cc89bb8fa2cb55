"""The doorstep page's shell, its service worker and its manifest: nothing personal is in them."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse

from doorstep.web.accounts.gate import public
from doorstep.web.phone.shipped import FIRST, Shipped, hash_of, shipped, source_of_worker

NAME = "On the doorstep"
MAY_USE = "camera=(self), microphone=(self), geolocation=(), payment=()"
ASKS_AGAIN = "no-cache"  # may be kept, but is asked after each time


@public
def doorstep(request: HttpRequest) -> HttpResponse:
    """Show the shell: the same bytes for everybody."""
    response = render(request, "phone/shell.html", _shell())
    response["Permissions-Policy"] = MAY_USE
    response["Cache-Control"] = ASKS_AGAIN
    return response


@public
def worker(request: HttpRequest) -> HttpResponse:
    """Return the service worker with the list of what it keeps, each with the hash of its content."""
    found = shipped()
    shell = hash_of(render_to_string("phone/shell.html", _shell()).encode())
    files = {reverse("doorstep"): shell} | found.files
    version = hash_of(f"{shell} {found.version}".encode())[:12]
    told = f"const VERSION = {json.dumps(version)};\nconst FILES = {json.dumps(files)};\n"
    response = HttpResponse(told + source_of_worker(), content_type="text/javascript")
    response["Cache-Control"] = ASKS_AGAIN
    return response


@public
def manifest(request: HttpRequest) -> HttpResponse:
    """Return what puts the page on a phone's home screen."""
    told = {
        "name": f"{NAME}, {_council()}", "short_name": "Doorstep", "lang": "en-GB",
        "start_url": "/doorstep/", "scope": "/doorstep/", "display": "standalone",
        "theme_color": "#00625b", "background_color": "#ffffff",
        "icons": [
            {"src": static("doorstep/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
            {"src": static("doorstep/icon-180.png"), "sizes": "180x180", "type": "image/png"},
        ],
    }  # fmt: skip
    return JsonResponse(told, content_type="application/manifest+json")


def _shell() -> dict[str, Any]:
    found: Shipped = shipped()
    return {
        "council": _council(), "version": found.version, "first": FIRST,
        "idle_seconds": settings.IDLE_LIMIT,
    }  # fmt: skip


def _council() -> str:
    return settings.AUTHORITY or "Doorstep"
