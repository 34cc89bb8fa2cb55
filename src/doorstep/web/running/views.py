"""The words that open one's packs, and as of when the packs of a team are."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from doorstep.web import clock
from doorstep.web.accounts.gate import SignedInRequest, signed_in, who_can
from doorstep.web.accounts.recent import recently_authenticated
from doorstep.web.accounts.words import Can
from doorstep.web.components import day, moment
from doorstep.web.list_files import form_asked, list_file, take_links
from doorstep.web.lists.views.paging import page_of
from doorstep.web.running.outage import queries
from doorstep.web.running.outage.words import renew, words_of


@signed_in
@recently_authenticated
def outage_words(request: SignedInRequest) -> HttpResponse:
    """Show the words that open one's packs for an outage; draw new ones."""
    if request.method == "POST":
        renew(by=request.access, at=clock.now())
        messages.success(
            request, "You have new words. Learn them, or keep them where only you look."
        )
        return redirect("outage-words")
    found, last = words_of(request.user.pk), queries.last_pack(request.user.pk)
    page = {
        "words": found[0] if found else "",
        "since": found[1] if found else None,
        "last": last,
        # A pack that was made before these words opens with the ones before.
        "opens": bool(found and last and last.made_at >= found[1]),
        "set_up": bool(settings.OUTAGE),
    }
    return render(request, "running/outage_words.html", page)


HEAD = ("Person", "Latest pack", "Made", "Children")
MOST_IN_FILE = 1_000_000


@who_can(Can.SEE_TEAM, Can.ADMINISTER)
def outage_packs(request: SignedInRequest) -> HttpResponseBase:
    """Show as of when each person's pack is, of the teams one manages."""
    if form := form_asked(request):
        every = queries.packs_of(request.access, page=1, size=MOST_IN_FILE)
        return list_file(request, form, "outage-packs", HEAD, [_row(each) for each in every.rows])
    found = queries.packs_of(request.access, page=page_of(request), size=settings.ROWS_ON_A_PAGE)
    page = {
        "found": found,
        "rows": [_row(each) for each in found.rows],
        "head": list(HEAD),
        "take": take_links(request),
        "set_up": bool(settings.OUTAGE),
        "days": max(settings.OUTAGE_DAYS, 1),
    }
    return render(request, "running/outage_packs.html", page)


def _row(each: queries.Standing) -> list[str]:
    if each.made_at is None:
        return [each.name, "None", "", ""]
    told = f"{each.children} ({each.lines} due)"
    return [each.name, day(each.day), moment(each.made_at), told]
