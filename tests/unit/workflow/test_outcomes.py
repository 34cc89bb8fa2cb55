"""What an action puts on record: once, only what was asked, and what an ending makes of the answers."""

from dataclasses import replace
from datetime import date

import pytest
from unit.workflow.making import AT, actor, does, iro, manager, procedure, step

from doorstep.facts import EventKind, FactKind, Method, Role, Tier
from doorstep.policy.form import Form
from doorstep.vocabulary import Makes, Needed
from doorstep.workflow import (
    Arrangement,
    Filled,
    RefusedError,
    advance,
    begin,
    filled_alone,
    outcome,
)

TWO_WEEKS = Arrangement("2 weeks", (Method.PHONE,), "", "By turns.")


def field(name, **more):
    return {"id": name, "label": name, **more}


def yes_no(name, **more):
    return field(name, kind="yes_no", **more)


FORM = Form.model_validate(
    {
        "id": "assessment",
        "title": "The assessment",
        "clause": "1",
        "fields": [
            yes_no("concern", before="submit", events={"yes": "concern_raised"}),
            yes_no(
                "high", before="submit", if_answer={"concern": ["yes"]}, facts={"yes": "high_risk"}
            ),
            yes_no("harm", before="submit", facts={"yes": "high_risk", "no": "high_risk"}),
            field("rating", kind="rag", before="submit", facts={"red": "rag", "green": "rag"}),
            field(
                "why",
                kind="choices",
                options=["a", "b"],
                before="submit",
                events={"a": "missing", "b": "missing"},
            ),
            field("plan", kind="arrangement", before="submit"),
            field("how", kind="choices", options=["video", "telephone"], tells="method"),
            field("tier", kind="choice", options=["priority"], tells="tier"),
            yes_no("one", tells="one_visit"),
            yes_no("judged", before="manager", events={"yes": "risk_discussed"}),
            yes_no("later", before="iro", events={"yes": "household_change"}),
            yes_no("loose", events={"yes": "visit_planned"}),
            field("until", kind="date", tells="review_date"),
        ],
        "signatures": [
            {"id": "manager", "label": "Manager", "by": ["team_manager"]},
            {"id": "iro", "label": "IRO", "by": ["iro"]},
        ],
    }
)
FULL = {
    "concern": "yes",
    "high": "yes",
    "harm": "no",
    "rating": "red",
    "why": "a, b",
    "plan": TWO_WEEKS.text,
    "how": "video, telephone",
    "tier": "priority",
    "one": "yes",
    "judged": "yes",
    "later": "yes",
    "loose": "yes",
    "until": "2020-06-01",
}
BACK = does("return", "team_manager iro", "opening")


def rule(makes="visiting_plan", **more):
    made = procedure(
        opening=step(
            does("submit", "social_worker", "signing"), does("withdraw", "social_worker", "end")
        ),
        signing=step(
            does("sign_off", "team_manager", "with_iro", signature=True, signs="manager"), BACK
        ),
        with_iro=step(
            does("agree", "iro", "end", signature=True, signs="iro"),
            does("refuse", "iro", "kept", needs=["review_date"]),
            BACK,
        ),
        kept={"title": "Kept", "clause": "1", "ends": True},
    )
    end = made.steps["end"].model_copy(
        update={"makes": Makes(makes), "event": EventKind.RISK_ASSESSMENT}
    )
    return made.model_copy(update={"steps": {**made.steps, "end": end}, **more})


def holds(condition):
    return False


def opened(answers=None, **more):
    return begin(rule(**more), at=AT, form=FORM, answers=FULL | (answers or {}))


def go(state, *actions, told=None):
    """Return the state after some actions, and what each put on record."""
    people = {"submit": actor("Sal"), "withdraw": actor("Sal"), "sign_off": manager("Max")}
    found = []
    for action in actions:
        by = people.get(action, iro("Ines"))
        after = advance(state, action, by, at=AT, told=told or {}, holds=holds)
        found.append(outcome(state, after, holds))
        state = after
    return state, found


def test_an_answer_is_put_on_record_when_it_has_to_be_there_and_once_over_the_whole():
    _, found = go(opened(), "submit", "sign_off", "agree")

    assert [set(each.events) for each in found] == [
        {EventKind.CONCERN_RAISED, EventKind.MISSING, EventKind.VISIT_PLANNED},
        {EventKind.RISK_DISCUSSED},
        {EventKind.HOUSEHOLD_CHANGE, EventKind.RISK_ASSESSMENT},
    ]


def test_a_signature_without_a_name_does_not_repeat_what_was_submitted():
    made = procedure(
        opening=step(does("submit", "social_worker", "signing")),
        signing=step(
            does("decide", "team_manager", "signing"),
            does("approve", "team_manager", "end", signature=True),
        ),
    )
    state = begin(made, at=AT, form=FORM, answers=FULL)

    after = advance(state, "submit", actor("Sal"), at=AT, holds=holds)
    decided = advance(after, "decide", manager("Max"), at=AT, holds=holds)
    approved = advance(decided, "approve", manager("Mo"), at=AT, holds=holds)

    assert outcome(after, decided, holds).events == ()
    assert outcome(decided, approved, holds).events == ()


def test_a_signature_given_at_once_settles_all_that_had_to_be_there_before_it():
    made = procedure(
        opening=step(does("sign_off", "team_manager", "end", signature=True, signs="manager"))
    )
    state = begin(made, at=AT, form=FORM, answers=FULL)

    found = outcome(state, advance(state, "sign_off", manager("Max"), at=AT, holds=holds), holds)

    assert EventKind.CONCERN_RAISED in found.events
    assert EventKind.RISK_DISCUSSED in found.events
    assert EventKind.HOUSEHOLD_CHANGE not in found.events


def test_what_is_submitted_again_after_it_was_sent_back_is_told_again():
    """Here nothing is kept; who keeps the record leaves out what the same decision told before."""
    _, found = go(opened(), "submit", "return", "submit")

    assert found[2] == found[0]


def test_the_same_circumstance_told_by_two_answers_is_one():
    _, (found,) = go(opened({"harm": "yes"}), "submit")

    assert found.circumstances == ((FactKind.HIGH_RISK, "yes"), (FactKind.RAG, "red"))


def test_what_a_rating_says_is_the_rating():
    _, (found,) = go(opened({"rating": "green"}), "submit")

    assert (FactKind.RAG, "green") in found.circumstances


def test_a_field_that_is_not_asked_puts_nothing_on_record():
    _, (found,) = go(opened({"concern": "no", "harm": "no"}), "submit")

    assert EventKind.CONCERN_RAISED not in found.events
    assert found.circumstances == ((FactKind.HIGH_RISK, "no"), (FactKind.RAG, "red"))


def test_what_is_sent_back_or_withdrawn_puts_nothing_on_record_but_its_ending():
    _, found = go(opened(), "submit", "return")
    assert found[1].events == found[1].circumstances == ()

    _, (withdrawn,) = go(opened(), "withdraw")
    assert withdrawn.events == (EventKind.RISK_ASSESSMENT,)


def test_a_form_filled_in_alone_records_all_that_is_answered():
    found = filled_alone(FORM.fields, FULL)

    assert EventKind.VISIT_PLANNED in found.events
    assert found.events.count(EventKind.MISSING) == 1
    assert found.circumstances.count((FactKind.RAG, "red")) == 1
    assert found.made is None


def made(makes="visiting_plan", **changed):
    _, found = go(opened(changed, makes=makes), "submit", "sign_off", "agree")
    assert [each.made for each in found[:-1]] == [None, None]
    return found[-1].made


def test_an_ending_makes_what_the_answers_tell_by_the_last_who_signed():
    found = made()

    assert (found.makes, found.by, found.arrangement) == ("visiting_plan", Role.IRO, TWO_WEEKS)
    assert found.methods == (Method.VIDEO, Method.PHONE)
    assert (found.tier, found.one_visit, found.review_date) == (
        Tier.PRIORITY,
        True,
        date(2020, 6, 1),
    )


def test_what_is_not_told_is_not_made():
    found = made(how="", tier="", one="no", until="")

    assert (found.methods, found.tier, found.one_visit, found.review_date) == (
        (),
        None,
        False,
        None,
    )


def test_an_ending_without_makes_makes_nothing_and_may_name_a_day_of_review():
    told = {Needed.REVIEW_DATE: "2020-07-01"}
    state, _ = go(opened({"until": ""}), "submit", "sign_off")

    _, (found,) = go(state, "refuse", told=told)

    assert (found.made, found.review_date, found.events) == (None, date(2020, 7, 1), ())


def test_the_day_of_review_on_the_form_comes_before_one_told_with_the_action():
    state, _ = go(opened(), "submit", "sign_off")

    _, (found,) = go(state, "refuse", told={Needed.REVIEW_DATE: "2020-07-01"})

    assert found.review_date == date(2020, 6, 1)


def test_another_form_may_tell_what_is_made():
    other = FORM.model_copy(update={"id": "other", "title": "Other"})
    state = replace(
        opened({"tier": ""}, makes="tier_decision"), also=(Filled(other, {"tier": "priority"}),)
    )

    _, found = go(state, "submit", "sign_off", "agree")

    assert found[-1].made.tier == Tier.PRIORITY


def test_what_another_form_did_not_ask_is_not_told():
    fields = [yes_no("sure", before="submit"), *FORM.model_dump()["fields"]]
    for each in fields[1:]:
        each["if_answer"] = {"sure": ["yes"]}
    other = Form.model_validate({**FORM.model_dump(), "id": "other", "fields": fields})
    also = (Filled(other, {"sure": "no", "tier": "priority", "until": "2020-05-09"}),)
    state = replace(opened({"tier": "", "until": ""}, makes="tier_decision"), also=also)

    _, found = go(state, "submit", "sign_off", "agree")

    assert (found[-1].made.tier, found[-1].review_date) == (None, None)


def test_two_other_forms_with_fields_of_one_name_do_not_mix():
    first, second = (FORM.model_copy(update={"id": name}) for name in ("first", "second"))
    also = (Filled(first, {"tier": "priority"}), Filled(second, {"one": "yes"}))
    state = replace(opened({"tier": "", "one": "no"}, makes="tier_decision"), also=also)

    _, found = go(state, "submit", "sign_off", "agree")

    assert (found[-1].made.tier, found[-1].made.one_visit) == (Tier.PRIORITY, True)


def test_a_day_of_review_told_with_an_action_is_a_date():
    state, _ = go(opened(), "submit", "sign_off")

    with pytest.raises(RefusedError, match="say the day of review as a date"):
        go(state, "refuse", told={Needed.REVIEW_DATE: "soon"})


@pytest.mark.parametrize(
    ("more", "proposed"),
    [
        ({"stricter_stands": True}, TWO_WEEKS),
        ({"stricter_stands": False}, None),
        ({"stricter_stands": True, "makes": "tier_decision"}, None),
    ],
)
def test_a_plan_is_proposed_as_it_leaves_the_start_where_the_stricter_stands(more, proposed):
    _, found = go(opened(**more), "submit", "sign_off", "agree")

    assert [each.proposed for each in found] == [proposed, None, None]


def test_words_alone_propose_nothing():
    _, (found,) = go(opened({"plan": "as before"}, stricter_stands=True), "submit")

    assert found.proposed is None


def test_what_ends_or_stays_at_the_start_proposes_nothing():
    _, (found,) = go(opened(stricter_stands=True), "withdraw")

    assert found.proposed is None
