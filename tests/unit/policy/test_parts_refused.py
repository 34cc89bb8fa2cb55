"""What a rule, procedure, form, wording or figure may not say: refused with a message that helps."""

import pytest
from pydantic import ValidationError
from unit.engine.making import day

from doorstep.policy import PackError, load_pack
from doorstep.policy.form import Form
from doorstep.policy.new import add_part, new_pack
from doorstep.policy.procedure import Procedure
from doorstep.policy.rule import Rule
from doorstep.policy.service import Figure
from doorstep.policy.wording import Wording

CASE = {"clause": "1", "says": "so", "verdict": "allowed"}
ENDS = {"title": "End", "clause": "1", "ends": True}
DOES = {"action": "submit", "by": ["iro"], "to": "end"}
FIELD = {"id": "why", "label": "Why?"}
YES_NO = {"id": "asked", "label": "Asked?", "kind": "yes_no"}


def rule(**case):
    return Rule, {"id": "r", "title": "R", "about": "visit", "cases": [{**CASE, **case}]}


def procedure(does=(), **step):
    steps = {"a": {"title": "A", "clause": "1", "actions": [{**DOES, **dict(does)}], **step}}
    return Procedure, {
        "id": "p",
        "title": "P",
        "clause": "1",
        "start": "a",
        "steps": {**steps, "end": ENDS},
    }


def form(*fields, **more):
    return Form, {"id": "f", "title": "F", "clause": "1", "fields": list(fields), **more}


def wording(text, **slots):
    return Wording, {"id": "w", "title": "W", "clause": "1", "text": text, "slots": slots}


def figure(**more):
    return Figure, {"id": "g", "title": "G", "clause": "1", **more}


SIGNED = [{"id": "manager", "label": "Manager", "by": ["team_manager"]}]
REFUSED = [
    (rule(verdict="needs"), "must say what"),
    (rule(in_force_from=day("2 Jan"), in_force_until=day("1 Jan")), "must be after"),
    (rule(still_counts=True), "goes with `verdict: refused`"),
    (rule(assumed=True), "needs a `reason:`"),
    (rule(says=""), "at least 1 character"),
    (rule(verdict="perhaps"), "Input should be"),
    (procedure({"to": "nowhere"}), "steps that lead nowhere: nowhere"),
    (procedure({"assumed": True}), "needs a `reason:`"),
    (procedure({"signs": "manager"}), "goes with `signature: true`"),
    (procedure({"own_work": True}), "`own_work` goes with `signature: true`"),
    (procedure({"by": []}), "at least 1 item"),
    (procedure(ends=True, within={"value": "1 day", "clause": "1"}), "has no clock"),
    (form({**FIELD, "kind": "choice"}), "`options` go with"),
    (form({**FIELD, "options": ["a"]}), "`options` go with"),
    (form({**YES_NO, "events": {"maybe": "kit_disclosure"}}), "answers it has not: maybe"),
    (form(FIELD, FIELD), "fields written twice: why"),
    (form({**FIELD, "before": "manager"}), "is none of , submit"),
    (form(FIELD, {**YES_NO, "if_answer": {"why": ["x"]}}), "why has no such answers"),
    (form(YES_NO, {**FIELD, "if_answer": {"asked": ["perhaps"]}}), "asked has no such answers"),
    (form({**YES_NO, "if_answer": {"asked": ["yes"]}}), "asked does not stand before it"),
    (form({**FIELD, "if_answer": {"asked": ["yes"]}}, YES_NO), "asked does not stand before it"),
    (form({**FIELD, "if_answer": {"lost": ["yes"]}}), "lost has no such answers"),
    (form({**FIELD, "kind": "choices", "options": ["a", "b, c"]}), "has a comma.*: b, c"),
    (form(FIELD, private=True, signatures=SIGNED), "a private form"),
    (wording("Made by {method}."), "differ: method"),
    (wording("Made.", method="how"), "differ: method"),
    (wording("Made by {}."), "an empty one"),
    (figure(measure="contacted"), "needs `within:`"),
    (figure(measure="guessed"), "Input should be"),
]


@pytest.mark.parametrize(("made", "told"), REFUSED)
def test_what_makes_no_sense_is_refused(made, told):
    model, data = made
    with pytest.raises(ValidationError, match=told.replace("`", ".")):
        model.model_validate(data)


def test_what_is_right_beside_it_is_taken():
    for model, data in (rule(), procedure(), form(FIELD, YES_NO), wording("By {m}.", m="how")):
        assert model.model_validate(data)


def changed(tmp_path, kind, old, new, name="part"):
    """Return the problems of a new pack with one part of a kind, in which a text is changed."""
    folder = tmp_path / "town"
    new_pack(folder, title="T", issuer="I", start=day("1 Jan 2027"))
    file = add_part(folder, kind, name, day("1 Jan 2027"))[0]
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    with pytest.raises(PackError) as error:
        load_pack(folder)
    return str(error.value)


@pytest.mark.parametrize(
    ("kind", "old", "new", "told"),
    [
        (
            "rule",
            "verdict: expected",
            "verdict: needs\n    forms: [lost]",
            "names `lost`, which has no file in forms/",
        ),
        (
            "rule",
            "verdict: expected",
            "verdict: needs\n    procedure: lost",
            "has no file in procedures/",
        ),
        (
            "rule",
            "verdict: expected",
            "verdict: needs\n    wording: lost",
            "has no file in wording/",
        ),
        ("duty", "who:", "forms: [lost]\nwho:", "names `lost`, which has no file in forms/"),
        ("duty", "who:", "procedure: lost\nwho:", "has no file in procedures/"),
        ("procedure", "start:", "forms: [lost]\nstart:", "has no file in forms/"),
        ("procedure", "needs: [reason]}", "needs: [reason], form: lost}", "has no file in forms/"),
        (
            "procedure",
            "needs: [reason]}",
            "needs: [reason], if_answer: {sure: ['yes']}}",
            "no form of it has the field `sure` with: yes",
        ),
        ("procedure", "says: The agreement", "wording: lost, says: The agreement", "in wording/"),
        ("counts", "method: [in_person]", "method: [in_person], wording: lost", "in wording/"),
        ("counts", "method: [in_person]", "method: [in_person], procedure: lost", "in procedures/"),
        (
            "duty",
            "counts: seen_in_person",
            "met_by: [core_group]\ncounts: seen_in_person",
            "not both",
        ),
        (
            "duty",
            "counts: seen_in_person",
            "by_planned_day: true\ncounts: seen_in_person",
            "goes with `after_event`",
        ),
        ("form", "id: symptoms", "id: worries", "fields written twice"),
    ],
)
def test_a_name_that_leads_nowhere_is_named_with_its_file(tmp_path, kind, old, new, told):
    assert told in changed(tmp_path, kind, old, new)


def test_a_wording_is_filled_in_or_says_what_is_lacking():
    sentence = Wording.model_validate(wording("Made by {method}.", method="how it was made")[1])

    assert sentence.filled({"method": " phone "}) == "Made by phone."
    with pytest.raises(ValueError, match="fill in how it was made"):
        sentence.filled({"method": " "})
    with pytest.raises(ValueError, match="no slot who"):
        sentence.filled({"method": "phone", "who": "me"})
