"""The application's addresses, and one more whose view breaks."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from doorstep.web import urls
from doorstep.web.accounts.gate import public
from doorstep.web.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500"]


@public
def breaks(request: HttpRequest) -> HttpResponse:
    """Break, with something in the error that nobody may see."""
    raise RuntimeError("Canary Featherstonehaugh")


urlpatterns = [path("breaks/", breaks), *urls.urlpatterns]
