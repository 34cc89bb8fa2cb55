"""Decisions and signatures that become necessary: by duties of a policy, and before its visits."""

from unit.engine.making import LONG_AGO, duty
from unit.reports.dry_runs import child, dry_run, open_referral, policy, visit

from doorstep.policy.adoption import Adopted
from doorstep.policy.procedure import Procedure
from doorstep.policy.stack import compose
from doorstep.policy.versions import Layered
from doorstep.reports.dry_run import SECTIONS
from doorstep.reports.dry_run.brief import brief
from doorstep.reports.dry_run.figures import figures
from doorstep.reports.dry_run.signatures import Range, signatures

END = {"title": "Done", "clause": "1", "ends": True}


def step(*actions):
    return {"title": "Step", "clause": "1", "actions": list(actions)}


def does(to, by="social_worker", **more):
    return {
        "action": "sign_off" if more.get("signature") else "submit",
        "by": [by],
        "to": to,
        **more,
    }


def procedure(**steps):
    return {"id": "plan", "title": "Plan", "clause": "1", "start": "drafting", "steps": steps}


def asked(**steps):
    return signatures(Procedure.model_validate(procedure(**steps)))


# --- signatures of a procedure ---------------------------------------------------------------------


def test_each_signature_on_the_way_is_counted_by_who_gives_it():
    found = asked(
        drafting=step(does("manager")),
        manager=step(does("iro", by="practice_manager", signature=True)),
        iro=step(does("done", by="iro", signature=True)),
        done=END,
    )

    assert found == {"iro": Range(1, 1), "practice_manager": Range(1, 1)}


def test_where_the_answers_decide_it_is_from_so_many_to_so_many():
    found = asked(
        drafting=step(does("manager")),
        manager=step(
            does("done", by="practice_manager", signature=True, if_answer={"in_care": ["no"]}),
            does("iro", by="practice_manager", signature=True, if_answer={"in_care": ["yes"]}),
        ),
        iro=step(does("done", by="iro", signature=True)),
        done=END,
    )

    assert found == {"iro": Range(0, 1), "practice_manager": Range(1, 1)}
    assert str(found["iro"]) == "0 to 1"


def test_a_way_sent_back_or_given_up_asks_for_no_further_signature():
    found = asked(
        drafting=step(does("manager"), does("withdrawn")),
        manager=step(does("done", by="iro", signature=True), does("drafting", by="iro")),
        done=END,
        withdrawn=END,
    )

    assert found == {"iro": Range(1, 1)}


def test_either_of_two_roles_may_sign():
    either = {**does("done", signature=True), "by": ["iro", "team_manager"]}

    assert asked(drafting=step(either), done=END) == {"iro|team_manager": Range(1, 1)}


def test_a_procedure_nobody_signs_asks_for_none():
    assert asked(drafting=step(does("done")), done=END) == {}


# --- decisions owed --------------------------------------------------------------------------------


def review(every="4 weeks", **more):
    told = {"met_by": ["case_management_decision"], "procedure": "plan", "counts": ""}
    return duty("review", every=every, **{**told, **more})


def of_care(when):
    """Return a procedure in which an IRO signs where `when` holds of the child."""
    return procedure(
        drafting=step(
            does("iro", by="team_manager", signature=True, when=when),
            does("done", by="team_manager", signature=True, when={"not": when}),
        ),
        iro=step(does("done", by="iro", signature=True)),
        done=END,
    )


def rows(cases, after, before=None):
    return SECTIONS["decisions"].rows(dry_run(cases, before or policy(visit()), after))


def test_decisions_are_counted_now_within_four_weeks_and_later():
    reviewed = policy(review("4 weeks"), procedures=[of_care({"is": "looked_after"})])
    cases = [
        child("Now", plan="3 Jan"),
        child("Soon", plan="20 Jan"),
        child("Later", plan="31 Jan"),
    ]

    [row] = rows(cases, reviewed)

    assert (row["each"], row["rule"], row["procedure"]) == ("child", "review", "plan")
    assert (row["now_from"], row["soon_from"], row["later_from"], row["signatures_from"]) == (
        0,
        0,
        0,
        "",
    )
    assert (row["now_to"], row["soon_to"], row["later_to"]) == (1, 1, 1)


def test_signatures_are_those_of_what_is_due_by_the_end_of_the_four_weeks():
    reviewed = policy(review("4 weeks"), procedures=[of_care({"is": "child_protection_plan"})])
    cases = [child("Now", plan="3 Jan"), child("Later", plan="31 Jan")]

    [row] = rows(cases, reviewed)

    assert row["signatures_to"] == "iro 1; team_manager 1"


def test_an_action_the_childs_circumstances_do_not_open_asks_for_no_signature():
    [row] = rows(child(), policy(review(), procedures=[of_care({"is": "looked_after"})]))

    assert row["signatures_to"] == "team_manager 1"


def test_decisions_of_two_stacks_are_paired_by_the_name_of_their_duty():
    plain = policy(review(), id="plain", procedures=[of_care({"is": "looked_after"})])
    adopted = Adopted(**{"pack": "plain", "from": LONG_AGO})
    stack = compose("Testshire", [Layered("plain", plain, adopted)])

    [row] = rows(child(), stack, plain)

    assert (row["rule"], row["now_from"], row["now_to"]) == ("review", 1, 1)
    assert row["signatures_from"] == row["signatures_to"] == "team_manager 1"


def test_a_decision_that_is_owed_makes_no_visit_and_keeps_its_child_in_the_account():
    run = dry_run(
        child(), policy(review(), procedures=[of_care({"is": "looked_after"})]), policy(visit())
    )

    assert run.balances
    assert run.before.account.only_decisions == 1
    assert [m.before.due for m in run.moves] == [None]


# --- what must be agreed before visits -------------------------------------------------------------


def rule(**case):
    told = {"verdict": "needs", "says": "agree first", "clause": "1", **case}
    return {"id": "approval", "title": "Approval", "about": "visit", "cases": [told]}


def test_a_rule_by_which_visits_must_be_agreed_is_counted_for_each_visit():
    agreed = policy(visit("2 weeks"), rules=[rule(agreed_by=["team_manager"])])

    [row] = rows([child("Amira", last="3 Jan"), child("Tilly", last="24 Jan")], agreed)

    # Amira 31 January and 14 February, Tilly 7 and 21 February
    assert (row["each"], row["rule"], row["who"]) == ("visit", "approval", "team_manager")
    assert (row["now_to"], row["soon_to"], row["signatures_to"]) == (1, 3, "team_manager 4")


def test_its_signatures_are_those_of_the_procedure_it_names():
    gone_through = rule(agreed_by=["team_manager"], procedure="plan")
    signed = policy(
        visit("4 weeks"),
        rules=[gone_through],
        procedures=[of_care({"is": "child_protection_plan"})],
    )

    [row] = rows(child(last="10 Jan"), signed)

    assert (row["procedure"], row["signatures_to"]) == ("plan", "iro 1; team_manager 1")


def test_a_rule_on_other_ways_or_other_children_asks_for_nothing():
    others = [
        rule(agreed_by=["team_manager"], method=["video"]),
        {**rule(agreed_by=["team_manager"], when={"is": "looked_after"}), "id": "in_care"},
        {**rule(needs=["reason"]), "id": "told"},
    ]

    assert rows(child(), policy(visit(), rules=others)) == []


def test_the_figures_and_the_brief_tell_decisions_agreements_and_signatures():
    before = policy(visit("2 weeks"), rules=[rule(agreed_by=["team_manager"])])
    after = policy(
        visit("2 weeks"), review(), procedures=[of_care({"is": "child_protection_plan"})]
    )
    run = dry_run([child(last="24 Jan"), open_referral()], before, after)

    found = {f.name: f[1:5] for f in figures(run)}
    assert found["decisions_now"] == (0, None, 1, None)
    assert found["decided_children"] == (0, 2, 1, 2)
    assert found["agreed_visits"] == (2, 2, 0, 2)
    assert found["signatures_at_least"] == (2, None, 2, None)
    told = " ".join(brief(run))
    assert (
        "Meetings and decisions due by the end of the four weeks: 0 under the first policy, 1"
        in told
    )
    assert (
        "must agree to before they are made: 2 under the first policy, 0 under the second" in told
    )
    assert "ask for at least 2 signatures under the first policy, 2 under the second." in told
