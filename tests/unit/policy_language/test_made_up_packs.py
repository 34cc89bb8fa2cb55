"""The language of packs on small made-up policies; golden tests stand beside them in tests/policies/."""

from datetime import date
from pathlib import Path

import pytest

from doorstep.engine import answer
from doorstep.facts import (
    CaseFacts,
    Episode,
    EpisodeKind,
    Event,
    EventKind,
    Fact,
    FactKind,
    Role,
    VisitingPlan,
)
from doorstep.policy import load_pack
from doorstep.reports.golden import examples, verdict

POLICIES = Path(__file__).parents[2] / "policies"
SAYINGS = {
    "day-of-visit-included",
    "bank-holidays-count",
    "later-of-placement-and-notification",
    "first-year-then-three-monthly",
    "twelve-weekly-by-agreement",
    "weekly-until-first-review",
    "either-of-two-roles",
    "contact-and-home-visit",
    "half-at-home",
    "alone-on-alternate-visits",
    "bedroom-between-conferences",
    "recorded-within-two-days",
    "unseen-by-worker-or-anyone",
    "three-attempts",
}
K = EpisodeKind


def test_every_saying_of_a_policy_has_its_made_up_pack():
    assert {p.name for p in POLICIES.iterdir() if (p / "pack.yaml").exists()} >= SAYINGS


@pytest.mark.parametrize("name", sorted(SAYINGS))
def test_every_duty_of_a_made_up_pack_is_named_in_a_golden_test(name):
    pack = load_pack(POLICIES / name)

    named = {
        row["duty"]
        for example in examples(POLICIES / name)
        for kind in ("expect", "decisions", "intervals")
        for row in example.data.get(kind, [])
    }

    assert named == set(pack.by_id)


@pytest.mark.parametrize("name", sorted(SAYINGS))
def test_a_golden_test_asked_of_the_day_before_fails(name):
    """A golden test that held on any day would test nothing."""
    pack = load_pack(POLICIES / name)
    failed = []
    for example in examples(POLICIES / name):
        wanted = {
            kind: [
                {**row, "due_at": date(1999, 1, 1)}
                for row in example.data.get(kind, [])
                if "due_at" in row
            ]
            for kind in ("expect", "decisions")
        }
        if wanted["expect"] or wanted["decisions"]:
            changed = type(example)(
                file=example.file,
                number=example.number,
                data={**example.data, **{k: rows for k, rows in wanted.items() if rows}},
            )
            failed.append(bool(verdict(changed, pack).wrong))

    assert failed
    assert all(failed)


def test_an_agreement_without_its_conditions_is_flagged_for_a_person():
    pack = load_pack(POLICIES / "twelve-weekly-by-agreement")
    agreed = VisitingPlan(
        date(2021, 11, 1),
        every="12 weeks",
        agreed_by=Role.HEAD_OF_SERVICE,
        agreed_on=date(2021, 11, 1),
        review_date=date(2022, 3, 14),
    )
    case = CaseFacts(
        child_id="Noor",
        episodes=(
            Episode(K.PERIOD_OF_CARE, date(2021, 1, 10)),
            Episode(K.PLACEMENT, date(2021, 1, 10), code="U4"),
        ),
        plans=(agreed,),
    )

    [before] = answer(case, pack, as_at=date(2022, 1, 10)).obligations
    matched = Fact(FactKind.LONG_TERM_MATCH, date(2021, 10, 4))
    [after] = answer(
        CaseFacts(child_id="Noor", episodes=case.episodes, plans=(agreed,), facts=(matched,)),
        pack,
        as_at=date(2022, 1, 10),
    ).obligations

    assert "the conditions for agreeing to less do not hold" in before.flags[0]
    assert after.flags == ()
    assert after.asked.plan == agreed


def test_the_next_conference_known_beforehand_sets_the_day():
    pack = load_pack(POLICIES / "bedroom-between-conferences")
    held = Event(EventKind.REVIEW_CONFERENCE, date(2022, 1, 10), due_date=date(2022, 4, 11))
    case = CaseFacts(
        child_id="Noor",
        episodes=(Episode(K.CHILD_PROTECTION_PLAN, date(2022, 1, 3)),),
        events=(held,),
    )

    [obligation] = answer(case, pack, as_at=date(2022, 1, 10)).obligations

    assert obligation.due_at == date(2022, 4, 10)


def test_each_step_for_a_child_unseen_is_a_procedure_that_its_duty_names():
    pack = load_pack(POLICIES / "unseen-by-worker-or-anyone")

    named = {duty.id: duty.procedure for duty in pack.duties}

    assert named == {"seen_by_worker": "manager_decides", "seen_by_anyone": "strategy_discussion"}
    assert all(pack.procedures[name].clause for name in named.values())
    assert {e.data.get("procedure") for e in examples(POLICIES / pack.id)} >= set(named.values())
