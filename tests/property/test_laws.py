"""Laws that hold for every child, whatever the facts (house, 4.9)."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from property.budget import times
from property.made_up import children
from property.slow_life import Life

from doorstep.engine import Standing, answer, history
from doorstep.engine.child import Child
from doorstep.engine.rows import OPENING, is_open_on
from doorstep.facts import EpisodeKind, Method, Undated, Visit, VisitingPlan
from doorstep.policy import shipped_pack
from doorstep.policy.words import Spell

PACK = shipped_pack("practice-standards-2022")
K = EpisodeKind
CARE_ROWS = {"cla_visit", "cla_long_term_visit", "home_on_care_order_visit"}
UNCOVERS = {  # what stands again once an episode that replaced it is closed (S8)
    K.CHILD_PROTECTION_PLAN: {"cin_visit", "assessment_visit"},
    K.CHILD_IN_NEED_PLAN: {"assessment_visit"},
    K.PERIOD_OF_CARE: {"assessment_visit", "care_leaver_contact"},
    K.PLACEMENT: CARE_ROWS,
    K.LEGAL_STATUS: CARE_ROWS | {"assessment_visit", "care_leaver_contact"},
}


def owed(case, as_at):
    """Return what is said of the child, as plain values: duty → (due, counted from, status)."""
    return {
        o.duty.id: (o.due_at, o.counted_from, o.status)
        for o in answer(case, PACK, as_at=as_at).obligations
    }


def past(case, as_at):
    return [
        (i.duty.id, i.opened, i.counted_from, i.due_at, i.closed_on, i.outcome, i.clause)
        for i in history(case, PACK, as_at=as_at)
    ]


def all_said(case, as_at):
    found = answer(case, PACK, as_at=as_at)
    in_account = (found.standing, found.because, found.in_part, found.case, found.remarks)
    return in_account, owed(case, as_at), past(case, as_at)


@st.composite
def plans(draw):
    """Return what gives, for a day, a few agreed plans made in the weeks before it."""
    lengths = st.sampled_from(["1 week", "5 working days", "3 weeks", "6 weeks"])
    rows = draw(st.lists(st.tuples(st.integers(0, 20), lengths, st.integers(1, 40)), max_size=3))
    return lambda day: [
        VisitingPlan(day - timedelta(ago), every=every, review_date=day + timedelta(on - 20))
        for ago, every, on in rows
    ]


@settings(max_examples=times(500))
@given(children(), st.integers(0, 90))
def test_a_further_visit_never_brings_a_due_date_forward(example, days_ago):
    case, as_at = example
    visit = Visit(as_at - timedelta(days_ago), seen=True, method=Method.IN_PERSON)

    before = owed(case, as_at)
    after = owed(replace(case, visits=(*case.visits, visit)), as_at)

    assert before.keys() == after.keys()
    assert all(before[duty][0] <= after[duty][0] for duty in before)


@settings(max_examples=times(300))
@given(children(), plans(), st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(example, agreed, shuffler):
    case, as_at = example
    case = replace(case, plans=tuple(agreed(as_at)))
    shuffled = {}
    for name in ("episodes", "visits", "facts", "plans"):
        shuffled[name] = list(getattr(case, name))
        shuffler.shuffle(shuffled[name])
    other = replace(case, **{name: tuple(rows) for name, rows in shuffled.items()})

    assert all_said(other, as_at) == all_said(case, as_at)


@settings(max_examples=times(400))
@given(children(), st.data())
def test_closing_an_episode_only_removes(example, data):
    case, as_at = example
    still_open = [n for n, e in enumerate(case.episodes) if e.is_open(as_at)]
    assume(still_open)
    number = data.draw(st.sampled_from(still_open))
    closed = case.episodes[number]._replace(end_date=as_at)
    episodes = (*case.episodes[:number], closed, *case.episodes[number + 1 :])

    before = owed(case, as_at)
    after = owed(replace(case, episodes=episodes), as_at)

    uncovered = UNCOVERS.get(closed.kind, set())
    assert after.keys() - uncovered <= before.keys()
    assert all(after[duty] == before[duty] for duty in after.keys() - uncovered)


@settings(max_examples=times(300))
@given(children())
def test_the_list_says_of_each_duty_what_the_history_says_of_its_open_interval(example):
    case, as_at = example

    found = answer(case, PACK, as_at=as_at)

    by_list = {
        (o.duty.id, o.due_at, o.counted_from, o.visited, o.clause, o.assumed, o.provisional)
        for o in found.obligations
    }
    by_history = {
        (i.duty.id, i.due_at, i.counted_from, i.visited, i.clause, i.assumed, i.provisional)
        for i in history(case, PACK, as_at=as_at)
        if i.outcome in ("open", "open_overdue")
    }
    assert by_list == (by_history if found.standing else set())


@settings(max_examples=times(150))
@given(children())
def test_closing_everything_leaves_nothing(example):
    case, as_at = example
    closed = tuple(e._replace(end_date=as_at) for e in case.episodes if e.start_date <= as_at)

    found = answer(replace(case, episodes=closed), PACK, as_at=as_at)

    assert found.obligations == ()
    assert found.standing is None


@settings(max_examples=times(300))
@given(children())
def test_two_visits_on_a_day_count_once(example):
    case, as_at = example
    again = tuple(v._replace(visit_id="again") for v in case.visits)

    twice = replace(case, visits=(*again, *case.visits))

    assert all_said(twice, as_at) == all_said(case, as_at)


@settings(max_examples=times(300))
@given(children(), st.integers(0, 90), st.sampled_from([False, None]))
def test_a_visit_that_does_not_count_changes_nothing(example, days_ago, seen):
    case, as_at = example
    case = replace(case, expected=None)
    day = as_at - timedelta(days_ago)
    assume(case.born is None or case.born <= day)  # for an unborn child `seen` is not asked
    refused = Visit(day, seen=seen, reason_not_seen="no answer")

    other = replace(case, visits=(*case.visits, refused))

    assert all_said(other, as_at) == all_said(case, as_at)


@settings(max_examples=times(100))
@given(st.lists(children(), min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_recomputing_one_child_gives_what_recomputing_all_gives(examples, shuffler):
    examples = [
        (replace(case, child_id=f"child {n}"), as_at) for n, (case, as_at) in enumerate(examples)
    ]
    everyone = {case.child_id: all_said(case, as_at) for case, as_at in examples}
    shuffler.shuffle(examples)

    for case, as_at in examples:
        assert all_said(case, as_at) == everyone[case.child_id]


@settings(max_examples=times(150))
@given(st.lists(children(), min_size=1, max_size=6))
def test_every_open_child_has_exactly_one_standing_and_the_account_balances(examples):
    as_at = examples[0][1]
    cases = [case for case, _ in examples]

    found = [answer(case, PACK, as_at=as_at) for case in cases]

    counts = {s: sum(a.standing == s for a in found) for s in Standing}
    assert sum(counts.values()) == sum(Life(c, as_at).is_open(as_at.toordinal()) for c in cases)
    for a in found:
        assert (a.standing == Standing.HAS_DUTIES) == bool(a.obligations)
        if a.standing in (Standing.NO_DUTY, Standing.CANNOT_BE_JUDGED):
            assert a.because


@settings(max_examples=times(300))
@given(children(), st.integers(1, 40))
def test_what_was_settled_by_a_day_stays_as_it_was(example, days):
    case, as_at = example
    case = replace(case, episodes=tuple(e._replace(referral_id="") for e in case.episodes))

    then = [x for x in past(case, as_at) if not x[5].startswith("open")]
    later = past(case, as_at + timedelta(days))

    assert [x for x in then if x not in later] == []


@settings(max_examples=times(300))
@given(children(), st.sampled_from(["1 week", "5 working days", "3 weeks"]))
def test_a_plan_for_more_never_puts_a_due_date_off(example, every):
    case, as_at = example
    plan = VisitingPlan(as_at - timedelta(20), every=every)

    before = by_requirement(owed(case, as_at))
    after = by_requirement(owed(replace(case, plans=(plan,)), as_at))

    assert before.keys() == after.keys()
    assert all(after[name] <= max(before[name], as_at) for name in before)


def by_requirement(found):
    """Return the due dates, with the rows of children looked after as the one requirement they are."""
    return {"care" if duty in CARE_ROWS else duty: due for duty, (due, _, _) in found.items()}


@settings(max_examples=times(400))
@given(children(), st.sampled_from([*OPENING, K.ASSESSMENT]), st.integers(-3, 3), st.booleans())
def test_open_on_a_day_is_the_spell_open_case_on_that_day(example, kind, days, leaves_at_25):
    case, as_at = example
    born = years_before(as_at + timedelta(days), 25) if leaves_at_25 else case.born
    undated = Undated(kind, "no start", end_date=as_at + timedelta(days))
    both = replace(case, born=born), replace(case, born=born, undated=(undated,))

    for one in both:
        assert is_open_on(one, as_at) == Child(one, as_at).is_in(Spell.OPEN_CASE)


def years_before(day, years):
    return day.replace(year=day.year - years, day=min(day.day, 28))
