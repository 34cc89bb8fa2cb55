"""The calendar feed: made and revoked by its owner, read by whoever has its secret address."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from doorstep.web import clock
from doorstep.web.accounts.gate import SignedInRequest, public, signed_in
from doorstep.web.accounts.queries import access_of
from doorstep.web.notices.calendar_file import calendar_of
from doorstep.web.notices.models import Feed
from doorstep.web.notices.queries.dates import dates_for
from doorstep.web.notices.services import feeds
from doorstep.web.notices.transports.chosen import mail_host

WAIT = "3600"  # seconds after which a calendar that asked too often may ask again


@signed_in
def make(request: SignedInRequest) -> HttpResponse:
    """Ask whether to make a feed, in place of the one there is; then show its address, once."""
    if request.method == "POST":
        token = feeds.make_feed(by=request.access, at=request.access.at)
        path = reverse("feed", args=[token])
        address = f"{settings.SITE}{path}" if settings.SITE else request.build_absolute_uri(path)
        return render(request, "notices/feed_made.html", {"address": address})
    has_one = Feed.objects.filter(user=request.access.user_id, revoked_at=None).exists()
    return render(request, "notices/feed.html", {"has_one": has_one})


@signed_in
@require_POST
def revoke(request: SignedInRequest) -> HttpResponse:
    """Revoke one's feed."""
    feeds.revoke_feed(by=request.access, at=request.access.at)
    messages.success(request, "Your calendar address opens nothing any more.")
    return redirect("being-told")


@public
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give the calendar of whoever owns this secret; the same 404 for any other address."""
    at = clock.now()
    try:
        found = feeds.open_feed(token, at=at)
    except feeds.TooOftenError:
        return HttpResponse(status=429, headers={"Retry-After": WAIT}, content_type="text/plain")
    if found is None:
        raise Http404
    body = calendar_of(dates_for(access_of(found.user, at=at)), at=at, host=mail_host())
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")
