"""What a form asks depends on the answers that count: right ones, to fields that are asked."""

import pytest
from unit.workflow.making import AT, does, procedure, step

from doorstep.policy.form import Form
from doorstep.workflow import asked, begin, missing, open_actions, signatures

FORM = Form.model_validate(
    {
        "id": "assessment",
        "title": "The assessment",
        "clause": "1",
        "fields": [
            {"id": "seen", "label": "Seen?", "kind": "yes_no"},
            {
                "id": "worried",
                "label": "Worried?",
                "kind": "yes_no",
                "if_answer": {"seen": ["yes"]},
            },
            {"id": "why", "label": "Why?", "if_answer": {"worried": ["yes"]}},
        ],
        "signatures": [
            {"id": "iro", "label": "IRO", "by": ["iro"], "if_answer": {"worried": ["yes"]}}
        ],
    }
)
HIDDEN = {"seen": "no", "worried": "yes"}


def test_an_answer_to_what_is_not_asked_asks_for_nothing_more():
    assert [f.id for f in asked(FORM, HIDDEN)] == ["seen"]
    assert [f.id for f in asked(FORM, {**HIDDEN, "seen": "yes"})] == ["seen", "worried", "why"]


def test_nor_does_what_hangs_on_it_in_turn():
    fields = [
        {
            "id": name,
            "label": name,
            "kind": "yes_no",
            "if_answer": {before: ["yes"]} if before else {},
        }
        for name, before in (("a", ""), ("b", "a"), ("c", "b"), ("d", "c"))
    ]
    form = Form.model_validate({"id": "f", "title": "F", "clause": "1", "fields": fields})

    assert [f.id for f in asked(form, {"a": "no", "b": "yes", "c": "yes"})] == ["a"]


def test_nor_does_it_ask_for_a_signature():
    assert signatures(FORM, HIDDEN) == []
    assert [s.id for s in signatures(FORM, {**HIDDEN, "seen": "yes"})] == ["iro"]


def test_nor_does_it_open_a_way():
    of = procedure(
        opening=step(
            does("refer", "social_worker", "end", if_answer={"worried": ["yes"]}),
            does("close", "social_worker", "end"),
        )
    )

    def can(answers):
        return [a.action for a in open_actions(begin(of, at=AT, form=FORM, answers=answers))]

    assert can(HIDDEN) == ["close"]
    assert can({**HIDDEN, "seen": "yes"}) == ["refer", "close"]


@pytest.mark.parametrize("answer", ["yes, no", "perhaps", ""])
def test_an_answer_the_field_does_not_take_counts_as_none(answer):
    assert [f.id for f in asked(FORM, {"seen": answer})] == ["seen"]


@pytest.mark.parametrize(
    ("kind", "answer", "is_filled"),
    [
        ("date", "2020-05-07", True),
        ("date", "next week", False),
        ("date", "2020-02-30", False),
        ("date", "20200507", False),
        ("number", "3", True),
        ("number", "-2.5", True),
        ("number", "three", False),
        ("number", "nan", False),
        ("text", "next week", True),
    ],
)
def test_a_day_is_a_date_and_a_number_a_number(kind, answer, is_filled):
    fields = [{"id": "it", "label": "It", "kind": kind, "before": "submit"}]
    form = Form.model_validate({"id": "f", "title": "F", "clause": "1", "fields": fields})

    assert (missing(form, {"it": answer}, before="submit") == []) is is_filled
