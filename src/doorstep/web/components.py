"""Small pieces of HTML made in Python, for rows that a view prepares; templates have them as `ui.…`."""

from collections.abc import Iterable
from datetime import date, datetime, time
from functools import lru_cache

from markupsafe import Markup, escape

from doorstep.vocabulary import Outcome, Status, Tier
from doorstep.workdays import LONDON

ACRONYMS = {word.lower(): word for word in ("IRO", "KIT", "LADO", "MARAC", "PEP", "RAG", "UASC")}
STATUS_COLOURS = {
    Status.OVERDUE: "red",
    Status.DUE_TODAY: "orange",
    Status.DUE_SOON: "yellow",
    Status.UPCOMING: "blue",
    Status.SUSPENDED: "grey",
}
OUTCOME_COLOURS = {
    Outcome.IN_TIME: "green",
    Outcome.LATE: "orange",
    Outcome.MISSED: "red",
    Outcome.ENDED: "grey",
    Outcome.OPEN: "blue",
    Outcome.OPEN_OVERDUE: "red",
}
OUTCOME_WORDS = {Outcome.OPEN_OVERDUE: "Open and overdue"}
TIER_COLOURS = {Tier.HIGH_AND_IMMEDIATE: "red", Tier.PRIORITY: "orange", Tier.VULNERABLE: "purple"}
RAG_COLOURS = {"red": "red", "amber": "orange", "green": "green"}


def words_within(name: str) -> str:
    """Return a name of the code in the words people use, as they stand within a sentence.

    Example:
        >>> words_within("section_47_enquiry"), words_within("kit_call")
        ('section 47 enquiry', 'KIT call')
    """
    return " ".join(ACRONYMS.get(word, word) for word in str(name).split("_"))


def words(name: str) -> str:
    """Return a name of the code in the words people use, with a capital.

    Example:
        >>> words("child_in_need_plan"), words("iro"), words("")
        ('Child in need plan', 'IRO', '')
    """
    text = words_within(name)
    return text[:1].upper() + text[1:]


def day(on: date | datetime | str | None) -> str:
    """Return a day as people write it; nothing for none.

    Example:
        >>> day(date(2026, 11, 6)), day("2026-11-16"), day(None)
        ('6 Nov 2026', '16 Nov 2026', '')
    """
    if not on:
        return ""
    if isinstance(on, str):
        on = datetime.fromisoformat(on)
    if isinstance(on, datetime):
        on = _local(on)
    return f"{on.day} {on:%b} {on.year}"


def clock_time(at: datetime | time | None) -> str:
    """Return a time of day as people write it; nothing for none.

    Example:
        >>> clock_time(time(9, 30)), clock_time(time(14)), clock_time(time(0, 5)), clock_time(None)
        ('9.30am', '2pm', '12.05am', '')
    """
    if at is None or at == "":
        return ""
    if isinstance(at, datetime):
        at = _local(at)
    minutes = f".{at.minute:02}" if at.minute else ""
    return f"{(at.hour - 1) % 12 + 1}{minutes}{'am' if at.hour < 12 else 'pm'}"


def moment(at: date | datetime | None) -> str:
    """Return a day and time; only the day where no time is known.

    Example:
        >>> moment(datetime(2026, 11, 16, 9, 30)), moment(date(2026, 11, 16))
        ('16 Nov 2026 at 9.30am', '16 Nov 2026')
    """
    if isinstance(at, datetime):
        return f"{day(at)} at {clock_time(at)}"
    return day(at)


def _local(at: datetime) -> datetime:
    return at.astimezone(LONDON) if at.tzinfo else at


def plural(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun.

    Example:
        >>> plural(1, "visit"), plural(1200, "visit"), plural(2, "child", "children")
        ('1 visit', '1,200 visits', '2 children')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _made(html: str) -> Markup:
    """Return HTML whose values have been escaped one by one; much faster than `Markup.format`."""
    return Markup(html)  # noqa: S704


@lru_cache(maxsize=1024)
def tag(word: str, colour: str = "") -> Markup:
    """Return a tag; it always carries a word, because colour alone says nothing."""
    extra = f" govuk-tag--{escape(colour)}" if colour else ""
    return _made(f'<strong class="govuk-tag{extra}">{escape(word)}</strong>')


@lru_cache(maxsize=256)
def status_tag(status: str, days_overdue: int = 0) -> Markup:
    """Return the tag of an obligation's status."""
    word = words(status)
    if status == Status.OVERDUE and days_overdue:
        word = f"Overdue by {plural(days_overdue, 'day')}"
    return tag(word, STATUS_COLOURS.get(Status(status), "")) if status else Markup("")


@lru_cache(maxsize=256)
def outcome_tag(outcome: str) -> Markup:
    """Return the tag of an interval's outcome."""
    if not outcome:
        return Markup("")
    known = Outcome(outcome)
    return tag(OUTCOME_WORDS.get(known, words(known)), OUTCOME_COLOURS[known])


@lru_cache(maxsize=256)
def tier_tag(tier: str | None) -> Markup:
    """Return the tag of a tier; nothing for none."""
    return tag(words(tier), TIER_COLOURS[Tier(tier)]) if tier else Markup("")


@lru_cache(maxsize=256)
def rag_tag(rag: str | None) -> Markup:
    """Return the tag of a RAG rating; it names the scale, which is not the tiers' (S18)."""
    return (
        tag(f"RAG {words_within(rag)}", RAG_COLOURS.get(rag.lower(), "grey")) if rag else Markup("")
    )


def restricted_tag() -> Markup:
    """Return the tag of a record that only named people may open."""
    return tag("Restricted", "magenta")


def link(href: str, text: str, hidden: str = "") -> Markup:
    """Return a link; `hidden` tells screen readers what repeated words are about."""
    more = f'<span class="govuk-visually-hidden"> {escape(hidden)}</span>' if hidden else ""
    return _made(f'<a class="govuk-link" href="{escape(href)}">{escape(text)}{more}</a>')


def lines(*each: object) -> Markup:
    """Return the lines of one cell, one below the other; what is empty is left out."""
    return _made(" ".join(f'<span class="d-line">{escape(line)}</span>' for line in each if line))


def bullets(items: Iterable[object]) -> Markup:
    """Return a bulleted list."""
    inside = "".join(f"<li>{escape(item)}</li>" for item in items)
    return _made(f'<ul class="govuk-list govuk-list--bullet">{inside}</ul>')
