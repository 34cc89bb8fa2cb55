"""Rows of the administrator's pages, as plain values."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from markupsafe import Markup

from doorstep.policy.check.finding import Finding, Level
from doorstep.policy.diff import Change
from doorstep.policy.plain.names import upper
from doorstep.web.accounts.models import Deputy, Locality, RoleHeld, User
from doorstep.web.administration.forms.people import PeopleFilter
from doorstep.web.administration.queries.adoptions import Available, title_of
from doorstep.web.administration.queries.people import Found, WaysIn, where
from doorstep.web.administration.queries.places import TeamRow
from doorstep.web.components import bullets, day, lines, link, moment, tag, words
from doorstep.web.policies.models import AdoptedPack

NOT_KEPT = {"csrfmiddlewaretoken", "step"}
LEVELS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.NOTE: "grey"}
Row = list[Any]


def people_head(query: str, sort: str) -> list[Any]:
    """Return the head of the list of people; three columns sort it."""
    return [
        _sorting("Name", "name", sort, query),
        _sorting("Username", "username", sort, query),
        "Worker id",
        "Roles today",
        _sorting("Last signed in", "last_seen", sort, query),
        "Account",
    ]


def _sorting(label: str, key: str, sort: str, query: str) -> dict[str, str]:
    """Return a column that sorts the list by itself; once more, the other way round."""
    order = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
    wanted = urlencode({"sort": f"-{key}" if sort == key else key})
    address = f"{reverse('people')}?{wanted}{'&' if query else ''}{query}"
    return {"label": label, "sort": address, "order": order}


def people_rows(found: Found) -> list[Row]:
    """Return the people of a page."""
    return [
        [
            link(reverse("person", args=[each.pk]), each.name),
            each.username,
            each.worker_id or "None",
            lines(*each.roles) if each.roles else "None",
            day(each.last_login) or "Never",
            _whole(tag("Open", "green") if each.is_active else tag("Closed", "grey")),
        ]
        for each in found.people
    ]


def applied(form: PeopleFilter, chosen: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the filters in use, each with the address without it."""
    found = []
    for name, value in chosen.items():
        if value and (name, value) != ("state", "open"):
            field: Any = form.fields[name]
            others = {k: v for k, v in chosen.items() if v and k != name}
            text = f"{field.label}: {dict(field.choices).get(value, value)}"
            found.append({"text": text, "href": f"{reverse('people')}?{urlencode(others)}"})
    return found


def person_facts(user: User, ways: WaysIn) -> list[tuple[str, Any]]:
    """Return what is known of a person and how they sign in."""
    state = tag("Open", "green") if user.is_active else tag("Closed", "grey")
    if ways.locked_until:
        state += Markup(" ") + tag(f"Locked until {moment(ways.locked_until)}", "red")
    return [
        ("Name", str(user)),
        ("Username", user.username),
        ("Worker id", user.worker_id or "None"),
        ("Account", state),
        ("Password", "Set" if ways.has_password else "None; a work account or a link is needed"),
        ("Second factors", str(ways.second_factors) if ways.second_factors else "None"),
        ("Last signed in", moment(user.last_login) or "Never"),
    ]


def role_rows(user: User, held: Iterable[RoleHeld], *, on: date) -> list[Row]:
    """Return a person's roles, with what can be done about those that run or will."""
    return [
        [
            words(each.role),
            where(each),
            _whole(day(each.start_date)),
            _whole(day(each.end_date) or "No end"),
            _state(each.start_date, each.end_date, on),
            _end("end-role", [user.pk, each.pk], words(each.role))
            if _runs(each.start_date, each.end_date, on)
            else "",
        ]
        for each in held
    ]


DEPUTY_HEAD = ("Who acts", "For whom", "From", "Until before", "Why", "State")


def deputy_rows(deputies: Iterable[Deputy], *, on: date, end: str) -> list[Row]:
    """Return who acts for whom; with `end`, the name of the page that ends it."""
    return [
        [
            str(each.user),
            str(each.acts_for),
            _whole(day(each.start_date)),
            _whole(day(each.end_date)),
            lines(each.reason or "No reason given", f"Set by {each.given_by}"),
            _state(each.start_date, each.end_date, on),
            *([_end(end, [each.pk], f"{each.user} for {each.acts_for}")] if end else []),
        ]
        for each in deputies
    ]


def _state(start: date, end: date | None, on: date) -> Markup:
    if end == start:
        return _whole(tag("Taken back", "grey"))
    if end is not None and end <= on:
        return _whole(tag("Ended", "grey"))
    return _whole(tag("Now", "green") if start <= on else tag("Later", "blue"))


def _runs(start: date, end: date | None, on: date) -> bool:
    return end is None or (end > on and end != start)


def _end(name: str, args: Sequence[int], what: str) -> Markup:
    return link(reverse(name, args=list(args)), "End", f": {what}")


TEAM_HEAD: tuple[Any, ...] = ("Team", "Locality", {"label": "People", "numeric": True})
PEOPLE_IN_HEAD = ("Person", "Role", "From", "Until before")


def team_rows(teams: Iterable[TeamRow]) -> list[Row]:
    """Return the teams."""
    return [
        [
            link(reverse("team-people", args=[each.pk]), each.name),
            each.locality or "None",
            str(each.people),
        ]
        for each in teams
    ]


def locality_rows(places: Iterable[Locality]) -> list[Row]:
    """Return the localities."""
    return [
        [each.name, link(reverse("change-locality", args=[each.pk]), "Change", each.name)]
        for each in places
    ]


def people_in_rows(held: Iterable[RoleHeld]) -> list[Row]:
    """Return who holds which role in a team."""
    return [
        [
            link(reverse("person", args=[each.user_id]), str(each.user)),
            words(each.role),
            _whole(day(each.start_date)),
            _whole(day(each.end_date) or "No end"),
        ]
        for each in held
    ]


def adoption_rows(adopted: Iterable[AdoptedPack], *, on: date) -> list[Row]:
    """Return the lines of the adoption."""
    return [
        [
            lines(title_of(each.pack), each.pack, *terms(each)),
            _whole(day(each.start_date)),
            _whole(day(each.end_date) or "No end"),
            lines(each.decided_by, each.note, f"Recorded {moment(each.recorded_at)}"),
            _state(each.start_date, each.end_date, on),
            ""
            if each.end_date == each.start_date
            else link(reverse("end-adoption", args=[each.pk]), "End", f": {title_of(each.pack)}"),
        ]
        for each in adopted
    ]


def terms(row: AdoptedPack) -> list[str]:
    """Return what an adoption replaces and suspends, as its terms say it."""
    placed = row.terms.get("in_place_of", {})
    told = [f"{own} takes the place of {', '.join(others)}" for own, others in placed.items()]
    for each in row.terms.get("suspends", ()):
        until = f" until {day(each['until'])}" if each.get("until") else ""
        told.append(f"Suspends {each['duty']} from {day(each['from'])}{until}")
    return told


def available_rows(packs: Iterable[Available]) -> list[Row]:
    """Return the packs that can be adopted, and why others cannot."""
    return [
        [
            lines(each.title, each.name),
            bullets(each.problems) if each.problems else _whole(tag("Can be adopted", "green")),
        ]
        for each in packs
    ]


def proposal(row: AdoptedPack) -> list[tuple[str, str]]:
    """Return what is to be adopted or ended, before it is."""
    return [
        ("Pack", title_of(row.pack)),
        ("From", day(row.start_date)),
        ("Until before", day(row.end_date) or "No end"),
        ("Decided by", row.decided_by),
        ("Note", row.note or "None"),
    ]


def finding_rows(findings: Iterable[Finding]) -> list[Row]:
    """Return what a check says, the worst first."""
    return [
        [_whole(tag(words(f.level), LEVELS[f.level])), f.where, lines(upper(f.text), f.explained)]
        for f in findings
    ]


def _whole(word: Markup | str) -> Markup:
    """Return a tag or a day that does not break in a narrow column."""
    return Markup('<span class="d-nowrap">{}</span>').format(word)


def change_groups(found: Mapping[str, Sequence[Change]]) -> list[dict[str, Any]]:
    """Return what changes, in groups of those whom it affects."""
    return [
        {
            "heading": upper(who),
            "rows": [
                [
                    lines(c.title, f"From {day(c.from_day)}"),
                    c.before or "Nothing",
                    c.after or "Nothing",
                ]
                for c in changes
            ],
        }
        for who, changes in found.items()
    ]


def holiday_groups(
    table: Iterable[tuple[date, str, str]], years: range, source: str
) -> list[dict[str, Any]]:
    """Return the bank holidays of these years from one source, year by year."""
    found: dict[int, list[Row]] = {}
    for on, title, whence in table:
        if whence == source and on.year in years:
            found.setdefault(on.year, []).append([f"{on:%A} {day(on)}", title])
    return [{"heading": str(year), "rows": rows} for year, rows in found.items()]
