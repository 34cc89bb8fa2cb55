"""What a change of policy does to children made by hand: days that move, tiers, accounts."""

from datetime import date

import pytest
from unit.engine.making import LONG_AGO, K, at, day, duty, episode, value
from unit.reports.dry_runs import (
    TIERS,
    TODAY,
    call,
    child,
    dry_run,
    move,
    open_referral,
    policy,
    visit,
)  # fmt: skip

from doorstep.facts import CaseFacts, Event, EventKind, Fact, FactKind, VisitsCarried
from doorstep.policy.adoption import Adopted
from doorstep.policy.stack import compose
from doorstep.policy.versions import Layered
from doorstep.reports.dry_run import SECTIONS, Kind
from doorstep.reports.dry_run.brief import brief
from doorstep.reports.dry_run.figures import figures
from doorstep.reports.dry_run.moves import Change, Late


def figure(run, name):
    return next(f[1:5] for f in figures(run) if f.name == name)


# --- days that move --------------------------------------------------------------------------------


def test_a_longer_interval_moves_the_next_visit_later_by_so_many_days():
    found = move(child(last="24 Jan"), policy(visit("2 weeks")), policy(visit("3 weeks")))

    assert (found.before.due, found.after.due) == (day("7 Feb"), day("14 Feb"))
    assert (found.change, found.days, found.late) == (Change.LATER, 7, Late.NEITHER)


def test_a_shorter_interval_moves_it_earlier_and_may_make_it_overdue():
    found = move(child(last="17 Jan"), policy(visit("3 weeks")), policy(visit("1 week")))

    assert (found.before.due, found.after.due) == (day("7 Feb"), day("24 Jan"))
    assert (found.change, found.days, found.late) == (Change.EARLIER, -14, Late.NEWLY)


@pytest.mark.parametrize(
    ("before", "after", "late"),
    [
        ("1 week", "4 weeks", Late.NO_LONGER),
        ("1 week", "10 days", Late.BOTH),
        ("3 weeks", "4 weeks", Late.NEITHER),
    ],
)
def test_overdue_is_told_by_the_policies_under_which_it_is(before, after, late):
    assert move(child(last="17 Jan"), policy(visit(before)), policy(visit(after))).late is late


def test_due_on_the_day_itself_is_not_overdue():
    found = move(child(last="17 Jan"), policy(visit("3 weeks")), policy(visit("2 weeks")))

    assert (found.after.due, found.after.status, found.late) == (TODAY, "due_today", Late.NEITHER)


def test_ten_working_days_and_two_weeks_from_a_monday_fall_on_the_same_day():
    found = move(child(last="17 Jan"), policy(visit("10 working days")), policy(visit("2 weeks")))

    assert (found.change, found.days) == (Change.SAME, 0)
    assert SECTIONS["moves"].rows(dry_run(child(), policy(visit()), policy(visit()))) == []


def test_a_child_without_a_duty_under_one_policy_is_newly_due_or_no_longer_due():
    nothing = policy(visit(applies_to="looked_after"))

    assert move(child(), nothing, policy(visit())).change is Change.NEWLY_DUE
    gone = move(child(last="10 Jan"), policy(visit()), nothing)
    assert (gone.change, gone.late, gone.days) == (Change.NO_LONGER_DUE, Late.NO_LONGER, None)


def test_of_several_duties_the_earliest_sets_the_day_whichever_it_is():
    strict = visit("1 week", name="strict", applies_to="open_case")

    found = move(child(last="24 Jan"), policy(visit("2 weeks")), policy(visit("2 weeks"), strict))

    assert (found.before.duty, found.after.duty) == ("visit", "strict")


def test_visits_and_calls_are_told_apart_by_the_way_the_policy_names_first():
    run = dry_run(child(), policy(visit()), policy(call()))

    [visits], [calls] = list(run.of_kind(Kind.VISIT)), list(run.of_kind(Kind.CALL))
    assert (visits.change, calls.change) == (Change.NO_LONGER_DUE, Change.NEWLY_DUE)


def test_a_visit_by_video_alone_is_work_like_a_call():
    run = dry_run(child(), policy(visit()), policy(visit(counts="virtual")))

    assert [m.kind for m in run.moves if m.after.due] == [Kind.CALL]


def test_a_duty_suspended_without_end_is_due_no_longer_and_says_so():
    suspended = visit({LONG_AGO: value("2 weeks"), date(2022, 1, 1): value("suspended")})

    found = move(child(), policy(visit()), policy(suspended))

    assert (found.change, found.after.status) == (Change.NO_LONGER_DUE, "suspended")


def test_an_hour_of_today_that_has_passed_is_overdue_beside_what_is_due_today():
    told = Event(EventKind.KIT_DISCLOSURE, day("30 Jan"), at("2022-01-30 10:00"))
    hours = duty("hours", "open_case", first="24 hours", after_event=["kit_disclosure"])

    found = move(
        child(last="17 Jan", events=(told,)),
        policy(visit("2 weeks", name="a_visit")),
        policy(visit("2 weeks", name="a_visit"), hours),
    )

    assert (found.after.duty, found.after.status, found.late) == ("hours", "overdue", Late.NEWLY)


def test_the_list_has_the_newly_overdue_first_and_names_both_duties_and_days():
    cases = [child("Amira", last="24 Jan"), child("Tilly", last="10 Jan")]
    run = dry_run(cases, policy(visit("4 weeks")), policy(visit("2 weeks", name="often")))

    rows = SECTIONS["moves"].rows(run)

    assert [r["child_id"] for r in rows] == ["Tilly", "Amira"]
    assert rows[0] == {
        "child_id": "Tilly", "case": "child protection plan", "team": "North", "worker": "Priya",
        "kind": "visit", "change": "earlier", "overdue": "newly_overdue",
        "duty_from": "visit", "due_from": "2022-02-07", "status_from": "due_soon",
        "duty_to": "often", "due_to": "2022-01-24", "status_to": "overdue", "days_moved": -14,
    }  # fmt: skip


def test_pairs_of_duties_are_counted_with_the_median_move():
    cases = [child("A", last="24 Jan"), child("B", last="25 Jan"), child("C", last="21 Jan")]
    run = dry_run(cases, policy(visit("10 working days")), policy(visit("3 weeks", name="often")))

    [row] = SECTIONS["pairs"].rows(run)

    assert (row["duty_from"], row["duty_to"], row["children"]) == ("visit", "often", 3)
    assert (row["later"], row["median_days_moved"]) == (3, 7)


# --- tiers, account, figures -----------------------------------------------------------------------


def test_tiers_are_counted_from_which_to_which():
    cases = [child("Amira"), open_referral("Joe"), open_referral("Tilly")]
    run = dry_run(cases, policy(visit()), policy(visit(), tiers=TIERS))

    assert [(r["tier_from"], r["tier_to"], r["children"]) for r in SECTIONS["tiers"].rows(run)] == [
        ("no tier", "priority", 1),
        ("no tier", "vulnerable", 2),
    ]
    assert figure(run, "tier_changes") == (None, None, 3, 3)


def test_a_child_no_rule_covers_is_listed_with_the_reason_newly_so_first():
    everybody = policy(visit(applies_to="open_case"))
    run = dry_run([child("Amira"), open_referral("Joe")], everybody, policy(visit()))

    [row] = SECTIONS["uncovered"].rows(run)

    assert (row["child_id"], row["standing_from"], row["standing_to"]) == (
        "Joe",
        "has_duties",
        "no_duty",
    )
    assert row["because_to"] == "the policy has no duty for this case (other open)"
    assert figure(run, "no_duty") == (0, 2, 1, 2)


def test_a_child_that_cannot_be_judged_is_listed_with_the_missing_fact():
    case = child("Amira", visits_carried=VisitsCarried.NONE)
    run = dry_run(case, policy(visit()), policy(visit("2 weeks")))

    [row] = SECTIONS["uncovered"].rows(run)

    assert row["standing_to"] == "cannot_be_judged"
    assert "carries none" in row["because_to"]
    assert not run.moves


def test_both_accounts_balance_and_a_closed_case_is_in_neither():
    closed = CaseFacts(child_id="Old", episodes=(episode(K.REFERRAL, "3 Jan", "10 Jan"),))
    run = dry_run([child(), open_referral(), closed], policy(visit()), policy(call()))

    assert run.balances
    assert run.before.account.open_children == run.after.account.open_children == 2


def test_an_account_that_counts_other_children_does_not_balance():
    run = dry_run([child()], policy(visit()), policy(visit()))
    run.before.account.open_children += 1
    run.before.account.no_duty += 1

    assert not run.balances


def test_every_figure_says_what_it_is_of_and_they_add_up():
    cases = [
        child("same", last="17 Jan"),
        child("later", last="16 Jan"),  # a Sunday: ten working days end on the 28th
        open_referral("none"),
    ]
    run = dry_run(cases, policy(visit("10 working days")), policy(visit("2 weeks")))

    assert figure(run, "open_children") == (3, None, 3, None)
    assert figure(run, "visit_due") == (2, 3, 2, 3)
    assert figure(run, "visit_same") == (None, None, 1, 2)
    assert figure(run, "visit_later") == (None, None, 1, 2)
    assert figure(run, "visit_earlier") == (None, None, 0, 2)
    assert figure(run, "visit_days_later") == (None, None, 2, None)
    assert figure(run, "visit_overdue") == (1, 2, 1, 2)
    assert all(f.says for f in figures(run))


def test_obligations_on_assumed_numbers_are_a_figure():
    assumed = visit({LONG_AGO: value("2 weeks", assumed=True, reason="no number")})

    assert figure(dry_run(child(), policy(visit()), policy(assumed)), "assumed") == (0, 1, 1, 1)


def test_in_brief_the_numbers_stand_in_sentences():
    cases = [child("Amira", last="10 Jan"), child("Tilly", last="24 Jan")]
    told = brief(dry_run(cases, policy(visit()), policy(call(), tiers=TIERS)))

    assert (
        told[0]
        == "Of 2 open children, 2 have a visit due under the first policy and 0 under the second."
    )
    assert (
        "For 0 children a visit becomes overdue; for 1 it is overdue no longer, for 1 of them because"
        " none is due any more."
    ) in told
    assert "The first policy has no tiers; the second sorts the children into 2 priority." in told


def test_of_the_same_policy_twice_nothing_changes():
    same = policy(visit(), call(), tiers=TIERS)
    run = dry_run([child(), open_referral()], same, same)

    assert SECTIONS["moves"].rows(run) == []
    assert all(r["changes"] == "no" for r in SECTIONS["tiers"].rows(run))
    assert all(r["from"] == r["to"] for r in SECTIONS["workload"].rows(run))


def test_under_an_adoption_that_changes_policy_on_the_day_no_due_day_is_before_it():
    old = policy(visit("4 weeks"), id="old")
    new = policy(visit("1 week"), id="new")
    change = Adopted(**{"pack": "new", "from": TODAY})
    until = Adopted(**{"pack": "old", "from": LONG_AGO, "until": TODAY})
    stack = compose("Testshire", [Layered("old", old, until), Layered("new", new, change)])

    found = move(child(last="10 Jan"), old, stack)

    assert move(child(last="10 Jan"), old, new).after.due == day("17 Jan")  # as if long in force
    assert (found.after.due, found.after.duty, found.late) == (TODAY, "new/visit", Late.NEITHER)


# --- rules that never fire -------------------------------------------------------------------------


def unfired(cases, after):
    run = dry_run(cases, policy(visit()), after)
    return {u.rule: u.because for u in run.after.firing.unfired()}


def test_a_duty_nobody_owes_is_named_with_the_reason():
    found = unfired(
        [child()],
        policy(
            visit(),
            visit(name="in_care", applies_to="looked_after"),
            visit({date(2022, 2, 1): value("1 week")}, name="to_come"),
            visit(
                name="asked_for", applies_to="open_case", after_event=["visit_asked_for"],
                every={}, first="5 days",
            ),
        ),
    )  # fmt: skip

    assert found == {
        "in_care": "of no child does it hold that the child is looked after (under 18, not short breaks)",
        "to_come": "it is not in force on 2022-01-31",
        "asked_for": "it applies to 1 of the children, and nothing is open under it",
    }


def test_a_duty_another_takes_the_place_of_says_so():
    found = unfired([child()], policy(visit(), visit(name="strict", supersedes=["visit"])))

    assert found == {"visit": "another duty takes its place for each of the 1 children it is for"}


def test_a_duty_that_only_takes_anothers_place_fires():
    once = visit(
        every={}, first="5 days", name="asked_for", applies_to="open_case",
        after_event=["visit_asked_for"], supersedes=["visit"],
    )  # fmt: skip

    assert "asked_for" not in unfired([child()], policy(visit(), once))


def test_a_criterion_no_child_meets_says_whether_anything_is_recorded():
    edge = Fact(FactKind.EDGE_OF_CARE, day("3 Jan"), value="no")
    tiered = policy(visit(), tiers=TIERS)

    assert unfired([child()], tiered) == {
        "P2": "nothing is recorded of any child about: edge of care"
    }
    assert unfired([child(facts=(edge,))], tiered) == {"P2": "no child meets it"}


def test_a_rule_on_what_people_do_fires_where_a_case_holds():
    def rule(name, **case):
        told = {"verdict": "expected", "says": "so", "clause": "1", **case}
        return {"id": name, "title": name, "about": "visit", "cases": [told]}

    found = unfired(
        [child()],
        policy(
            visit(),
            rules=[
                rule("of_all"),
                rule("in_care", when={"is": "looked_after"}),
                rule("over", in_force_until=date(2022, 1, 31)),
            ],
        ),
    )

    assert found == {
        "in_care": "for no child do the circumstances of a case hold",
        "over": "none of its cases is in force on 2022-01-31",
    }


def test_how_many_never_fire_is_told_of_how_many():
    run = dry_run(child(), policy(visit()), policy(visit(), call(applies_to="care_leaver")))

    assert figure(run, "duties_unused") == (0, 1, 1, 2)


def test_the_work_for_children_of_two_teams_is_told_by_team():
    cases = [child("Amira", team="North"), child("Tilly", team="South"), child("Joe", team="")]
    run = dry_run(cases, policy(visit()), policy(visit()))

    assert {r["team"] for r in SECTIONS["workload"].rows(run)} == {"North", "South", "no team"}
