"""The page of a restriction: place one, change who is named, end it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.audit.words import Action
from doorstep.web.caseload import restricting
from doorstep.web.caseload.forms import ChangeNamedForm, EndRestrictionForm, NamingForm
from doorstep.web.caseload.head import Head, head_of
from doorstep.web.caseload.models import Child, Restriction
from doorstep.web.caseload.people import (
    Person,
    names_by_key,
    people_by_key,
    people_named_like,
    people_near,
)
from doorstep.web.caseload.queries import get_child
from doorstep.web.caseload.reading import reading, restrictions_on
from doorstep.web.components import moment, words
from doorstep.web.versions import ConflictError

PLACE, CHANGE, END, FIND = "place", "change", "end", "find"
OVER = "The restriction was ended meanwhile."


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the page shows beside its forms."""

    head: Head
    restriction: Restriction | None
    named: tuple[Person, ...]
    steps: tuple[restricting.Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The two forms of the page: who may open the record, and that the restriction ends."""

    naming: NamingForm
    ending: EndRestrictionForm

    @property
    def sent(self) -> list[NamingForm | EndRestrictionForm]:
        """Return the form that was sent."""
        return [form for form in (self.naming, self.ending) if form.is_bound]


@who_can(Can.RESTRICT)
@require_http_methods(["GET", "HEAD", "POST"])
def restrict(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Show who may open a record; restrict it, change who is named, or end the restriction."""
    done, asked = request.POST.get("do", ""), _asked(request, child_id)
    answered = None
    if done in (PLACE, CHANGE) and asked.naming.is_valid():
        answered = _save(request, child_id, done, asked.naming)
    elif done == END and asked.ending.is_valid():
        answered = _end(request, child_id, asked.ending)
    if answered is not None:
        return answered
    shown = _shown(request, child_id)
    context = {
        "head": shown.head,
        "it": shown,
        "asked": asked,
        "forms": asked.sent,
        "names": [person.label for person in shown.named],
        "steps": [_step(step) for step in shown.steps],
    }
    return render(request, "caseload/restrict.html", context)


def _shown(request: SignedInRequest, child_id: str) -> Shown:
    """Return the page's content, told to the log as a reading."""
    access = request.access
    with reading(
        child_id, viewer=access, action=Action.READ_CHILD, page="restriction", can=Can.RESTRICT
    ) as opened:
        row = _restriction(opened.child, access.on)
        named = list(row.named.values_list("pk", flat=True)) if row else []
        return Shown(
            head=head_of(opened, current="restrict", on=access.on),
            restriction=row,
            named=tuple(people_by_key(named, on=access.on)),
            steps=tuple(restricting.steps_of(opened.child)),
        )


def _step(step: restricting.Step) -> dict[str, str]:
    """Return a step of the history as the timeline shows it."""
    return {
        "title": words(step.done),
        "by": step.by,
        "at": moment(step.at),
        "text": step.reason,
        "note": f"Who may open it: {', '.join(step.named)}"
        if step.done != restricting.ENDED
        else "",
    }


def _restriction(child: Child, on: date) -> Restriction | None:
    return restrictions_on(on).filter(child=child).select_related("placed_by").first()


def _asked(request: SignedInRequest, child_id: str) -> Asked:
    """Return the forms, with the people they offer: those near, named, ticked and found."""
    access, sent = request.access, request.POST
    child = get_child(child_id=child_id, viewer=access, can=Can.RESTRICT)
    row = _restriction(child, access.on)
    named = list(row.named.values_list("pk", flat=True)) if row else []
    ticked = [int(pk) for pk in sent.getlist("named") if pk.isdecimal() and len(pk) < 19]
    offered = [
        *people_near(child, on=access.on, also=access.user_id),
        *people_by_key([*named, *ticked], on=access.on),
        *people_named_like(sent.get("find", ""), on=access.on),
    ]
    version = row.version if row else None
    return Asked(
        naming=_naming(request, offered, named, ticked, version),
        ending=EndRestrictionForm(
            sent if sent.get("do") == END else None, initial={"version": version}
        ),
    )


def _naming(
    request: SignedInRequest,
    offered: list[Person],
    named: list[int],
    ticked: list[int],
    version: int | None,
) -> NamingForm:
    """Return the form of who is named; looking for somebody loses nothing and finds no fault."""
    sent, done = request.POST, request.POST.get("do")
    people = sorted({p.pk: p for p in offered}.values(), key=lambda p: (p.name, p.pk))
    kind = NamingForm if version is None else ChangeNamedForm
    if done in (PLACE, CHANGE):
        return kind(sent, people=people, me=request.access.user_id)
    initial: dict[str, Any] = {"version": version, "named": named}
    if done == FIND:
        initial |= {name: sent.get(name, "") for name in ("reason", "find", "version")}
        initial |= {"named": ticked, "without_me": "without_me" in sent}
    return kind(initial=initial, people=people, me=request.access.user_id)


def _save(
    request: SignedInRequest, child_id: str, done: str, form: NamingForm
) -> HttpResponse | None:
    """Place or change the restriction; nothing is answered where the form must be shown again."""
    access, told = request.access, form.cleaned_data
    said: dict[str, Any] = {"reason": told["reason"], "named": told["named"]}
    try:
        if done == PLACE:
            restricting.restrict(child_id=child_id, **said, by=access, at=access.at)
        else:
            restricting.change_named(
                child_id=child_id, version=told["version"] or 0, **said, by=access, at=access.at
            )
    except restricting.NobodyNamedError as error:
        form.add_error("named", str(error))
        return None
    except (restricting.RestrictedMeanwhileError, ConflictError) as conflict:
        return _both(request, child_id, conflict.row, said)
    except restricting.NotRestrictedError:
        return _over(request, child_id)
    messages.success(request, "The record is open to the people named, and to nobody else.")
    return _after(request, child_id)


def _end(request: SignedInRequest, child_id: str, form: EndRestrictionForm) -> HttpResponse:
    access, told = request.access, form.cleaned_data
    try:
        restricting.end_restriction(
            child_id=child_id,
            version=told["version"],
            reason=told["end_reason"],
            by=access,
            at=access.at,
        )
    except ConflictError as conflict:
        return _both(request, child_id, conflict.row, {"reason": told["end_reason"]})
    except restricting.NotRestrictedError:
        return _over(request, child_id)
    messages.success(request, "The restriction is ended.")
    return _after(request, child_id)


def _over(request: SignedInRequest, child_id: str) -> HttpResponse:
    messages.warning(request, "The restriction was ended meanwhile.")
    return redirect("restrict", child_id)


def _after(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Go back to the child, or to one's first page if one has lost sight of the record."""
    try:
        get_child(child_id=child_id, viewer=request.access)
    except Http404:
        return redirect("my-day")
    return redirect("restrict", child_id)


def _both(
    request: SignedInRequest, child_id: str, theirs: Any, mine: dict[str, Any]
) -> HttpResponse:
    """Show one's own version beside what was saved meanwhile; the person chooses (D5)."""
    saved, own = list(theirs.named.values_list("pk", flat=True)), mine.get("named")
    names = names_by_key([*saved, *(own or ())])
    rows = [
        ("Who may open the record", _listed(own, names), _listed(saved, names)),
        ("Reason", mine["reason"], restricting.last_reason(theirs)),
    ]
    sent = {"csrfmiddlewaretoken", "version", "do"}
    kept = [(n, v) for n, values in request.POST.lists() if n not in sent for v in values]
    context = {
        "rows": rows,
        "kept": [*kept, ("version", theirs.version), ("do", END if own is None else CHANGE)],
        "back": reverse("restrict", args=[child_id]),
        "errors": True,
    }
    return render(request, "errors/conflict.html", context, status=409)


def _listed(pks: list[int] | None, names: dict[int, str]) -> str:
    if pks is None:
        return "Everybody in reach: the restriction ends"
    return ", ".join(sorted(names[pk] for pk in pks if pk in names))
