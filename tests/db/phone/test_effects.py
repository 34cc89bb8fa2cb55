"""What the phone looks up is what the server works out: for forms filled in at random."""

import os
import sys
from dataclasses import replace
from datetime import timedelta
from random import Random

import effects_found as effects
import effects_made as made
import pytest

from doorstep.web.phone.effects.words import plain

COUNTS = {True: "Counts", False: "Does not count"}
LONG = bool(os.environ.get("DOORSTEP_LONG_TESTS"))
CHILDREN, FORMS = (130, 6) if LONG else (3, 15)


@pytest.mark.parametrize("pack", [*made.PACKS, made.ALL])
def test_what_is_looked_up_is_what_is_worked_out(pack):
    random, held, tried = Random(f"effects of {pack}"), 0, 0
    for _ in range(CHILDREN):
        told = made.a_child(random, pack)
        table = effects.table_of(told)
        for _ in range(FORMS):
            form = made.a_form(random, told)
            found = effects.looked_up(*table, form)
            tried += 1
            if found is None:
                continue
            held += 1
            wanted, _, _ = effects.worked_out(told, form)
            assert in_any_order(found, form) == in_any_order(wanted, form), (
                form,
                told.case,
                told.given,
            )
    sys.stdout.write(f"{pack}: {held} of {tried} forms looked up, all as worked out\n")
    assert held > tried * 0.3


def in_any_order(effect, form):
    """A visit planned for a day not known before stands where it stood for another of its kind."""
    if not form.answers("next_attempt"):
        return effect
    return effect | {"owed": sorted(effect.get("owed", []), key=str)}


def said_on(page):
    """Return what the tables of the page of a check say, without the markup."""
    return [bare(" ".join(map(str, row))) for row in (*page.counted, *page.owed)]


def said_in(effect):
    counted = [
        (
            e["title"],
            e["clause"],
            "Counts" if e["counts"] else "Does not count",
            e["why_not"],
            e["beside"],
        )
        for e in effect.get("counts", ())
    ]
    owed = [
        (
            e["title"] + (" (a decision)" if e["is_decision"] else ""), "New" if e["new"] else "",
            e["clause"], e["due"], e["status_words"], e["why"],
        )
        for e in effect.get("owed", ())
    ]  # fmt: skip
    return [bare(" ".join(row)) for row in (*counted, *owed)]


def bare(text):
    return " ".join(plain(text).split())


@pytest.mark.parametrize("kind", dict.fromkeys(made.KINDS))
def test_a_form_filled_in_as_it_is_described_is_accepted_and_without_an_answer_needed_it_is_not(
    kind,
):
    """That it is accepted `made.filled_in` asserts."""
    random = Random(f"described {kind}")
    for pack in made.PACKS:
        told = made.a_child(random, pack)
        form = made.filled_in(random, told, kind, told.at.date(), told.at)
        _, _, fields = made.the_form(told, kind, told.at)
        for field in fields:
            if made.is_asked(field, form.data) and made.is_needed(field, form.data):
                names = {field["name"], *(f"{field['name']}-{p}" for p in ("day", "month", "year"))}
                left = {k: v for k, v in form.data.items() if k not in names}
                common, parts, _ = made.the_form(told, kind, told.at, made.sent(left))
                assert not all(each.is_valid() for each in (common, *parts)), field


def test_what_stands_alone_is_refused_with_anything_beside_it():
    random = Random("alone")
    told = made.a_child(random, "worcestershire-2020")
    _, _, fields = made.the_form(told, "kit_call", told.at)
    (field,) = (f for f in fields if "alone" in f)
    form = made.filled_in(random, told, "kit_call", told.at.date(), told.at)
    said = form.data | {"came_of": ["made"], field["name"]: [v for v, _ in field["options"]]}

    call, _, _ = made.the_form(told, "kit_call", told.at, made.sent(said))

    assert field["name"] in call.errors


def test_another_day_an_agreement_by_hand_and_a_time_left_out_after_a_disclosure_are_not_held():
    random = Random("not held")
    told = made.a_child(random, "worcestershire-2020")
    shared, table = effects.table_of(told)
    form = made.filled_in(random, told, "visit", told.at.date(), told.at)
    call = made.filled_in(random, told, "kit_call", told.at.date(), told.at)
    heard = {"came_of": ["made"], "a_heard": ["disclosure"], "visit_time": [""]}

    another_day = replace(form, made=form.made - timedelta(2))
    untimed = replace(call, data=call.data | heard)

    assert effects.looked_up(shared, table, another_day) is None
    assert effects.looked_up(shared, table, untimed) is None
    assert effects.looked_up(
        shared, table, replace(untimed, data=untimed.data | {"visit_time": ["9am"]})
    )
