"""The questions of each kind of record whose answers can change what comes out, in the order asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from doorstep.policy.form import Form
from doorstep.vocabulary import Method, Place, VisitType
from doorstep.web.phone.effects.matters import Matters
from doorstep.web.phone.effects.spans import UNKNOWN, Span
from doorstep.web.phone.effects.tree import Choice, Cuts, Marks, Question
from doorstep.web.visits.call_form import VIRTUALLY
from doorstep.web.visits.words import CALL_LABELS, CONTACTS, CameOf

Told = Mapping[str, Any]
YES_NO = ("yes", "no", "")
GIVEN = "given"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known before anything is asked: what matters, the roles to choose from, spans, the form.

    `may_count` says that a visit can count though the child was not seen; `approvers` that an
    agreement can be entered by hand. `marks` are the answers of a call's form that bring something about.
    """

    matters: Matters
    roles: Sequence[str]
    times: Sequence[Span]
    days: Sequence[Span]
    may_count: bool
    approvers: bool
    marks: Mapping[str, Mapping[Any, tuple[str, ...]]]


def is_made(told: Told) -> bool:
    """Test whether the visit or call was made."""
    return bool(told["came_of"] == CameOf.MADE)


def of_visit(known: Known, *, after: bool) -> list[Question]:
    """Return what is asked of a visit; `after`: for what is owed then, else for what it counts for."""

    def counts(told: Told) -> bool:
        return is_made(told) and (told["seen"] == "yes" or known.may_count)

    matter = known.matters.fields
    found: list[Question] = [
        Choice(name="came_of", values=[c.value for c in CameOf]),
        Choice(name="seen", values=YES_NO, asked=is_made),
        Choice(name="method", values=[m.value for m in Method], asked=counts),
    ]
    if "place" in matter:
        found.append(_place(counts))
    if "announced" in matter:
        found.append(Choice(name="announced", values=YES_NO, asked=counts))
    if "role" in matter and known.roles:
        found.append(Choice(name="role", values=known.roles, asked=counts))
    found += [
        Choice(name=name, values=YES_NO, asked=lambda told: counts(told) and told["seen"] == "yes")
        for name in ("seen_alone", "bedroom_seen")
        if name in matter
    ]
    if known.approvers:
        found.append(Cuts(name="approved_by", spans=lambda told: [(GIVEN, "")], asked=counts))
    if after:
        return [
            *found,
            *_planned(known),
            _time(known, lambda told: not is_made(told) or counts(told)),
        ]
    words = Cuts(
        name="method_words",
        spans=lambda told: [(GIVEN, "")],
        asked=lambda told: counts(told) and told["method"] != Method.IN_PERSON,
    )
    return [*found, _time(known, counts), words]


def _place(asked: Any) -> Choice:
    return Choice(
        name="place",
        values=[*(p.value for p in Place), ""],
        asked=lambda told: asked(told) and told["method"] == Method.IN_PERSON,
    )


def _planned(known: Known) -> list[Question]:
    """Return the day of the next attempt, where a policy asks something of a planned visit."""
    if not known.matters.planned:
        return []
    spans = known.days or [(UNKNOWN, "")]
    return [
        Cuts(name="next_attempt", spans=lambda told: spans, asked=lambda told: not is_made(told))
    ]


def _time(known: Known, asked: Any) -> Cuts:
    return Cuts(name="visit_time", spans=lambda told: known.times, asked=asked)


def of_rules(known: Known) -> list[Question]:
    """Return what is asked to know what rules say of a visit."""
    found: list[Question] = [Choice(name="method", values=[m.value for m in Method])]
    return [*found, _place(lambda told: True)] if "place" in known.matters.fields else found


def of_missing(kind: VisitType) -> list[Question]:
    """Return what is asked to know what will be asked for later because it is not recorded."""
    time = Cuts(name="visit_time", spans=lambda told: [(GIVEN, "")])
    if kind != VisitType.VISIT:
        return [time]

    def seen(told: Told) -> bool:
        return is_made(told) and told["seen"] == "yes"

    return [
        Choice(name="came_of", values=[c.value for c in CameOf]),
        Choice(name="seen", values=YES_NO, asked=is_made),
        Choice(name="method", values=[m.value for m in Method], asked=seen),
        _place(seen),
        Choice(name="seen_alone", values=YES_NO, asked=seen),
        Choice(name="bedroom_seen", values=YES_NO, asked=seen),
        time,
    ]


def of_call(known: Known, *, after: bool) -> list[Question]:
    """Return what is asked of a call, with the answers of its form that bring something about."""
    found: list[Question] = [
        Choice(name="came_of", values=[c.value for c in CALL_LABELS]),
        Choice(name="method", values=[m.value for m in VIRTUALLY]),
    ]
    if "role" in known.matters.fields and known.roles:
        found.append(Choice(name="role", values=known.roles))
    if after:
        found += [
            Marks(name=name, brings=brings, asked=is_made) for name, brings in known.marks.items()
        ]
    return [*found, _time(known, lambda told: True)]


def of_contact(known: Known) -> list[Question]:
    """Return what is asked of another contact."""
    found: list[Question] = [
        Choice(name="visit_type", values=[c.value for c in CONTACTS]),
        Choice(name="method", values=[m.value for m in Method]),
        Choice(name="seen", values=YES_NO),
    ]
    if "role" in known.matters.fields and known.roles:
        found.append(Choice(name="role", values=known.roles))
    return [*found, _time(known, lambda told: True)]


def marks_of(paper: Form, matters: Matters, holds: Any) -> dict[str, dict[Any, tuple[str, ...]]]:
    """Return for each field of a call's form what its answers bring about that anything asks for."""
    found: dict[str, dict[Any, tuple[str, ...]]] = {}
    for part in paper.fields:
        if part.when is not None and not holds(part.when):
            continue
        brings: dict[Any, tuple[str, ...]] = {}
        for answer, what in (*part.events.items(), *part.facts.items()):
            if str(what) in matters.kinds:
                brings[what] = (*brings.get(what, ()), answer)
        if brings:
            found[f"a_{part.id}"] = brings
    return found
