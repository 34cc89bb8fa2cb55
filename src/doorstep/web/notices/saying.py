"""What messages say: counts, and that one should sign in; never a name, an id or a place."""

from collections.abc import Mapping
from typing import NamedTuple

from django.conf import settings

from doorstep.web.components import plural
from doorstep.web.notices.models import Watch
from doorstep.web.notices.queries.news import Part

ENDING = (
    "This message names nobody, so that it can be read by whoever sees it. "
    "To change what you are told: Account, What I am told."
)
SAID: dict[Part, tuple[str, str]] = {
    Part.DUE: ("visit, call or decision due soon", "visits, calls or decisions due soon"),
    Part.OVERDUE: ("overdue for your children", "overdue for your children"),
    Part.TEAM: ("overdue in your team", "overdue in your teams"),
    Part.SIGNATURES: ("decision that waits for you", "decisions that wait for you"),
    Part.SENT_BACK: ("draft sent back to you", "drafts sent back to you"),
    Part.QUESTIONS: ("question to you", "questions to you"),
    Part.REMINDERS: ("reminder of yours", "reminders of yours"),
}
AT_ONCE: dict[str, tuple[str, str]] = {
    Watch.OVERDUE: (
        "urgent visit, call or decision has become overdue",
        "urgent visits, calls or decisions have become overdue",
    ),
    Watch.OWED: (
        "visit, call or discussion must be held within a day",
        "visits, calls or discussions must be held within a day",
    ),
    Watch.STEP_OVER: (
        "decision is over the time that its step may take",
        "decisions are over the time that their step may take",
    ),
}


class Text(NamedTuple):
    """The subject and the body of a message."""

    subject: str
    body: str


def digest(new: Mapping[Part, int], in_all: Mapping[Part, int]) -> Text:
    """Return a digest: how much is new of each part, and how much there is in all."""
    lines = []
    for part, number in new.items():
        more = f" ({in_all[part]} in all)" if in_all[part] > number else ""
        lines.append(f"- {plural(number, *SAID[part])}{more}")
    return Text("Doorstep: what is new for you", _body("New since the last message:", lines))


def escalation(counts: Mapping[str, int]) -> Text:
    """Return what somebody is told at once."""
    lines = [f"- {plural(number, *AT_ONCE[what])}" for what, number in counts.items()]
    return Text("Doorstep: this should be looked at today", _body("Just now:", lines))


def trial() -> Text:
    """Return the message by which somebody sees that messages reach them."""
    lines = ["Messages from Doorstep reach you at this address."]
    return Text("Doorstep: a test message", _body("This is a test, as you asked.", lines))


def _body(first: str, lines: list[str]) -> str:
    where = f"Sign in to see more: {settings.SITE}/" if settings.SITE else "Sign in to see more."
    return "\n\n".join([first, "\n".join(lines), where, ENDING]) + "\n"
