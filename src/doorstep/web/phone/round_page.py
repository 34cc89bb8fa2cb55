"""What the page of a round shows, as plain values."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from doorstep.web.accounts.access import Access
from doorstep.web.caseload.head import address_for
from doorstep.web.components import clock_time, status_tag
from doorstep.web.components import day as in_words
from doorstep.web.lists.cells import how
from doorstep.web.lists.my_day import Mine
from doorstep.web.phone.models import Round, Stop
from doorstep.web.phone.queries.rounds import Proposed, asked_for
from doorstep.web.phone.round_form import RoundForm, at_of, day_words
from doorstep.web.phone.travelling import Door, travelled
from doorstep.web.visits.showing import due_text

Shown = dict[str, Any]


def proposed_order(children: Sequence[Proposed]) -> list[int]:
    """Return children in the order in which they are best travelled, siblings at one door together."""
    homes: dict[object, list[Proposed]] = {}
    for each in children:
        homes.setdefault(each.child.household or each.child.pk, []).append(each)
    doors = [Door(key=key, postcode=own[0].child.postcode) for key, own in homes.items()]
    return [each.child.pk for door in travelled(doors) for each in homes[door.key]]


def in_order(
    children: Sequence[Proposed], stops: Sequence[Stop], *, day: date, is_new: bool
) -> tuple[list[Proposed], list[Proposed], list[Proposed]]:
    """Return those chosen (or proposed, while nothing is), those the day asks for besides, the others."""
    known = {each.child.pk: each for each in children}
    asked = asked_for(children, day)
    chosen = [stop.child_id for stop in stops if stop.child_id in known]
    if is_new:
        chosen = proposed_order(asked)
    first = [known[pk] for pk in chosen]
    besides = [each for each in asked if each.child.pk not in set(chosen)]
    taken = {each.child.pk for each in (*first, *besides)}
    return first, besides, [each for each in children if each.child.pk not in taken]


def initial(row: Round | None, stops: Sequence[Stop], first: Sequence[Proposed]) -> Shown:
    """Return what the form shows before anybody typed."""
    return {
        "version": row.version if row else 0,
        "order": ",".join(str(each.child.pk) for each in first),
        "take": [str(each.child.pk) for each in first],
        **{at_of(stop.child_id): stop.at for stop in stops},
    }


def page(
    parts: tuple[list[Proposed], list[Proposed], list[Proposed]],
    form: RoundForm,
    *,
    day: date,
    by: Access,
    row: Round | None,
) -> Shown:
    """Return what the page shows."""
    first, besides, others = ([_child(each, form) for each in part] for part in parts)
    for n, each in enumerate(first):
        each |= {"up": n > 0, "down": n + 1 < len(first)}
    return {
        "form": form,
        "day": day,
        "day_words": day_words(day, by.on),
        "is_today": day == by.on,
        "is_new": row is None,
        "first": first,
        "besides": besides,
        "others": others,
        "any": bool(first or besides or others),
        "out_of_order": _out_of_order(parts[0], form),
    }


def _child(each: Proposed, form: RoundForm) -> Shown:
    child = each.child
    bound = form["take"].value() or ()
    return {
        "pk": child.pk,
        "name": child.name,
        "href": address_for("child", child.child_id),
        "address": ", ".join(part for part in (child.address, child.postcode) if part),
        "warning": child.warning,
        "checked": str(child.pk) in {str(pk) for pk in bound},
        "at": form[at_of(child.pk)],
        "owed": [_owed(mine) for mine in each.owed],
        "notes": [*_notes(each)],
        "up": False,
        "down": False,
    }


def _owed(mine: Mine) -> Shown:
    line = mine.line
    return {
        "title": line.title,
        "how": how(line.method),
        "due": due_text(line.due_at) or "no day set",
        "tag": status_tag(line.status, line.days_overdue),
        "clause": line.clause,
    }


def _notes(each: Proposed) -> list[str]:
    told = ["A visit is planned for this day."] if each.planned else []
    if each.again_by is not None:
        told.append(f"Not made before: next attempt by {in_words(each.again_by)}.")
    return told if each.owed or told else ["No visit is owed."]


def _out_of_order(first: Sequence[Proposed], form: RoundForm) -> str:
    """Return the first agreed time that stands after a later one; nothing if they follow each other."""
    if form.is_bound:
        return ""
    times = [form.initial.get(at_of(each.child.pk)) for each in first]
    told = [at for at in times if at is not None]
    wrong = next((b for a, b in zip(told, told[1:], strict=False) if b < a), None)
    return clock_time(wrong)
