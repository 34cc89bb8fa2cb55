"""Services and figures in plain words."""

from collections.abc import Iterator
from datetime import date

from doorstep.policy.pack import Principle
from doorstep.policy.plain import names
from doorstep.policy.plain.circumstances import circumstance, whom
from doorstep.policy.plain.names import listed, roles, said, spaced, upper, ways
from doorstep.policy.plain.said import Name, Part, Row, Said, cited, row, rows
from doorstep.policy.service import Figure, Service, ServiceValue

STATES = {
    "open": "Open as usual",
    "limited": "Open in part",
    "online": "Online only",
    "replaced": "Replaced by something else",
    "suspended": "Suspended",
    "closed": "Closed",
}
SHOWN = {"count": "a count", "share": "a share", "trend": "a trend over time"}


def service_part(service: Service) -> Part:
    """Return how a part of the service runs, from each day on."""
    days = sorted(service.values)
    stretches = zip(days, [*days[1:], None], strict=True)
    told = tuple(_value(service.values[day], day, end) for day, end in stretches)
    return Part(
        name=Name("service", service.id),
        title=service.title,
        whom=f"everyone who uses or offers this service: {service.title}",
        rows=(Row(key="state", label="How it runs", said=told, steps=True),),
    )


def _value(value: ServiceValue, since: date, until: date | None) -> Said:
    text = f"{said(STATES, value.state)}. {value.says.strip()}"
    parts = tuple(Said(text=t) for t in _details(value))
    return cited(text, value, since=since, until=until, parts=parts)


def _details(value: ServiceValue) -> Iterator[str]:
    if value.accepts:
        yield f"Accepted: {listed(value.accepts)}."
    if value.by:
        yield f"Done by {roles(value.by)}."
    if value.instead:
        yield f"Instead: {value.instead}."
    if value.tell:
        yield f"To be told: {listed(value.tell)}."
    if value.contact:
        yield f"Ask {roles((value.contact,))}."
    if value.records:
        yield f"To be written: {listed(said(names.RECORDS, r) for r in value.records)}."


def figure_part(figure: Figure) -> Part:
    """Return what must be watched, of whom, and who is shown it."""
    readers = roles(figure.audience, "and")
    of = whom(figure.of, figure.when) if figure.of else "children with an open case"
    of = f"{of}, where {circumstance(figure.when)}" if figure.when and not figure.of else of
    within = f", within {figure.within}" if figure.within else ""
    how = f", {ways(figure.method)}" if figure.method else ""
    text = f"{upper(said(names.MEASURES, figure.measure))}, of {of}{how}{within}."
    by = f"By {listed(spaced(g) for g in figure.by)}, as {listed(SHOWN[s] for s in figure.shown)}."
    return Part(
        name=Name("figure", figure.id),
        title=figure.title,
        whom=f"those who read the figures{f': {readers}' if figure.audience else ''}",
        rows=rows(
            row("measure", "What is watched", cited(text, figure)),
            row("by", "How it is shown", by),
            row("audience", "For whom", f"{upper(readers)}." if figure.audience else ""),
            row(
                "every",
                "How often",
                f"Every {figure.every}.".replace(" 1 ", " ") if figure.every else "",
            ),
        ),
    )


def principle_part(principle: Principle) -> Part:
    """Return a principle as the policy says it."""
    return Part(
        name=Name("principle", principle.id),
        title=principle.title,
        whom="everyone",
        rows=rows(row("says", "What it says", cited(principle.says.strip(), principle))),
    )
