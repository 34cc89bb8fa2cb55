"""What the check finds where an ending makes something: told by a form, and signed by somebody."""

import pytest
from unit.policy.test_check_parts import does, errors, pack, procedure

from doorstep.policy.check import Level
from doorstep.policy.form import Form
from doorstep.policy.plain.procedures import form_part, procedure_part

PLAN = {"id": "proposed", "label": "How often and how", "kind": "arrangement", "before": "submit"}
METHOD = {
    "id": "how",
    "label": "How",
    "kind": "choice",
    "options": ["video"],
    "tells": "method",
    "before": "submit",
}
TIER = {**METHOD, "id": "tier", "options": ["priority"], "tells": "tier"}
ONE = {"id": "one", "label": "One visit", "kind": "yes_no", "tells": "one_visit"}
TOLD = {"visiting_plan": PLAN, "method_approval": METHOD, "tier_decision": TIER}


def form(*fields, name="f"):
    other = {"id": "other", "label": "Something else"}
    return Form.model_validate(
        {"id": name, "title": name, "clause": "1", "fields": [other, *fields]}
    )


def making(makes, *, forms=("f",), signature=True, **submit):
    return procedure(
        {
            "a": {"actions": [does("submit", "social_worker", "b", **submit)]},
            "b": {"actions": [does("agree", "iro", "end", signature=signature)]},
            "end": {"title": "Done", "clause": "1", "ends": True, "makes": makes},
        },
        forms=forms,
    )


def found(made, *forms):
    return errors(pack(procedures=[made], forms=forms), "makes")


@pytest.mark.parametrize("makes", TOLD)
def test_what_is_told_and_signed_is_well_made(makes):
    assert found(making(makes), form(TOLD[makes])) == []


@pytest.mark.parametrize("makes", TOLD)
def test_what_no_field_tells_cannot_be_made(makes):
    others = [TOLD[other] for other in TOLD if other != makes]

    (text,) = found(making(makes), form(*others, ONE))

    assert text.startswith(f"`end` makes a {makes}, and f has not a field")


@pytest.mark.parametrize("makes", TOLD)
def test_what_need_not_be_told_may_be_made_of_nothing(makes):
    (text,) = found(making(makes), form({**TOLD[makes], "before": ""}))

    assert text.endswith("of f may stay empty.")


def test_each_form_it_is_gone_through_on_must_tell_it():
    told, silent = form(PLAN), form(name="g")

    (text,) = found(making("visiting_plan", forms=("f", "g")), told, silent)

    assert "g has not a field of `kind: arrangement`" in text


def test_without_a_form_nothing_is_told():
    (text,) = found(making("tier_decision", forms=()))

    assert "gone through on no form, has not a field that `tells: tier`" in text


def test_a_method_may_be_told_by_a_form_that_an_action_asks_for():
    assert found(making("method_approval", form="g"), form(), form(METHOD, name="g")) == []


def test_a_plan_may_not_as_it_is_part_of_what_is_signed():
    assert found(making("visiting_plan", form="g"), form(), form(PLAN, name="g"))


def test_what_is_made_without_a_signature_is_an_error():
    (text,) = found(making("visiting_plan", signature=False), form(PLAN))

    assert text == "`end` makes a visiting_plan, and is reached without anybody's signature."


def test_a_way_around_the_signature_is_found():
    around = procedure(
        {
            "a": {
                "actions": [
                    does("submit", "social_worker", "end", signature=True),
                    does("record", "social_worker", "b"),
                ]
            },
            "b": {"actions": [does("close", "iro", "end")]},
            "end": {"title": "Done", "clause": "1", "ends": True, "makes": "visiting_plan"},
        },
        forms=("f",),
    )

    assert len(found(around, form(PLAN))) == 1


def test_what_is_told_and_made_nowhere_is_doubtful():
    made = procedure(
        {
            "a": {"actions": [does("submit", "iro", "end")]},
            "end": {"title": "E", "clause": "1", "ends": True},
        },
        forms=("f",),
    )

    texts = errors(pack(procedures=[made], forms=[form(METHOD, ONE)]), "makes", Level.WARNING)

    assert [t.split(",")[0] for t in texts] == [
        "`how` tells the method",
        "`one` tells the one_visit",
    ]


# --- in plain words -----------------------------------------------------------------------------------


def lines(part):
    return " ".join(said.line for row in part.rows for said in row.said)


def test_the_handbook_says_what_an_ending_makes():
    made = making("method_approval")

    told = lines(procedure_part(made, pack(procedures=[made], forms=[form(METHOD)])))

    assert "From then on the child may be seen by the method asked for" in told


def test_the_handbook_says_what_an_answer_tells():
    told = lines(form_part(form(METHOD, ONE)))

    assert "tells by which method the child may then be seen" in told
    assert "tells whether that is for one visit only" in told
