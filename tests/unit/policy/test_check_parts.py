"""What the check finds in procedures, forms, rules, roles, tiers and sources; and what it lets be."""

import hashlib
from dataclasses import replace
from datetime import date

import pytest
from unit.engine.making import a_pack, duty

from doorstep.policy.check import Level, check
from doorstep.policy.form import Form
from doorstep.policy.pack import Tiers
from doorstep.policy.procedure import Procedure
from doorstep.policy.rule import Rule

AS_AT = date(2026, 11, 22)
ENDS = {"title": "Done", "clause": "1", "ends": True}


def procedure(steps, **more):
    told = {name: {"title": name, "clause": "1", **step} for name, step in steps.items()}
    return Procedure.model_validate(
        {"id": "p", "title": "P", "clause": "1", "start": next(iter(steps)), "steps": told, **more}
    )


def does(action, by, to, **more):
    return {"action": action, "by": [by], "to": to, **more}


def pack(*, head=None, **parts):
    made = a_pack(
        duty(every="1 week"), roles=["social_worker", "team_manager", "iro"], **(head or {})
    )
    return replace(made, **{name: {p.id: p for p in some} for name, some in parts.items()})


def errors(made, kind, level=Level.ERROR, **more):
    found = check(made, floor=None, as_at=AS_AT, **more)
    return [f.text for f in found if f.kind == kind and f.level == level]


GOOD = procedure({"a": {"actions": [does("submit", "social_worker", "b")]}, "b": ENDS}, id="good")


def test_a_procedure_that_can_end_has_no_error():
    assert errors(pack(procedures=[GOOD]), "no way out") == []
    assert errors(pack(procedures=[GOOD]), "unreachable") == []


def test_a_step_nothing_leads_to_is_unreachable():
    made = procedure({"a": {"actions": [does("submit", "iro", "b")]}, "b": ENDS, "lost": ENDS})

    assert errors(pack(procedures=[made]), "unreachable") == ["nothing leads to the step `lost`."]


def test_steps_that_only_lead_to_one_another_have_no_way_out():
    made = procedure(
        {
            "a": {"actions": [does("submit", "iro", "b"), does("close", "iro", "end")]},
            "b": {"actions": [does("return", "iro", "c")]},
            "c": {"actions": [does("submit", "iro", "b")]},
            "end": ENDS,
        }
    )

    assert [t.split("`")[1] for t in errors(pack(procedures=[made]), "no way out")] == ["b", "c"]


def test_a_step_whose_every_action_has_a_condition_is_a_warning():
    only_if = does("submit", "iro", "b", when={"is": "looked_after"})
    made = procedure({"a": {"actions": [only_if]}, "b": ENDS})

    assert len(errors(pack(procedures=[made]), "no way out", Level.WARNING)) == 1


def test_an_action_after_one_that_is_always_taken_is_shadowed():
    always, sometimes = (
        does("submit", "iro", "b"),
        does("submit", "iro", "b", when={"is": "unborn"}),
    )
    wrong = procedure({"a": {"actions": [always, sometimes]}, "b": ENDS})
    right = procedure({"a": {"actions": [sometimes, always]}, "b": ENDS})

    assert len(errors(pack(procedures=[wrong]), "shadowed")) == 1
    assert errors(pack(procedures=[right]), "shadowed") == []


def form(**more):
    fields = [{"id": "why", "label": "Why?", "before": "manager"}]
    signature = {"id": "manager", "label": "Manager", "by": ["team_manager"]}
    return Form.model_validate(
        {
            "id": "f",
            "title": "F",
            "clause": "1",
            "fields": fields,
            "signatures": [signature],
            **more,
        }
    )


def signing(by="team_manager", signs="manager"):
    step = does("sign_off", by, "b", signature=True, signs=signs)
    return procedure({"a": {"actions": [step]}, "b": ENDS}, forms=["f"])


def test_a_signature_that_no_step_gives_cannot_be_reached():
    assert "cannot be reached" in errors(pack(forms=[form()]), "signature")[0]
    assert errors(pack(forms=[form()], procedures=[signing()]), "signature") == []


def test_a_signature_by_another_role_or_of_another_name_is_an_error():
    by_iro = errors(pack(forms=[form()], procedures=[signing(by="iro")]), "signature")
    named = errors(pack(forms=[form()], procedures=[signing(signs="director")]), "signature")

    assert by_iro == ["`a`: iro may not give the signature `manager`."]
    assert "`a` signs `director`, which none of its forms has." in named


def test_an_action_open_to_more_roles_than_the_forms_signature_is_an_error():
    wider = does("sign_off", "team_manager", "b", signature=True, signs="manager")
    wider["by"] = ["team_manager", "iro"]
    made = procedure({"a": {"actions": [wider]}, "b": ENDS}, forms=["f"])

    found = errors(pack(forms=[form()], procedures=[made]), "signature")
    assert found == ["`a`: iro may not give the signature `manager`."]


def rule(*cases):
    told = [{"clause": "1", "says": "so", "verdict": "allowed", **case} for case in cases]
    return Rule.model_validate({"id": "r", "title": "R", "about": "visit", "cases": told})


@pytest.mark.parametrize(
    ("cases", "shadowed"),
    [
        (({}, {"when": {"is": "unborn"}}), 1),
        (({"when": {"is": "unborn"}}, {}), 0),
        (({"method": ["video", "phone"]}, {"method": ["video"]}), 1),
        (({"method": ["video"]}, {"method": ["video", "phone"]}), 0),
        (({"in_force_until": date(2020, 1, 1)}, {}), 0),
        (({"in_force_from": date(2020, 1, 1)}, {"in_force_from": date(2021, 1, 1)}), 1),
    ],
)
def test_a_case_behind_one_that_always_holds_is_shadowed(cases, shadowed):
    assert len(errors(pack(rules=[rule(*cases)]), "shadowed")) == shadowed


def test_a_role_the_policy_does_not_list_is_held_by_nobody():
    asks = rule({"verdict": "needs", "agreed_by": ["head_of_service"]})

    assert "nobody holds it" in errors(pack(rules=[asks]), "role")[0]
    assert errors(pack(rules=[rule({"verdict": "needs", "agreed_by": ["iro"]})]), "role") == []


def tiers(*criteria):
    told = [
        {"id": f"C{n}", "title": "c", "clause": "1", "in_force_from": date(2020, 1, 1), **c}
        for n, c in enumerate(criteria, 1)
    ]
    return Tiers.model_validate(
        {
            "clause": "1",
            "in_force_from": date(2020, 1, 1),
            "otherwise": "vulnerable",
            "otherwise_clause": "1",
            "change": {"by": ["team_manager"], "clause": "1"},
            "criteria": told,
        }
    )


HIGH = {"tier": "high_and_immediate", "when": {"fact": "edge_of_care"}}


def test_a_tier_below_one_that_takes_all_its_children_is_unreachable():
    inside = {"tier": "priority", "when": {"all": [{"fact": "edge_of_care"}, {"is": "unborn"}]}}
    outside = {"tier": "priority", "when": {"any": [{"fact": "edge_of_care"}, {"is": "unborn"}]}}

    shadowed = replace(pack(), tiers=tiers(HIGH, inside))
    reachable = replace(pack(), tiers=tiers(HIGH, outside))

    assert "no child can be in the tier priority" in errors(shadowed, "unreachable")[0]
    assert errors(reachable, "unreachable") == []


def test_a_criterion_no_child_can_meet_is_named():
    never = {"tier": "priority", "when": {"all": [{"is": "unborn"}, {"not": {"is": "unborn"}}]}}
    made = replace(pack(), tiers=tiers(HIGH, never))

    assert errors(made, "unreachable") == [
        "no child can meet C2.",
        "the tier priority has no criterion that a child can meet.",
    ]


def test_a_source_that_has_changed_is_an_error_and_its_vague_words_are_notes(tmp_path):
    text = "Visits are made regularly.\n"
    (tmp_path / "policy.txt").write_text(text)
    good = hashlib.sha256(text.encode()).hexdigest()
    source = {"title": "The policy", "file": "policy.txt"}

    same = pack(head={"sources": [{**source, "sha256": good}]})
    changed = pack(head={"sources": [{**source, "sha256": "0" * 64}]})

    assert errors(same, "source", texts=tmp_path) == []
    assert "line 1 says 'regularly'" in errors(same, "no number", Level.NOTE, texts=tmp_path)[0]
    assert "has changed since" in errors(changed, "source", texts=tmp_path)[0]
    assert "not at hand" in errors(same, "source", Level.NOTE)[0]


def test_a_source_that_names_no_file_or_no_hash_is_told_what_to_write(tmp_path):
    text = "Visits are made regularly.\n"
    (tmp_path / "policy.txt").write_text(text)
    no_file = pack(head={"sources": [{"title": "The policy"}]})
    no_hash = pack(head={"sources": [{"title": "The policy", "file": "policy.txt"}]})

    [note] = errors(no_file, "source", Level.NOTE, texts=tmp_path)
    [warning] = errors(no_hash, "source", Level.WARNING, texts=tmp_path)

    assert note.startswith("The policy names no file; give `file:` and `sha256:`")
    assert f"`sha256: {hashlib.sha256(text.encode()).hexdigest()}`" in warning
    assert errors(no_hash, "source", texts=tmp_path) == []
    assert errors(no_hash, "no number", Level.NOTE, texts=tmp_path) != []


def test_a_source_that_is_no_text_is_no_crash(tmp_path):
    (tmp_path / "policy.docx").write_bytes(b"PK\xff\xfe")
    made = pack(head={"sources": [{"title": "The policy", "file": "policy.docx"}]})

    assert "sha256: " in errors(made, "source", Level.WARNING, texts=tmp_path)[0]


def test_two_duties_that_differ_in_name_only_are_a_warning():
    twice = a_pack(duty("a", every="1 week"), duty("b", every="1 week", title="B"))
    differ = a_pack(duty("a", every="1 week"), duty("b", every="2 weeks"))

    [found] = errors(twice, "duplicate", Level.WARNING)

    assert found.startswith("asks the same as a but for its id and title")
    assert errors(differ, "duplicate", Level.WARNING) == []


def test_an_explanation_stands_beside_its_warning_and_one_that_fits_none_is_named():
    silent = {"silent_on": ["Seen alone."]}
    told = [{"kind": "gap", "about": "Seen alone", "because": "left to judgement"}]
    lost = [{"kind": "gap", "about": "Bedrooms", "because": "left to judgement"}]

    found = check(pack(head={**silent, "explains": told}), floor=None, as_at=AS_AT)
    stale = check(pack(head={**silent, "explains": lost}), floor=None, as_at=AS_AT)

    assert [f.explained for f in found if f.kind == "gap"] == ["left to judgement"]
    assert [f.explained for f in stale if f.kind == "gap"] == [""]
    assert [f.text for f in stale if f.kind == "explains"] == [
        "`explains` number 1 (gap) fits no warning any more."
    ]


def test_a_gap_after_an_end_and_a_suspension_for_good_are_warnings():
    ended = a_pack(
        duty(every={"1 Jan 2020": "1 week", "1 Jan 2021": "ends", "1 Mar 2021": "1 week"})
    )
    for_good = a_pack(duty(every={"1 Jan 2020": "1 week", "1 Jan 2021": "suspended"}))

    assert "a gap between two values" in errors(ended, "dates", Level.WARNING)[0]
    assert "no day on which it resumes" in errors(for_good, "dates", Level.WARNING)[0]
