"""Who may sign: not the authors, nobody twice, in the form's roles, and only what was signed before."""

from dataclasses import replace

import pytest
from unit.workflow.making import (
    AT,
    FULL,
    actor,
    after,
    does,
    iro,
    manager,
    opened,
    procedure,
    step,
)

from doorstep.policy import shipped_pack
from doorstep.vocabulary import Action, Needed, Role
from doorstep.workflow import RefusedError, State, advance, begin

PRIYA = actor("Priya")
SUBMITTED = after(opened(), ("submit", PRIYA))
SIGNED = after(SUBMITTED, ("sign_off", manager("Tom")))


def refused(state, action, by):
    with pytest.raises(RefusedError) as error:
        advance(state, Action(action), by, at=AT)
    return str(error.value)


@pytest.mark.parametrize(
    "work", ["record", "call", "check", "visit", "refer", "offer", "open_plan", "review"]
)
def test_whoever_did_the_work_in_any_step_is_its_author(work):
    worked = after(SUBMITTED, (work, manager("Meg", acts_for="Ben")))

    assert worked.authors == {"Priya", "Meg", "Ben"}
    assert "own work" in refused(worked, "sign_off", manager("Meg"))
    assert "own work" in refused(worked, "sign_off", manager("Ben"))
    assert "act for" in refused(worked, "sign_off", manager("Ann", acts_for="Meg"))
    assert after(worked, ("sign_off", manager("Tom"))).step == "with_iro"


@pytest.mark.parametrize(
    "other", ["decide", "send", "discuss", "disagree", "resolve", "escalate", "refuse"]
)
def test_whoever_only_moved_it_on_is_not(other):
    moved = after(SUBMITTED, (other, manager("Meg")))

    assert after(moved, ("sign_off", manager("Meg"))).step == "with_iro"


def test_a_manager_does_not_close_the_assessment_she_made_in_later_steps():
    pack = shipped_pack("worcestershire-2020")
    told = dict.fromkeys(Needed, "said")
    state = State(
        procedure=pack.procedures["section_17"],
        step="partners",
        since=AT,
        form=pack.forms["section_17_assessment"],
    )
    checked = advance(state, Action.CHECK, actor("Meg"), at=AT, told=told)
    assessed = replace(checked, step="assessed")

    with pytest.raises(RefusedError, match="own work"):
        advance(_filled(assessed), Action.CLOSE, manager("Meg"), at=AT, told=told)


def _filled(state):
    answers = {f.id: f.allowed[0] if f.allowed else "said" for f in state.form.fields}
    return replace(state, answers=answers)


OWN = procedure(
    opening=step(does("submit", "social_worker team_manager", "signing")),
    signing=step(
        does("sign_off", "team_manager", "with_iro", signature=True, signs="manager", own_work=True)
    ),
    with_iro=step(does("agree", "iro", "end", signature=True, signs="iro", own_work=True)),
)


def test_own_work_is_signed_where_the_policy_wants_it_but_still_not_twice():
    signed = after(opened(OWN), ("submit", manager("Meg")), ("sign_off", manager("Meg")))

    assert signed.step == "with_iro"
    assert "one signature" in refused(signed, "agree", iro("Meg"))
    assert after(signed, ("agree", iro("Ida"))).has_ended


def test_work_written_down_twice_at_the_start_keeps_its_first_author():
    twice = after(opened(), ("record", actor("Ben")), ("record", PRIYA), ("submit", PRIYA))

    assert twice.authors == {"Ben", "Priya"}
    assert "own work" in refused(twice, "sign_off", manager("Ben"))


def test_a_step_that_leads_to_itself_voids_no_signature():
    start = step(
        does("sign_off", "team_manager", "opening", signature=True, signs="manager"),
        does("agree", "iro", "end", signature=True, signs="iro"),
    )
    signed = after(opened(procedure(opening=start)), ("sign_off", manager("Tom")))

    assert signed.signed_by == {"Tom"}
    assert "one signature" in refused(signed, "agree", iro("Tom"))


def test_sent_back_from_another_step_the_round_begins_anew():
    back = after(SIGNED, ("return", iro("Ida")))

    assert (back.round, back.authors, back.signed_by) == ((), frozenset(), frozenset())


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (manager("Tom"), iro("Tom")),
        (manager("Tom"), iro("Ada", acts_for="Tom")),
        (manager("Ada", acts_for="Tom"), iro("Tom")),
        (manager("Ada", acts_for="Tom"), iro("Ada")),
        (manager("Ada", acts_for="Tom"), iro("Ben", acts_for="Tom")),
        (manager("Ada", acts_for="Tom"), iro("Ben", acts_for="Ada")),
    ],
)
def test_nobody_gives_two_signatures_be_it_through_deputies(first, second):
    signed = after(SUBMITTED, ("sign_off", first))

    assert "one signature" in refused(signed, "agree", second)


@pytest.mark.parametrize("changed", [{"found": "harm"}, {"remarks": "not so well"}, {"new": "x"}])
def test_what_was_signed_is_not_changed_before_the_next_signature(changed):
    told = refused(replace(SIGNED, answers={**FULL, **changed}), "agree", iro("Ida"))

    assert told == (
        "What was signed has changed since the first signature; send it back to be written anew."
    )


def test_nor_is_it_put_on_another_form():
    other = SIGNED.form.model_copy(update={"id": "other"})

    assert "has changed" in refused(replace(SIGNED, form=other), "agree", iro("Ida"))


def test_what_only_a_later_signature_asks_for_is_filled_in_after_the_first():
    without = after(opened(answers={"found": "all is well"}), ("submit", PRIYA))
    signed = after(without, ("sign_off", manager("Tom")))
    filled = replace(signed, answers=dict(reversed(FULL.items())))

    assert "Day of review" in refused(signed, "agree", iro("Ida"))
    assert after(filled, ("agree", iro("Ida"))).has_ended


def test_written_anew_it_is_signed_anew():
    anew = replace(after(SIGNED, ("return", iro("Ida"))), answers={**FULL, "found": "harm"})
    signed = after(anew, ("submit", PRIYA), ("sign_off", manager("Tom")), ("agree", iro("Ida")))

    assert signed.has_ended


def test_a_signature_is_given_only_by_whom_the_form_names():
    told = refused(SUBMITTED, "sign_off", iro("Ida"))

    assert told == "Only team manager may give the signature “Manager”, not iro."


@pytest.mark.parametrize("nobody", ["", "  "])
def test_nobody_without_a_name_acts(nobody):
    with pytest.raises(RefusedError, match="Say who acts"):
        actor(nobody)


APPROVED = procedure(
    opening=step(
        does("record", "social_worker", "deciding"), does("send", "social_worker", "deciding")
    ),
    deciding=step(does("approve", "team_manager", "end", signature=True)),
)


@pytest.mark.parametrize("first", ["record", "send"])
def test_an_empty_form_is_not_signed_even_without_a_name_for_the_signature(first):
    empty = after(opened(APPROVED, answers={"found": " "}), (first, PRIYA))

    assert refused(empty, "approve", manager("Tom")) == "Still to be filled in: What was found."
    without = after(begin(APPROVED, at=AT), (first, PRIYA))
    assert "form must be filled in first" in refused(without, "approve", manager("Tom"))
    full = after(opened(APPROVED), (first, PRIYA), ("approve", manager("Tom")))
    assert full.has_ended


def test_a_procedure_without_forms_is_signed_as_before():
    plain = procedure(
        forms=(), opening=step(does("approve", Role.TEAM_MANAGER, "end", signature=True))
    )

    assert after(begin(plain, at=AT), ("approve", manager("Tom"))).has_ended
