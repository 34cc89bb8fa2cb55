"""A person's dates as an iCalendar file (RFC 5545), for calendars that subscribe to an address."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

from doorstep.web.notices.queries.dates import Dated

HALF_HOUR = timedelta(minutes=30)
AGAIN = timedelta(hours=4)


def calendar_of(dates: Iterable[Dated], *, at: datetime, host: str) -> bytes:
    """Return a calendar file; what is no more in it has gone from the calendars that read it."""
    made = Calendar()
    made.add("prodid", "-//Doorstep//Visits due//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", "Doorstep")
    made.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT4H")
    for each in dates:
        made.add_component(_event(each, at, host))
    found: bytes = made.to_ical()
    return found


def _event(told: Dated, at: datetime, host: str) -> Event:
    """Return one entry: a whole day, or from half an hour before an instant until then."""
    event = Event()
    event.add("uid", f"{told.uid}@{host}")
    utc = at.astimezone(UTC)
    event.add("dtstamp", utc)
    event.add("last-modified", utc)
    event.add("sequence", utc.date().toordinal())
    begins, ends = _span(told.when)
    event.add("dtstart", begins)
    event.add("dtend", ends)
    event.add("summary", told.words)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event


def _span(when: date | datetime) -> tuple[date, date]:
    """Return an entry's beginning and end; instants in UTC, so that no table of time zones is needed."""
    if isinstance(when, datetime):
        return when.astimezone(UTC) - HALF_HOUR, when.astimezone(UTC)
    return when, when + timedelta(1)
