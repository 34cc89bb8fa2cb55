"""Arrangements are read as they were written, and plans follow one another as ADR 26 says."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from property.budget import times

from doorstep.facts import Method, Role
from doorstep.workdays import Duration
from doorstep.workflow import Arrangement, Planned, arrangement, plans

FIRST = date(2020, 4, 1)
EVERY = ("1 week", "10 working days", "2 weeks", "4 weeks", "3 months")
DUTIES = ("", "cp_visit", "cla_visit")
LAST = FIRST + timedelta(90)


# --- the answer as text -------------------------------------------------------------------------------

lengths = st.builds(
    lambda n, unit: str(Duration.parse(f"{n} {unit}")),
    st.integers(1, 60),
    st.sampled_from(["days", "working days", "weeks", "months"]),
)
some_methods = st.lists(st.sampled_from(list(Method)), unique=True).map(tuple)
odd_lines = st.sampled_from(
    [
        "",
        " ",
        "every: 9 weeks",
        "methods: phone",
        "by whom: her aunt",
        "by whom: ",
        "a\u2028b",
        "c\x0bd",
    ]
)
lines = st.one_of(st.text(st.characters(exclude_characters="\r\n"), max_size=9), odd_lines)
words = st.lists(lines, max_size=4).map("\n".join)
whole = st.builds(
    Arrangement, lengths, some_methods.filter(bool), lines.map(lambda t: t.strip("\r\n")), words
)


@settings(max_examples=times(300))
@given(whole)
@example(Arrangement("2 weeks", (Method.PHONE,), "", "by whom: whoever is in"))
@example(Arrangement("2 weeks", (Method.PHONE,), "", "every: now and then"))
@example(Arrangement("2 weeks", (Method.PHONE,), "both", "\n\nby whom: both"))
def test_an_arrangement_is_read_as_it_was_written(told):
    assert arrangement(told.text) == told


@settings(max_examples=times(200))
@given(st.text(max_size=60))
@example("every: 2 weeks\r\nmethods: phone\r\nRings back")
@example("methods: fax, phone")
@example("every: now and then\nmethods: phone")
def test_whatever_is_written_is_read_and_read_again_alike(text):
    told = arrangement(text)

    assert not told.every or Duration.parse(told.every)
    assert arrangement(told.text) == told or not told.text


@given(whole)
def test_the_lines_may_end_as_a_browser_ends_them(told):
    assert arrangement(told.text.replace("\n", "\r\n")) == told


# --- which plan holds ---------------------------------------------------------------------------------


@st.composite
def steps(draw):
    """Return steps in the order they were written; what is proposed may be told of a day before."""
    found, day = [], FIRST
    for number in range(draw(st.integers(1, 8))):
        day += timedelta(draw(st.integers(0, 6)))
        kind = draw(st.sampled_from(["proposed", "agreed", "dropped"]))
        back = draw(st.integers(0, 3)) if kind != "agreed" else 0
        found.append(
            Planned(
                decision=draw(st.sampled_from("AB")),
                applies_to=draw(st.sampled_from(DUTIES)),
                is_proposal=kind != "agreed",
                dropped=kind == "dropped",
                at=datetime(2020, 4, 1, tzinfo=UTC) + timedelta(number),
                start_date=day - timedelta(back),
                arrangement=Arrangement(
                    draw(st.sampled_from(EVERY)), draw(some_methods.filter(bool))
                ),
                agreed_by=Role.IRO if kind == "agreed" else None,
                review_date=LAST if kind == "agreed" else None,
            )
        )
    return found


def days():
    return [FIRST + timedelta(n) for n in range(-3, 60)]


def on(found, duty, day):
    """Return the plans for a duty that hold on a day."""
    return [
        p
        for p in found
        if p.applies_to == duty and p.start_date <= day and (p.end_date is None or day < p.end_date)
    ]


def said(plan):
    return plan and (plan.every, plan.methods, plan.agreed_by, plan.agreed_on, plan.review_date)


def now(found, duty):
    """Return the plan for a duty that has not ended."""
    standing = [p for p in found if p.applies_to == duty and p.end_date is None]
    assert len(standing) <= 1
    return standing[0] if standing else None


@settings(max_examples=times(300))
@given(steps())
def test_plans_for_one_duty_never_overlap_and_each_holds_on_some_day(told):
    found = plans(told)

    assert all(p.end_date is None or p.start_date < p.end_date for p in found)
    assert all(len(on(found, duty, day)) <= 1 for duty in DUTIES for day in days())


@settings(max_examples=times(300))
@given(steps())
def test_the_latest_agreed_is_in_force_unless_something_is_proposed(told):
    for duty in DUTIES:
        of = [s for s in told if s.applies_to == duty]
        agreed = [s for s in of if not s.is_proposal]
        running = {s.decision for n, s in enumerate(of) if _is_running(s, of[n + 1 :])}
        if agreed and not running:
            latest = agreed[-1]
            plan = now(plans(told), duty)
            assert (plan.every, plan.methods) == latest.arrangement[:2]
            assert (plan.agreed_by, plan.agreed_on) == (Role.IRO, latest.start_date)


def _is_running(step, later):
    return (
        step.is_proposal and not step.dropped and step.decision not in {s.decision for s in later}
    )


@settings(max_examples=times(300))
@given(steps(), st.sampled_from(EVERY), some_methods.filter(bool))
def test_a_proposal_never_lets_more_than_what_was_in_force(told, every, methods):
    for duty in DUTIES:
        before = now(plans(told), duty)
        after = now(plans([*told, proposal(told, duty, every, methods)]), duty)
        allowed = set(before.methods) if before else set()
        assert set(after.methods) <= allowed
        if before and before.every:
            assert length(after.every) <= length(before.every)
        assert length(after.every) <= length(every)


def proposal(told, duty, every="1 week", methods=(Method.PHONE,)):
    return Planned(
        decision="C",
        applies_to=duty,
        is_proposal=True,
        at=told[-1].at + timedelta(1),
        start_date=max(s.start_date for s in told) + timedelta(2),
        arrangement=Arrangement(every, methods),
    )


def length(every):
    return Duration.parse(every).nominal_days


@settings(max_examples=times(300))
@given(steps(), st.sampled_from(EVERY), some_methods.filter(bool), st.integers(0, 3))
def test_dropping_a_proposal_leaves_what_was_in_force_before_it(told, every, methods, later):
    for duty in DUTIES:
        made = proposal(told, duty, every, methods)
        gone = replace(made, dropped=True, start_date=made.start_date + timedelta(later))
        before, after = plans(told), plans([*told, made, gone])
        assert said(now(after, duty)) == said(now(before, duty))
        untouched = [d for d in days() if not made.start_date <= d < gone.start_date]
        for day in untouched:
            assert [said(p) for p in on(after, duty, day)] == [
                said(p) for p in on(before, duty, day)
            ]


@settings(max_examples=times(200))
@given(steps(), st.randoms(use_true_random=False))
def test_the_order_in_which_duties_are_told_does_not_matter(told, random):
    order = list(DUTIES)
    random.shuffle(order)
    by_duty = [s for duty in order for s in told if s.applies_to == duty]

    assert set(plans(by_duty)) == set(plans(told))


@settings(max_examples=times(200))
@given(steps())
def test_what_is_agreed_in_a_decision_ends_its_own_proposal_only(told):
    assume(told[-1].is_proposal and not told[-1].dropped)
    last = told[-1]
    agreed = replace(
        last, is_proposal=False, agreed_by=Role.IRO, at=last.at + timedelta(1), decision="C"
    )

    after = now(plans([*told, agreed]), last.applies_to)

    assert set(after.methods) <= set(last.arrangement.methods)
    assert length(after.every) <= length(last.arrangement.every)
    assert after.agreed_by == Role.IRO
