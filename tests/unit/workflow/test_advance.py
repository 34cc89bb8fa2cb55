"""A procedure moves on only as its data says; refusals say why and what could be done instead."""

from datetime import date, datetime

import pytest

from doorstep.policy.form import Form
from doorstep.policy.procedure import Procedure
from doorstep.vocabulary import Action, Needed, Role
from doorstep.workdays import LONDON, england
from doorstep.workflow import Actor, RefusedError, State, advance, begin, due, missing

AT = datetime(2020, 5, 7, 15, tzinfo=LONDON)  # a Thursday; Friday 8 May was a bank holiday
FORM = Form.model_validate(
    {
        "id": "plan",
        "title": "The plan",
        "clause": "1",
        "fields": [
            {"id": "why", "label": "Why are we involved?", "before": "submit"},
            {
                "id": "in_placement",
                "label": "Child in placement?",
                "kind": "yes_no",
                "before": "submit",
            },
            {"id": "review", "label": "When is it reviewed?", "kind": "date", "before": "iro"},
            {
                "id": "placement",
                "label": "The placement",
                "before": "submit",
                "if_answer": {"in_placement": ["yes"]},
            },
        ],
        "signatures": [
            {"id": "manager", "label": "Manager", "by": ["practice_manager"]},
            {"id": "iro", "label": "IRO", "by": ["iro"], "if_answer": {"in_placement": ["yes"]}},
        ],
    }
)
PLAN = Procedure.model_validate(
    {
        "id": "agreement",
        "title": "Agreement",
        "clause": "1",
        "forms": ["plan"],
        "start": "drafting",
        "steps": {
            "drafting": {
                "title": "Drafting",
                "clause": "1",
                "actions": [{"action": "submit", "by": ["social_worker"], "to": "with_manager"}],
            },
            "with_manager": {
                "title": "With the manager",
                "clause": "2",
                "within": {"value": "2 working days", "clause": "2"},
                "actions": [
                    {
                        "action": "sign_off",
                        "by": ["practice_manager"],
                        "to": "with_iro",
                        "signature": True,
                        "signs": "manager",
                        "if_answer": {"in_placement": ["yes"]},
                    },
                    {
                        "action": "sign_off",
                        "by": ["practice_manager"],
                        "to": "agreed",
                        "signature": True,
                        "signs": "manager",
                    },
                    {
                        "action": "return",
                        "by": ["practice_manager"],
                        "to": "drafting",
                        "needs": ["reason"],
                    },
                ],
            },
            "with_iro": {
                "title": "With the IRO",
                "clause": "3",
                "within": {"value": "24 hours", "clause": "3"},
                "actions": [
                    {
                        "action": "agree",
                        "by": ["iro"],
                        "to": "agreed",
                        "signature": True,
                        "signs": "iro",
                        "writes": [{"record": "case_note", "by": "iro", "says": "The agreement"}],
                    }
                ],
            },
            "agreed": {"title": "Agreed", "clause": "3", "ends": True},
        },
    }
)
FULL = {"why": "injury", "in_placement": "no"}
PRIYA = Actor(person="Priya", role=Role.SOCIAL_WORKER)
TOM = Actor(person="Tom", role=Role.PRACTICE_MANAGER)
IDA = Actor(person="Ida", role=Role.IRO)


def opened(**answers):
    return begin(PLAN, at=AT, form=FORM, answers={**FULL, **answers})


def submitted(**answers):
    return advance(opened(**answers), Action.SUBMIT, PRIYA, at=AT)


def test_without_a_child_in_placement_the_manager_alone_signs():
    done = advance(submitted(), Action.SIGN_OFF, TOM, at=AT)

    assert (done.step, done.has_ended) == ("agreed", True)


def test_with_a_child_in_placement_the_iro_signs_as_well_and_writes_a_note_of_their_own():
    asked = submitted(in_placement="yes", placement="foster", review="2020-06-01")
    with_iro = advance(asked, Action.SIGN_OFF, TOM, at=AT)
    done = advance(with_iro, Action.AGREE, IDA, at=AT)

    assert with_iro.step == "with_iro"
    assert [w.says for w in done.done[-1].writes] == ["The agreement"]
    assert [(d.action, d.by.person) for d in done.done] == [
        ("submit", "Priya"),
        ("sign_off", "Tom"),
        ("agree", "Ida"),
    ]


def refused(state, action, by, **more):
    with pytest.raises(RefusedError) as error:
        advance(state, action, by, at=AT, **more)
    return str(error.value)


def test_nobody_signs_their_own_work():
    priya = Actor(person="Priya", role=Role.PRACTICE_MANAGER)

    assert "own work" in refused(submitted(), Action.SIGN_OFF, priya)


def test_a_deputy_signs_for_the_manager_but_not_for_the_author():
    for_tom = Actor(person="Ada", role=Role.PRACTICE_MANAGER, acts_for="Tom")
    for_priya = Actor(person="Ada", role=Role.PRACTICE_MANAGER, acts_for="Priya")

    assert advance(submitted(), Action.SIGN_OFF, for_tom, at=AT).step == "agreed"
    assert "act for" in refused(submitted(), Action.SIGN_OFF, for_priya)


def test_one_person_does_not_give_both_signatures():
    asked = submitted(in_placement="yes", placement="foster", review="2020-06-01")
    with_iro = advance(asked, Action.SIGN_OFF, TOM, at=AT)
    tom = Actor(person="Tom", role=Role.IRO)

    assert "one signature" in refused(with_iro, Action.AGREE, tom)


def test_sending_back_voids_the_signatures_and_the_next_author_counts():
    asked = submitted(in_placement="yes", placement="foster", review="2020-06-01")
    back = advance(asked, Action.RETURN, TOM, at=AT, told={Needed.REASON: "too long"})
    noor = Actor(person="Noor", role=Role.SOCIAL_WORKER)
    again = advance(back, Action.SUBMIT, noor, at=AT)

    assert (back.authors, back.signed_by) == (frozenset(), frozenset())
    assert again.authors == {"Noor"}
    assert advance(again, Action.SIGN_OFF, TOM, at=AT).step == "with_iro"


def test_the_wrong_role_is_told_who_may():
    told = refused(submitted(), Action.SIGN_OFF, PRIYA)

    assert told == "Only practice manager may sign off here, not social worker."


def test_a_skipped_step_is_told_what_can_be_done():
    told = refused(submitted(), Action.AGREE, IDA)

    assert told.startswith("Nobody can agree in the step")
    assert told.endswith("what can be done: sign off, return.")


def test_an_action_without_its_reason_is_refused():
    assert refused(submitted(), Action.RETURN, TOM) == "To return, say: reason."
    blank = {Needed.REASON: "  "}
    assert refused(submitted(), Action.RETURN, TOM, told=blank) == "To return, say: reason."


def test_a_form_not_filled_in_is_not_submitted_and_the_fields_are_named():
    told = refused(opened(why=" "), Action.SUBMIT, PRIYA)

    assert told == "Still to be filled in: Why are we involved?."


def test_what_a_later_signature_needs_is_asked_only_then():
    asked = submitted(in_placement="yes", placement="foster")
    with_iro = advance(asked, Action.SIGN_OFF, TOM, at=AT)

    assert "When is it reviewed?" in refused(with_iro, Action.AGREE, IDA)


@pytest.mark.parametrize(
    ("answers", "before", "lacking"),
    [
        ({}, "submit", ["why", "in_placement"]),
        ({"why": "x", "in_placement": "perhaps"}, "submit", ["in_placement"]),
        ({"why": "x", "in_placement": "no"}, "submit", []),
        ({"why": "x", "in_placement": "yes"}, "submit", ["placement"]),
        ({"why": "x", "in_placement": "yes", "placement": "p"}, "iro", ["review"]),
        ({"why": "x", "in_placement": "yes", "placement": "p"}, "manager", []),
    ],
)
def test_what_is_missing_depends_on_the_answers_and_the_signature(answers, before, lacking):
    assert [f.id for f in missing(FORM, answers, before=before)] == lacking


def test_clocks_count_working_days_and_hours():
    waiting = submitted(in_placement="yes", placement="p", review="2020-06-01")
    with_iro = advance(waiting, Action.SIGN_OFF, TOM, at=AT)

    assert due(waiting, england()) == date(2020, 5, 12)
    assert due(with_iro, england()) == datetime(2020, 5, 8, 15, tzinfo=LONDON)
    assert due(opened(), england()) is None


def test_what_has_ended_stays_ended():
    done = advance(submitted(), Action.SIGN_OFF, TOM, at=AT)

    assert "has ended" in refused(done, Action.SIGN_OFF, TOM)


def test_a_form_of_another_procedure_is_refused():
    other = FORM.model_copy(update={"id": "other"})
    with pytest.raises(RefusedError, match="not gone through"):
        begin(PLAN, at=AT, form=other)


def test_without_its_form_nothing_is_submitted_or_signed():
    assert "form must be filled in first" in refused(begin(PLAN, at=AT), Action.SUBMIT, PRIYA)
    state = State(procedure=PLAN, step="with_manager", since=AT)
    assert "form must be filled in first" in refused(state, Action.SIGN_OFF, TOM)
