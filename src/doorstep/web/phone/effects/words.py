"""What a check says, as plain text: the words of its page without the markup."""

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any

from doorstep.vocabulary import Verdict
from doorstep.web.caseload.saying import said, upper
from doorstep.web.components import status_tag, words
from doorstep.web.visits.asking import Agreement
from doorstep.web.visits.checking import Counted
from doorstep.web.visits.ruled import ruled
from doorstep.web.visits.showing import Effect, due_text

Part = dict[str, Any]
_TAG = re.compile(r"<[^>]*>")


def plain(markup: object) -> str:
    """Return what a piece of a page says."""
    return html.unescape(_TAG.sub("", str(markup)))


def counted_row(each: Counted) -> Part:
    """Return whether it counts for a duty, and if not, why."""
    return {
        "title": each.title,
        "clause": each.clause,
        "counts": not each.why_not,
        "why_not": upper(said(each.why_not)),
        "beside": upper(said(each.beside)),
    }


def owed_row(row: Mapping[str, Any], *, is_new: bool = False) -> Part:
    """Return what is owed: what, by when, how it stands, why."""
    return {
        "title": row["title"],
        "clause": row["clause"],
        "due": due_text(row["due_at"]) or "No day set",
        "status": row["status"],
        "status_words": plain(status_tag(row["status"], row["days_overdue"])),
        "why": said(row["why"]),
        "is_decision": row["is_decision"],
        "new": is_new,
    }


def agreement_of(found: Agreement | None) -> Part | None:
    """Return what is said of an agreement that is lacking."""
    if found is None:
        return None
    asks = [{"text": each["text"], "by": each["by"]} for each in found.asks]
    return {"lead": found.lead, "said": list(found.said), "asks": asks}


def rules_of(found: Iterable[Any]) -> Part:
    """Return what rules refuse, and what they ask."""
    told = [(ruling.verdict, ruled(ruling)) for ruling in found]
    return {
        "refused": [text for verdict, text in told if verdict == Verdict.REFUSED],
        "rules": [[words(verdict), text] for verdict, text in told if verdict != Verdict.REFUSED],
    }


def afterwards_of(effect: Effect) -> Part:
    """Return what is said of the child once it is stored, rows of what is owed apart."""
    return {
        "met": effect.met,
        "raised": effect.raised,
        "because": effect.because,
        "nothing": effect.nothing_owed,
        "no_step": effect.no_step,
    }


def without_empty(part: Part) -> Part:
    """Return a part without what says nothing."""
    return {key: value for key, value in part.items() if value not in ("", [], None, False)}
