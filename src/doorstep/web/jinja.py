"""The templates' environment: strict about names, escaped by default, with `ui` and the filters."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jinja2
from django.conf import settings
from django.contrib.messages import get_messages
from django.db import DatabaseError
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from markupsafe import Markup

from doorstep.web import components, controls
from doorstep.web.accounts.access import Access
from doorstep.web.navigation import navigation

HERE = Path(__file__).parent / "jinja2"
MACROS = ("forms", "finding", "tables", "lists", "notices", "headings")
FILTERS: Mapping[str, Callable[..., str]] = {
    "day": components.day,
    "time": components.clock_time,
    "moment": components.moment,
    "words": components.words,
    "words_within": components.words_within,
    "plural": components.plural,
}


def environment(**options: Any) -> jinja2.Environment:
    """Return the environment of the pages: a name that a page does not know is an error."""
    made = jinja2.Environment(**{**options, "undefined": jinja2.StrictUndefined, **_TIDY})  # noqa: S701
    made.filters.update(FILTERS)
    made.globals.update(ui=Components(), static=static, url=_url, summary_of=controls.summary_of)
    return made


_TIDY: dict[str, Any] = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}


@cache
def _own() -> jinja2.Environment:
    """Return the environment of the components; the library they rest on needs a lenient one."""
    own = jinja2.FileSystemLoader(HERE)
    made = jinja2.Environment(  # noqa: S701 (autoescape stands in _TIDY)
        loader=jinja2.ChoiceLoader(
            [own, jinja2.PrefixLoader({LIBRARY: jinja2.PackageLoader(LIBRARY)})]
        ),
        **_TIDY,
    )
    made.filters.update(FILTERS)
    return made


LIBRARY = "govuk_frontend_jinja"


@cache
def _library(name: str, folder: str) -> Callable[[dict[str, Any]], Markup]:
    template = _own().get_template(f"{LIBRARY}/components/{folder}/macro.html")
    made: Callable[[dict[str, Any]], Markup] = getattr(template.module, name)
    return made


FOLDERS = {
    "govukInput": "input",
    "govukTextarea": "textarea",
    "govukSelect": "select",
    "govukRadios": "radios",
    "govukCheckboxes": "checkboxes",
    "govukDateInput": "date-input",
}


def field(
    bound: BoundField,
    label: str = "",
    hint: str = "",
    size: str = "s",
    width: str | int = "",
    **wish: Any,
) -> Markup:
    """Return label, hint, error and control of one field.

    `wish`: `rows`, `inline`, `page_heading`, and `reveal`, the fields to show under a choice.
    """
    if bound.is_hidden:
        return Markup(bound.as_hidden())  # noqa: S704 (Django's own, escaped)
    reveal: controls.Reveal = wish.pop("reveal", None) or {}
    shown = {str(key): _fields(each) for key, each in reveal.items()}
    wishes = {"label": label, "hint": hint, "size": size, "width": str(width), "rows": 5, **wish}
    name, told = controls.parameters(bound, shown, **wishes)
    return _library(name, FOLDERS[name])(told)


def fields(form: BaseForm, skip: Iterable[str] = ()) -> Markup:
    """Return all fields of a form in order."""
    left_out = set(skip)
    return _fields(bound for bound in form if bound.name not in left_out)


def _fields(each: Iterable[BoundField]) -> Markup:
    return Markup("\n").join(field(bound) for bound in each)


def form_errors(given: Any, extra: Iterable[dict[str, str]] = ()) -> Markup:
    """Return the error summary of one form or of several; nothing if all is well."""
    found = [*controls.summary_of(given), *extra]
    if not found:
        return Markup("")
    told = {"titleText": "There is a problem", "errorList": found}
    return _library("govukErrorSummary", "error-summary")(told)


class Components:
    """All components under one name, `ui`: those made in Python, and the macros of components/."""

    def __getattr__(self, name: str) -> Any:
        try:
            return _components()[name]
        except KeyError:
            raise AttributeError(f"There is no component {name!r}.") from None


@cache
def _components() -> dict[str, Any]:
    made: dict[str, Any] = {"field": field, "fields": fields, "form_errors": form_errors}
    for name in ("tag", "status_tag", "outcome_tag", "tier_tag", "rag_tag", "restricted_tag"):
        made[name] = getattr(components, name)
    made |= {
        each.__name__: each for each in (components.link, components.lines, components.bullets)
    }
    for file in MACROS:
        module = _own().get_template(f"components/{file}.html").module
        made |= {n: m for n, m in vars(module).items() if not n.startswith("_")}
    return made


def _url(name: str, *args: object) -> str:
    return reverse(name, args=args)


def page(request: HttpRequest) -> dict[str, Any]:
    """Return what every page shows around its own content.

    `request.access` says who is signed in, and so where they can go; it may be missing.
    """
    return {
        "page": {
            "council": settings.AUTHORITY or "Doorstep",
            "service": "Children’s visits",
            "demo": settings.DEMO,
            "version": _version(),
            "as_at": getattr(request, "worked_out_at", None),
            "stale": getattr(request, "stale", ""),
            "held": getattr(request, "held", {}),
            "request_id": getattr(request, "request_id", ""),
        },
        "person": _person(request),
        "navigation": _navigation(request),
        "messages": _messages(request),
    }


def _messages(request: HttpRequest) -> Iterator[Any]:
    """Return what is to be told once; nothing where the session that keeps it cannot be read."""
    if hasattr(request, "_messages"):
        with suppress(DatabaseError):
            yield from get_messages(request)


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return where this person can go; nowhere where the database cannot be asked who it is."""
    try:
        return navigation(request)
    except DatabaseError:
        return []


@cache
def _version() -> str:
    return version("doorstep")


def _roles_of(access: Access) -> str:
    """Return the roles as the head of a page names them, each with whom it is acted for.

    Example: "practice manager; team manager for Mona Reyes"
    """
    own = [h.role for h in access.held if not h.acting_for]
    acted = [(h.role, h.acting_for) for h in access.held if h.acting_for]
    told = [components.words_within(role) for role in dict.fromkeys(own)]
    told += [f"{components.words_within(role)} for {name}" for role, name in dict.fromkeys(acted)]
    return "; ".join(told)


def _person(request: HttpRequest) -> dict[str, Any] | None:
    """Return who is signed in; nobody where the database cannot be asked, as on the page that says so."""
    try:
        access = getattr(request, "access", None)
    except DatabaseError:
        return None
    if access is None:
        return None
    return {
        "name": access.name,
        "roles": _roles_of(access),
    }
