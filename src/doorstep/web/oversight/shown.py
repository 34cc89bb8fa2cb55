"""Turn events, openings and the state of the log into what the templates show."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from markupsafe import Markup

from doorstep.web.audit.chain import hash_of
from doorstep.web.audit.models import AuditEvent, PublishedHead
from doorstep.web.audit.queries import Checked
from doorstep.web.audit.words import sentence
from doorstep.web.components import day, lines, link, moment, plural, tag
from doorstep.web.oversight.forms import SearchForm
from doorstep.web.oversight.queries import COUNTED_UP_TO, Line, Opening, Page
from doorstep.workdays import LONDON

LOG_HEAD = ("When", "Who", "What was done", "About")
OPENINGS_HEAD = ("Opened", "Child’s id", "Who", "Reason", "Done meanwhile", "Looked at")
FILE_COLUMNS = {
    "pk": "Event",
    "happened_at": "When",
    "actor": "Who",
    "actor_id": "Account",
    "acting_for": "Acting for",
    "what": "What was done",
    "action": "Action",
    "subject": "About",
    "subject_id": "Its id",
    "detail": "Detail",
    "request_id": "Request",
    "hash": "Hash",
}


def sections(current: str, waiting: int) -> list[dict[str, Any]]:
    """Return the navigation between the auditors' pages."""
    openings = "Break-glass openings" + (f" ({waiting} to look at)" if waiting else "")
    found = (("audit", "Events"), ("break-glass-openings", openings), ("audit-state", "State"))
    return [
        {"text": text, "href": reverse(name), "current": name == current} for name, text in found
    ]


def log_rows(found: Iterable[Line]) -> list[list[object]]:
    """Return the rows of the list of events."""
    return [
        [
            link(reverse("audit-event", args=[each.pk]), moment(each.at), f"event {each.pk}"),
            _who(each.who, each.acting_for),
            each.what,
            each.about,
        ]
        for each in found
    ]


def _who(name: str, acting_for: str) -> Markup:
    return lines(name, f"acting for {acting_for}" if acting_for else "")


def count_words(page: Page) -> str:
    """Return how many events were found, in words."""
    if page.counted > COUNTED_UP_TO:
        return f"More than {plural(COUNTED_UP_TO, 'event')}, newest first"
    return f"{plural(page.counted, 'event')}, newest first"


def searched(form: SearchForm) -> str:
    """Return what was looked for as the query of an address: no page, nothing that is blank."""
    return _query(form).urlencode()


def _query(form: SearchForm) -> QueryDict:
    kept = QueryDict(mutable=True)
    for name, value in form.cleaned_data.items():
        if value:
            kept[name] = str(getattr(value, "pk", value)) if value is not True else "on"
    return kept


def chips(form: SearchForm) -> list[dict[str, str]]:
    """Return what was looked for, each with the address that leaves it out."""
    found = []
    for name, value in form.cleaned_data.items():
        if not value:
            continue
        rest = _query(form)
        del rest[name]
        said = {
            "action": dict(form.fields["action"].choices).get(value, value),  # type: ignore[attr-defined]
            "child_id": f"child {value}",
            "first_day": f"from {day(value)}" if name == "first_day" else "",
            "last_day": f"to {day(value)}" if name == "last_day" else "",
            "broken_glass": "while the glass was broken",
        }.get(name, str(value))
        found.append({"text": said, "href": f"{reverse('audit')}?{rest.urlencode()}"})
    return found


def event_facts(event: AuditEvent, shown: Line) -> list[tuple[str, object]]:
    """Return all that an event says."""
    at = f"{day(event.happened_at)}, {_local_time(event)}"
    return [
        ("When", at),
        ("Who", event.actor),
        ("Acting for", event.acting_for or "Nobody else"),
        ("What was done", shown.what),
        ("About", shown.about),
        *_detail(event.detail),
        ("Request", event.request_id or "None"),
    ]


def _local_time(event: AuditEvent) -> str:
    return f"{event.happened_at.astimezone(LONDON):%H:%M:%S}"


def _detail(detail: Mapping[str, object]) -> list[tuple[str, object]]:
    return [(name.replace("_", " ").capitalize(), _value(value)) for name, value in detail.items()]


def _value(value: object) -> object:
    if isinstance(value, Mapping):
        return lines(*(f"{name.replace('_', ' ')}: {_value(v)}" for name, v in value.items()))
    if isinstance(value, list):
        return ", ".join(str(_value(each)) for each in value) or "None"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return "None" if value is None else str(value)


def seal(event: AuditEvent) -> list[tuple[str, object]]:
    """Return an event's hashes, and whether its own fits what it says."""
    fits = event.hash == hash_of(vars(event), event.previous_hash)
    said = tag("Fits what the event says", "green") if fits else tag("Does not fit", "red")
    return [
        ("Hash", lines(event.hash, said)),
        ("Hash of the event before", event.previous_hash),
    ]


def opening_rows(found: Iterable[Opening]) -> list[list[object]]:
    """Return the rows of the list of openings."""
    return [
        [
            link(
                reverse("break-glass-opening", args=[each.pk]),
                moment(each.start_at),
                f"opening of {each.child_id} by {each.who}",
            ),
            each.child_id,
            each.who,
            each.reason,
            plural(each.done, "event"),
            day(each.looked_at) if each.looked_at else tag("To look at", "orange"),
        ]
        for each in found
    ]


def opening_facts(opening: Opening) -> list[tuple[str, object]]:
    """Return what is known of one opening."""
    query = QueryDict(mutable=True)
    query.update(
        {"person": str(opening.user_id), "child_id": opening.child_id, "broken_glass": "on"}
    )
    seen = "Nobody has"
    if opening.looked_at:
        seen = f"{opening.looked_at_by}, {moment(opening.looked_at)}"
    return [
        ("Child’s id", opening.child_id),
        ("Who", opening.who),
        ("Reason given", opening.reason),
        ("Open from", moment(opening.start_at)),
        ("Until", moment(opening.end_at)),
        (
            "Done meanwhile",
            link(f"{reverse('audit')}?{query.urlencode()}", plural(opening.done, "event")),
        ),
        ("Looked at", seen),
    ]


def state_facts(
    checked: Checked | None, head: PublishedHead | None, *, outside: bool, guarded: bool
) -> list[tuple[str, object]]:
    """Return when the log was last checked and published, and whether it is guarded."""
    return [
        ("Last checked", _checked(checked) if checked else "Never"),
        ("Last head published", _head(head) if head else "None yet"),
        (
            "Published outside the system",
            "Yes" if outside else tag("No: set DOORSTEP_HEADS to a folder elsewhere", "orange"),
        ),
        (
            "Guarded against changes",
            "Yes, by the database" if guarded else tag("No: triggers are missing", "red"),
        ),
    ]


def _checked(checked: Checked) -> Markup:
    well = tag("Whole", "green") if not checked.faults else tag("Not whole", "red")
    what = "the whole log" if checked.whole_log else "since the last published head"
    return lines(well, f"{moment(checked.at)}: {plural(checked.events, 'event')}, {what}")


def _head(head: PublishedHead) -> Markup:
    return lines(f"{day(head.published_on)}, event {head.event_id}", head.hash)


def head_rows(heads: Iterable[PublishedHead]) -> list[list[object]]:
    """Return the rows of the list of heads."""
    return [[day(head.published_on), f"{head.event_id:,}", head.hash] for head in heads]


def file_row(event: AuditEvent) -> dict[str, object]:
    """Return an event as a row of a file."""
    row: dict[str, object] = {name: getattr(event, name, None) for name in FILE_COLUMNS}
    row["what"] = sentence(event.action)
    row["detail"] = "; ".join(f"{name}: {_value(value)}" for name, value in event.detail.items())
    return row
