"""All that somebody holds, and handing it over to zero."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.models import User
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.visible import sight_of
from doorstep.web.components import plural
from doorstep.web.moves import holding
from doorstep.web.moves.forms import HandoverForm, name_of, of_kind
from doorstep.web.moves.handing import HandingOver, NotHandedOverError, hand_over
from doorstep.web.moves.holding import KINDS, Item, Kind
from doorstep.web.moves.models import HandoverItem
from doorstep.web.moves.people import candidates, colleagues, get_colleague

SAID_OF_LATE = 50


@who_can(Can.MOVE)
def hand_over_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show all that somebody holds; give it to others, or say why nobody needs it."""
    access = request.access
    person = get_colleague(access, pk=pk, on=access.on)
    items, hidden = holding.split(holding.held_by(person, at=access.at), access)
    names = holding.names_of(items)
    form = _form(request, person, items)
    if form.is_bound and form.is_valid() and _done(request, person, form, names):
        return redirect("hand-over", pk)
    page = {
        "it": person,
        "form": form,
        "total": len(items) + sum(hidden.values()),
        "counted": [(KINDS[k], n) for k, n in holding.counted(items).items()],
        "sections": _sections(form, names),
        "hidden": sum(hidden.values()),
        "before": _before(person, access),
        "back": _back(person, access.on),
    }
    return render(request, "moves/hand_over.html", page)


def _form(request: SignedInRequest, person: User, items: list[Item]) -> HandoverForm:
    access = request.access
    told: dict[str, Any] = {"items": items, "people": _people(request, person), "on": access.on}
    if request.method == "POST":
        return HandoverForm(request.POST, **told)
    return HandoverForm(initial={"start_date": access.on, "client_id": uuid4()}, **told)


def _people(request: SignedInRequest, person: User) -> dict[int, str]:
    """Return to whom things can go: who can have children, with their load; managers; oneself."""
    access = request.access
    found = {
        pk: each.label for pk, each in candidates(access, sight_of(access), on=access.on).items()
    }
    for each in colleagues(access, on=access.on):
        found.setdefault(each.user.pk, f"{each.user}: {'; '.join(each.roles)}")
    found[access.user_id] = f"{access.name}, you"
    found.pop(person.pk, None)
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def _done(
    request: SignedInRequest, person: User, form: HandoverForm, names: dict[int, tuple[str, str]]
) -> bool:
    """Hand over what is chosen; where something cannot be, nothing is, and the form says what and why."""
    given, access = form.cleaned_data, request.access
    asked = HandingOver(
        person=person,
        choices=form.choices(),
        start=given["start_date"],
        reason=given["reason"],
        client_id=given["client_id"],
    )
    try:
        hand_over(asked, by=access, at=access.at)
    except NotHandedOverError as error:
        form.add_error(None, "Nothing was handed over, because not everything can be as you chose")
        _tell(form, error, names)
        return False
    messages.success(
        request, f"{plural(len(asked.choices), 'thing is', 'things are')} handed over."
    )
    return True


def _tell(form: HandoverForm, error: NotHandedOverError, names: dict[int, tuple[str, str]]) -> None:
    fields = {(item.kind, item.key): item for item in form.items}
    for (kind, key), why in error.problems.items():
        item = fields.get((Kind(kind), key))
        if item is None:
            form.add_error(None, why)
            continue
        whose = f"{names[item.child_pk][1]}, " if item.child_pk in names else ""
        form.add_error(name_of(item), f"{whose}{item.words}: {why}")


def _sections(form: HandoverForm, names: dict[int, tuple[str, str]]) -> list[dict[str, Any]]:
    return [
        {
            "title": KINDS[kind][0],
            "kind": str(kind),
            "rows": [_row(form, item, names) for item in items],
            "why": form[f"why-{kind}"],
        }
        for kind, items in of_kind(form).items()
    ]


def _row(form: HandoverForm, item: Item, names: dict[int, tuple[str, str]]) -> dict[str, Any]:
    child_id, name = names.get(item.child_pk or 0, ("", ""))
    return {
        "name": name,
        "href": reverse("child", args=[child_id]) if child_id else "",
        "words": item.words,
        "field": form[name_of(item)],
    }


def _before(person: User, access: Any) -> list[list[Any]]:
    """Return what was handed over lately, the latest first; children's names are not among it."""
    rows = HandoverItem.objects.filter(handover__person=person).order_by("-pk")
    return [
        [
            row.handover.recorded_at,
            KINDS[Kind(row.kind)][1],
            str(row.to) if row.to else f"Nobody: {row.reason}",
            str(row.handover.recorded_by),
        ]
        for row in rows.select_related("handover__recorded_by", "to")[:SAID_OF_LATE]
    ]


def _back(person: User, on: Any) -> str:
    return reverse("staff")
