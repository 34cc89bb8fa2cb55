"""One child for the rest of the engine: the rows, and each named spell of the case as spans."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise

from doorstep.engine.rows import OPENING, K, Rows, on_open_case
from doorstep.engine.spans import (
    ALWAYS,
    EVER,
    NEVER_ENDS,
    Spans,
    around,
    intersection,
    minus,
    union,
)
from doorstep.facts import CaseFacts, EpisodeKind, FactKind, VisitsCarried
from doorstep.policy.words import Spell

RESPITE = frozenset({"V3", "V4"})
FOSTER = tuple(f"U{n}" for n in range(1, 7))
HOMES = frozenset({"K1", "K2", "R1", "R3", "S1", "H5", "K3"})
SPELL_OF = {
    K.CHILD_IN_NEED_PLAN: Spell.CHILD_IN_NEED_PLAN,
    K.CHILD_PROTECTION_PLAN: Spell.CHILD_PROTECTION_PLAN,
    K.PERIOD_OF_CARE: Spell.LOOKED_AFTER,
    K.CARE_LEAVER: Spell.CARE_LEAVER,
}


class Child(Rows):
    """A case as at a day with its spells, which are worked out when first asked for and kept."""

    def __init__(self, case: CaseFacts, as_at: date):
        super().__init__(case, as_at)
        self._spells: dict[str, Spans] = {}

    def is_untold(self, spell: Spell) -> bool:
        """Test whether the extract cannot tell of the contacts made in a spell (S21)."""
        unknown = any(SPELL_OF.get(kind) == spell for kind in self.case.unknown_visits)
        later = self.has_later_visits and self.knows_only_the_latest(spell)
        if not unknown and not later:
            return False
        return not any(self.visits_between(*span) for span in self.spans(spell))

    def knows_only_the_latest(self, spell: Spell) -> bool:
        """Test whether of the contacts in a spell only the last is known."""
        if self.case.visits_carried == VisitsCarried.LATEST:
            return True
        return any(SPELL_OF.get(kind) == spell for kind in self.case.latest_only)

    def spans(self, spell: Spell) -> Spans:
        """Return when the named spell holds."""
        found = self._spells.get(spell)
        if found is None:
            found = self._spells[spell] = SPELLS[spell](self)
        return found

    def put(self, spell: str, spans: Spans) -> None:
        """Keep spans worked out elsewhere: the tiers, and where each duty applies."""
        self._spells[spell] = spans

    def kept(self, spell: str) -> Spans | None:
        """Return spans kept under a name, or None."""
        return self._spells.get(spell)

    def is_in(self, spell: Spell) -> bool:
        """Test whether the spell holds on the day asked about."""
        return around(self.spans(spell), self.day) is not None

    def runs(self, spell: Spell) -> Spans:
        """Return the spell as runs that each have a clock of their own (S20, S24).

        Episodes that touch are one run; only each placement is a run by itself.
        """
        if spell != Spell.PLACEMENT:
            return self.spans(spell)
        spans = sorted({self.span(e) for e in self.episodes(K.PLACEMENT)})
        return tuple((a, min(b, c) if a < c else b) for (a, b), (c, _) in pairwise(spans)) + tuple(
            spans[-1:]
        )


def _open_case(child: Child) -> Spans:
    dated = [span for kind in OPENING for span in child.of_kind(kind)]
    undated = [(EVER, NEVER_ENDS) for _ in child.undated_open(*OPENING)]
    return intersection(union([*dated, *undated]), ((EVER, child.end),))


def _only_respite(child: Child) -> Spans:
    """Return when the only legal statuses are those of short breaks."""
    respite = child.of_kind(K.LEGAL_STATUS, RESPITE)
    if not respite:
        return ()
    other = {e.code for e in child.episodes(K.LEGAL_STATUS)} - RESPITE
    return minus(respite, child.of_kind(K.LEGAL_STATUS, other))


def _looked_after(child: Child) -> Spans:
    care = minus(child.of_kind(K.PERIOD_OF_CARE), _only_respite(child))
    return intersection(care, ((EVER, child.birthday(18)),)) if care else care


def _open_assessment(child: Child) -> Spans:
    found = child.of_kind(K.ASSESSMENT)
    if not found or child.undated_open(K.CHILD_IN_NEED_PLAN, K.CHILD_PROTECTION_PLAN):
        return ()
    for other in (Spell.CHILD_IN_NEED_PLAN, Spell.CHILD_PROTECTION_PLAN, Spell.LOOKED_AFTER):
        found = minus(found, child.spans(other))
    return intersection(found, child.spans(Spell.OPEN_CASE))


def _section_47_on_open_case(child: Child) -> Spans:
    enquiries = child.episodes(K.SECTION_47_ENQUIRY)
    return union(child.span(e) for e in enquiries if on_open_case(e, child))


def _long_term_fostering(child: Child) -> Spans:
    planned = child.fact_spans(FactKind.PLACED_UNTIL_18)
    if planned:
        planned = intersection(planned, child.of_kind(K.PLACEMENT, FOSTER))
    return union([*child.of_kind(K.PLACEMENT, ("U1", "U4")), *planned])


def _internal(child: Child) -> Spans:
    return union(child.span(e) for e in child.episodes(K.PLACEMENT) if e.detail == "PR1")


def _open_to_review(child: Child) -> Spans:
    return intersection(child.fact_spans(FactKind.OPEN_TO_REVIEW), child.spans(Spell.OPEN_CASE))


def _unborn(child: Child) -> Spans:
    if child.case.born:
        return ((EVER, child.case.born.toordinal()),)
    return ALWAYS if child.case.expected else ()


def _episodes(kind: EpisodeKind, *codes: str) -> Callable[[Child], Spans]:
    return lambda child: child.of_kind(kind, codes or None)


SPELLS: dict[Spell, Callable[[Child], Spans]] = {
    Spell.OPEN_CASE: _open_case,
    Spell.REFERRAL: _episodes(K.REFERRAL),
    Spell.OPEN_ASSESSMENT: _open_assessment,
    Spell.SECTION_47_ENQUIRY: _episodes(K.SECTION_47_ENQUIRY),
    Spell.SECTION_47_ON_OPEN_CASE: _section_47_on_open_case,
    Spell.CHILD_IN_NEED_PLAN: _episodes(K.CHILD_IN_NEED_PLAN),
    Spell.CHILD_PROTECTION_PLAN: _episodes(K.CHILD_PROTECTION_PLAN),
    Spell.LOOKED_AFTER: _looked_after,
    Spell.SHORT_BREAKS: lambda c: intersection(c.of_kind(K.PERIOD_OF_CARE), _only_respite(c)),
    Spell.PLACEMENT: _episodes(K.PLACEMENT),
    Spell.CARE_ORDER: _episodes(K.LEGAL_STATUS, "C1", "C2"),
    Spell.FULL_CARE_ORDER: _episodes(K.LEGAL_STATUS, "C2"),
    Spell.INTERIM_CARE_ORDER: _episodes(K.LEGAL_STATUS, "C1"),
    Spell.CARE_LEAVER: lambda c: minus(c.of_kind(K.CARE_LEAVER), c.spans(Spell.LOOKED_AFTER)),
    Spell.LONG_TERM_FOSTERING: _long_term_fostering,
    Spell.FOSTER_PLACEMENT: _episodes(K.PLACEMENT, *FOSTER),
    Spell.PLACED_WITH_PARENTS: _episodes(K.PLACEMENT, "P1"),
    Spell.RESIDENTIAL_PLACEMENT: _episodes(K.PLACEMENT, *sorted(HOMES)),
    Spell.INTERNAL_PROVISION: _internal,
    Spell.DISABILITY: _episodes(K.DISABILITY),
    Spell.OPEN_TO_REVIEW: _open_to_review,
    Spell.SELF_ISOLATION: _episodes(K.SELF_ISOLATION),
    Spell.SHIELDING: _episodes(K.SHIELDING),
    Spell.UNBORN: _unborn,
    Spell.TIER_HIGH_AND_IMMEDIATE: lambda c: (),
    Spell.TIER_PRIORITY: lambda c: (),
    Spell.TIER_VULNERABLE: lambda c: (),
}
