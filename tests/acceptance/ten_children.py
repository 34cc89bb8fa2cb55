"""Ten children of the made-up median authority: their facts as they stand in its files.

The authority is `doorstep synth --children 2251 --years 2 --seed 1 --as-at 2022-01-31`. Facts that bear
on neither policy (ratings, school, care plans, other people's circumstances) are left out.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from doorstep.facts import CaseFacts

CHILDREN, YEARS, SEED, AS_AT = 2251, 2, 1, date(2022, 1, 31)  # a Monday
KINDS = (
    "referral", "assessment", "section_47_enquiry", "child_in_need_plan", "child_protection_plan",
    "period_of_care", "placement", "care_leaver", "disability",
)  # fmt: skip
OPEN = ""


class Told(NamedTuple):
    """What the files tell of a child: episodes, circumstances of parent or child, days it was seen."""

    episodes: Sequence[tuple[str, str, str, str]]  # kind, start, end, code
    facts: Sequence[tuple[str, str, str]] = ()  # kind, start, of whom
    seen: Sequence[str] = ()  # in person; the last five


TEN: dict[str, Told] = {
    "104394": Told(
        episodes=(
            ("referral", "2021-12-06", OPEN, "N1"),
            ("assessment", "2021-12-07", "2022-01-20", ""),
            ("section_47_enquiry", "2022-01-07", "2022-01-17", ""),
            ("child_protection_plan", "2022-01-20", OPEN, "NEG"),
        ),
        facts=(("adult_mental_health", "2022-01-24", "parent"),),
        seen=("2021-12-17",),
    ),
    "105011": Told(
        episodes=(
            ("referral", "2021-11-16", OPEN, "N1"),
            ("assessment", "2021-11-17", "2022-01-08", ""),
            ("section_47_enquiry", "2021-11-17", "2021-12-01", ""),
            ("section_47_enquiry", "2021-12-07", "2022-01-05", ""),
            ("child_protection_plan", "2022-01-08", OPEN, "NEG"),
        ),
        facts=(("domestic_abuse", "2022-01-08", "parent"),),
        seen=("2021-11-26", "2022-01-19"),
    ),
    "105366": Told(
        episodes=(
            ("referral", "2021-01-13", OPEN, "N1"),
            ("assessment", "2021-01-14", "2021-01-15", ""),
            ("section_47_enquiry", "2021-11-25", "2021-12-06", ""),
            ("child_in_need_plan", "2021-01-15", "2021-12-09", ""),
            ("child_protection_plan", "2021-12-09", OPEN, "NEG"),
        ),
        facts=(
            ("domestic_abuse", "2021-01-15", "parent"),
            ("parent_mental_health", "2021-01-15", "parent"),
            ("adult_mental_health", "2022-01-10", "parent"),
        ),
        seen=("2021-12-03", "2021-12-24", "2022-01-05", "2022-01-18", "2022-01-30"),
    ),
    "106221": Told(
        episodes=(
            ("referral", "2021-11-29", OPEN, "N1"),
            ("child_in_need_plan", "2021-11-29", OPEN, ""),
        ),
        facts=(("adult_mental_health", "2021-12-18", "parent"),),
        seen=("2021-12-31", "2022-01-25"),
    ),
    "100462": Told(
        episodes=(
            ("referral", "2022-01-26", OPEN, "N1"),
            ("assessment", "2022-01-26", OPEN, ""),
            ("section_47_enquiry", "2022-01-30", OPEN, ""),
        ),
    ),
    "105884": Told(
        episodes=(
            ("referral", "2021-05-13", OPEN, "N1"),
            ("period_of_care", "2021-05-13", OPEN, ""),
            ("placement", "2021-05-13", "2021-08-07", "U6"),
            ("placement", "2021-08-07", OPEN, "U6"),
        ),
        facts=(("placed_out_of_county", "2021-12-22", "child"),),
        seen=("2021-08-13", "2021-09-20", "2021-10-29", "2021-12-04", "2022-01-12"),
    ),
    "106431": Told(
        episodes=(
            ("referral", "2021-08-22", OPEN, "N1"),
            ("period_of_care", "2021-08-22", OPEN, ""),
            ("placement", "2021-08-22", "2021-10-17", "R3"),
            ("placement", "2021-10-17", OPEN, "U3"),
        ),
        facts=(("placed_until_18", "2021-12-23", "child"),),
        seen=("2021-08-27", "2021-10-01", "2021-10-24", "2021-12-03", "2022-01-10"),
    ),
    "106398": Told(
        episodes=(
            ("referral", "2016-06-11", OPEN, "N1"),
            ("assessment", "2016-06-11", "2016-06-30", ""),
            ("period_of_care", "2016-06-30", "2017-12-05", ""),
            ("placement", "2016-06-30", "2017-02-27", "R1"),
            ("placement", "2017-02-27", "2017-12-05", "U6"),
            ("care_leaver", "2017-12-05", "2026-02-23", "Former Relevant"),
        ),
        facts=(("semi_independent", "2017-12-05", ""),),
    ),
    "100063": Told(episodes=(("referral", "2020-05-30", OPEN, "N1"),)),
    "104277": Told(
        episodes=(
            ("referral", "2020-03-17", OPEN, "N2"),
            ("disability", "2020-03-17", OPEN, "BEH"),
            ("disability", "2020-03-17", OPEN, "LD"),
        ),
    ),
}

FACTS = {kind for told in TEN.values() for kind, _, _ in told.facts} | {
    "edge_of_care", "substance_misuse", "parent_isolated", "sexual_abuse_concern", "increased_risk",
    "living_alone", "open_to_review", "proceedings_re_entered", "long_term_match",
}  # fmt: skip


def told_by(case: CaseFacts) -> Told:
    """Return of a case as it was read what is written down above."""
    episodes = [
        (
            str(e.kind),
            e.start_date.isoformat(),
            e.end_date.isoformat() if e.end_date else OPEN,
            e.code,
        )
        for e in case.episodes
        if e.kind in KINDS
    ]
    facts = [
        (str(f.kind), f.start_date.isoformat(), f.holder)
        for f in case.facts
        if f.kind in FACTS and f.value == "yes"
    ]
    seen = sorted(
        v.visit_date.isoformat() for v in case.visits if v.visit_type == "visit" and v.seen
    )
    episodes.sort(key=lambda e: (KINDS.index(e[0]), *e[1:]))
    return Told(tuple(episodes), tuple(sorted(facts, key=lambda f: f[1])), tuple(seen[-5:]))
