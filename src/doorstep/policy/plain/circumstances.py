"""Conditions in plain words, also turned round; and whom a part of a policy concerns."""

import re
from collections.abc import Callable
from typing import NamedTuple

from doorstep.policy.condition import Condition, Seen
from doorstep.policy.plain import names
from doorstep.policy.plain.names import bare, listed, said, spaced
from doorstep.policy.say import ordinal
from doorstep.policy.words import DESCRIPTIONS, NOUNS

# Where "is not" in place of the first "is" would say something else.
NOT_SO = {
    "open_case": "the case is closed",
    "open_assessment": "no assessment is open, or there is an active plan or a period of care",
    "section_47_enquiry": "no section 47 enquiry is open",
    "section_47_on_open_case": "no section 47 enquiry is open that began on an open case",
    "child_in_need_plan": "no child in need plan is open",
    "child_protection_plan": "no child protection plan of this authority is open",
    "care_leaver": "the young person has no care-leaver status, or is looked after",
    "care_order": "no care order is in force",
    "full_care_order": "no full care order is in force",
    "interim_care_order": "no interim care order is in force",
    "disability": "no disability is recorded",
    "unborn": "the child is born",
}
# After "children": whom a spell or a fact describes.
THOSE = {
    "open_case": "with an open case",
    "referral": "with an open referral",
    "open_assessment": "in an open assessment without a plan",
    "section_47_enquiry": "in a section 47 enquiry",
    "section_47_on_open_case": "in a section 47 enquiry that began on an open case",
    "child_in_need_plan": "on a child in need plan",
    "child_protection_plan": "on a child protection plan",
    "looked_after": "who are looked after",
    "short_breaks": "in care only for short breaks",
    "placement": "in a placement",
    "care_order": "under a care order, full or interim",
    "full_care_order": "under a full care order",
    "interim_care_order": "under an interim care order",
    "care_leaver": "who are care leavers",
    "long_term_fostering": "in long-term fostering",
    "foster_placement": "in a foster placement",
    "placed_with_parents": "placed with parents",
    "residential_placement": "in a children's home or residential school",
    "internal_provision": "in the authority's own provision",
    "disability": "with a disability recorded",
    "open_to_review": "open to review in the disability service",
    "self_isolation": "whose household is self-isolating",
    "shielding": "whose household is shielding",
    "unborn": "not born yet",
    "tier_high_and_immediate": "in the tier high and immediate",
    "tier_priority": "in the tier priority",
    "tier_vulnerable": "in the tier vulnerable",
    "edge_of_care": "on the edge of care",
    "living_alone": "living alone",
    "semi_independent": "in semi-independent living",
    "placed_out_of_county": "placed out of county",
    "attending_school": "attending school",
    "homeless": "who are homeless",
    "clinically_extremely_vulnerable": "who are clinically extremely vulnerable",
    "unregulated_placement": "in an unregulated placement",
    "temporary_approval": "with a carer temporarily approved",
    "high_risk": "at high risk",
}
VERB = re.compile(r" (?:is|has|was|are) ")
# What in a text is read as one whatever follows: a number, a name, what stands in brackets or quotes.
WHOLE = re.compile(r" or (?:over|more)\b|high and immediate|home or residential|\([^)]*\)|“[^”]*”")
ENDS = {
    "seen": "the child has been seen in person",
    "manager_decided": "a manager has decided",
}


def circumstance(condition: Condition, *, so: bool = True) -> str:
    """Return the condition as a clause a reader would say; with `so=False` that it does not hold."""
    if condition.not_ is not None:
        return circumstance(condition.not_, so=not so)
    parts = condition.all if condition.all is not None else condition.any
    if parts is None:
        return _SAY[condition.main](condition, so)
    if len(parts) == 1:
        return circumstance(parts[0], so=so)
    joined = "and" if (condition.all is not None) == so else "or"
    return listed([_inside(part, so, joined) for part in parts], joined)


def _inside(part: Condition, so: bool, joined: str) -> str:
    """Return a condition among others joined by a word, in brackets where another word joins its own."""
    inner, holds = _core(part, so)
    text = circumstance(inner, so=holds)
    parts = inner.all if inner.all is not None else inner.any
    if parts is None:
        return _closed(text, joined, VERB.split(text, maxsplit=1)[-1])
    return text if ("and" if (inner.all is not None) == holds else "or") == joined else f"({text})"


def _core(condition: Condition, so: bool) -> tuple[Condition, bool]:
    """Return what a condition says without `not` around it and without lists of only one."""
    if condition.not_ is not None:
        return _core(condition.not_, not so)
    parts = condition.all if condition.all is not None else condition.any
    return _core(parts[0], so) if parts is not None and len(parts) == 1 else (condition, so)


def _closed(text: str, joined: str, end: str) -> str:
    """Return a text in brackets if what follows "and" or "or" could be read as part of its end."""
    other = " or " if joined == "and" else " and "
    plain = WHOLE.sub("", end)
    return f"({text})" if any(word in plain for word in (", ", other, " until ")) else text


def _not(text: str, so: bool) -> str:
    return text if so else text.replace(" is ", " is not ", 1)


def _is(c: Condition, so: bool) -> str:
    spell = c.is_ or ""
    if not so and spell in NOT_SO:
        return NOT_SO[spell]
    return _not(DESCRIPTIONS.get(spell, spaced(spell)), so)


def _fact(c: Condition, so: bool) -> str:
    if c.fact == "rag":
        return _not(f"the rating is {listed(c.value, 'or')}", so)
    name = said(names.FACTS, c.fact or "")
    if c.value != ("yes",):
        return _not(f"{name} is recorded as “{listed(c.value, 'or')}”", so)
    holder = f" of a {listed((h.value for h in c.holder), 'or')}" if c.holder else ""
    return _not(f"{name}{holder} is recorded", so)


def _event(c: Condition, so: bool) -> str:
    name = said(names.EVENTS, c.event or "")
    if c.within and c.more_than:
        times = f"more than {c.more_than} times in the last {c.within}"
        return _not(f"{bare(name)} is on record {times}", so)
    if c.within:
        return _not(f"{name} is on record in the last {c.within}", so)
    if c.until:
        ends = listed(said(ENDS, u) for u in c.until)
        return f"{name} is on record, until {ends}" if so else f"{name} is not waiting until {ends}"
    return _not(f"{name} is on record, however long ago", so)


def _codes(words: tuple[str, ...] | None, what: str, so: bool) -> str:
    return _not(f"{what} is {listed(words or (), 'or')}", so)


def _age(c: Condition, so: bool) -> str:
    return _not(f"the child is {_years(c)}", so)


def _years(c: Condition) -> str:
    if c.age is None:
        return ""
    least = [f"{c.age.at_least} or over"] if c.age.at_least is not None else []
    return listed([*least, *([f"under {c.age.under}"] if c.age.under is not None else [])])


def _since(c: Condition, so: bool) -> str:
    began = f"since the {noun_of(c.since or '')} began"
    less = (c.under is not None) == so
    length = c.under or c.at_least
    return f"it is less than {length} {began}" if less else f"it is {length} or more {began}"


def _before_first(c: Condition, so: bool) -> str:
    name = bare(said(names.EVENTS, c.before_first or ""))
    first = f"{ordinal(c.count)} {name} in the {noun_of(c.of or '')}"
    return f"the {first} is still to come" if so else f"the {first} has been held"


def _seen(c: Condition, so: bool) -> str:
    alone = " alone" if c.seen == Seen.ALONE else ""
    method = f" by {' or '.join(spaced(m) for m in c.method)}" if c.method else ""
    return f"the child was {'' if so else 'not '}seen{alone}{method} in the last {c.within}"


def noun_of(spell: str) -> str:
    """Return a spell as a noun, as in "since the … began"."""
    return NOUNS.get(spell, spaced(spell))


_SAY: dict[str, Callable[[Condition, bool], str]] = {
    "is": _is,
    "fact": _fact,
    "event": _event,
    "placement": lambda c, so: _codes(c.placement, "the code of the placement", so),
    "provider": lambda c, so: _codes(c.provider, "the code of the provider", so),
    "legal_status": lambda c, so: _codes(c.legal_status, "the code of the legal status", so),
    "accommodation": lambda c, so: _codes(c.accommodation, "the code of the accommodation", so),
    "age": _age,
    "since": _since,
    "before_first": _before_first,
    "seen": _seen,
}


# --- whom it concerns --------------------------------------------------------------------------------


class Whom(NamedTuple):
    """Children of a spell, and a condition on them."""

    spell: str
    when: Condition | None = None


def whom(spell: str, when: Condition | None = None) -> str:
    """Return whom something concerns, such as "children on a child protection plan"."""
    if spell == "care_leaver":
        return _where("care leavers", [], when)
    return _where("children", [THOSE.get(spell, spaced(spell))], when)


def children(when: Condition | None) -> str:
    """Return whom a condition alone describes."""
    if when is None:
        return "every child with an open case"
    if when.is_ == "care_leaver" or any(part.is_ == "care_leaver" for part in when.all or ()):
        others = tuple(part for part in when.all or () if part.is_ != "care_leaver")
        return _where("care leavers", [], Condition(all=others) if others else None)
    return _where("children", [], when)


def _where(base: str, told: list[str], when: Condition | None) -> str:
    if when is None:
        return f"{base} {' '.join(told)}".strip()
    found = [_those(part) for part in (when.all if when.all is not None else (when,))]
    if all(found):
        *others, last = [*told, *(text for text in found if text)]
        return f"{base} {listed([*(_closed(text, 'and', text) for text in others), last])}"
    return (
        f"{base} {told[0]}, where {circumstance(when)}"
        if told
        else f"{base} where {circumstance(when)}"
    )


def _those(c: Condition) -> str | None:
    """Return what stands after "children" for a simple condition; None if it is not simple."""
    if c.is_ is not None:
        return THOSE.get(c.is_)
    if c.fact == "rag":
        return f"rated {listed(c.value, 'or')}"
    if c.fact is not None and c.value == ("yes",) and not c.holder:
        return THOSE.get(c.fact, f"with {said(names.FACTS, c.fact)} recorded")
    if c.any is not None:
        found = [_those(part) for part in c.any]
        either = [_closed(text.removeprefix("either "), "or", text) for text in found if text]
        return f"either {listed(either, 'or')}" if all(found) else None
    return f"aged {_years(c)}" if c.age is not None else None
