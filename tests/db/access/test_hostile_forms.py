"""Whatever is typed into a form: nothing breaks, nothing is half stored, what was typed is kept (I2)."""

import re
from html import unescape
from typing import Any

import pytest
from db.access import asking, hostile
from db.access.asking import Ask
from db.access.county import LONG, County
from db.access.forms import county_of_all, every_form, taken
from db.access.stored import numbers
from django.db import transaction
from django.test import Client
from sample import is_asked

FINE = {200, 302, 400, 404, 405, 409}
NOT_TYPED = {"csrfmiddlewaretoken", "q"}
# That somebody looked at a page is told to the log; what is written in a draft is kept as it is.
READ_ONLY = {"AuditEvent", "Draft"}


@pytest.fixture
def here() -> County:
    return county_of_all()


def fields_of(browser: Client, ask: Ask) -> list[str]:
    """Return the names of all fields on the form's page, and of those the form sends."""
    found = re.findall(
        r'<(?:input|textarea|select|button)[^>]*? name="([^"]+)"', main_of(browser, ask)
    )
    return list(dict.fromkeys([*found, *ask.form]))


def main_of(browser: Client, ask: Ask) -> str:
    """Return the middle of a form's page; nothing for what is only posted."""
    return browser.get(ask.address).content.decode().partition('id="main-content"')[2]


def sent(browser: Client, ask: Ask, form: dict[str, Any]) -> tuple[int, str, bool]:
    """Send a form; return the status, the page, and whether anything was stored. All is undone."""
    with transaction.atomic():
        before = numbers()
        answer = browser.post(ask.address, form)
        after = numbers()
        transaction.set_rollback(True)
    stored = any(after[name] != before[name] for name in after if name not in READ_ONLY)
    return answer.status_code, answer.content.decode(errors="replace"), stored


def test_no_value_in_any_field_breaks_a_form(here: County) -> None:
    browser, wrong, tried = here.browser("team"), [], 0
    for name, ask in every_form(here).items():
        fields = [f for f in fields_of(browser, ask) if f not in NOT_TYPED]
        for field in fields:
            if not is_asked(name, field, one_in=2):
                continue
            for value in hostile.values_for(name, field, number=1):
                status, page, stored = sent(browser, ask, ask.form | {field: value})
                tried += 1
                if status not in FINE or hostile.SCRIPT in page or hostile.PRODUCT in page:
                    wrong.append((name, field, value[:40], status))
                if stored and status != taken(name):
                    wrong.append((name, field, value[:40], "stored although refused"))

    assert not wrong, wrong[:20]
    assert tried > 150


def test_one_value_in_all_fields_breaks_no_form(here: County) -> None:
    browser, wrong = here.browser("team"), []
    for name, ask in every_form(here).items():
        fields = [f for f in fields_of(browser, ask) if f not in NOT_TYPED]
        for value in hostile.VALUES if LONG else hostile.values_for(name, number=2):
            status, page, stored = sent(browser, ask, dict.fromkeys(fields, value))
            if status not in FINE or hostile.SCRIPT in page or (stored and status != taken(name)):
                wrong.append((name, value[:40], status, stored))

    assert not wrong, wrong[:20]


def test_an_empty_form_stores_nothing(here: County) -> None:
    browser = here.browser("team")
    for name, ask in every_form(here).items():
        steps = {k: v for k, v in ask.form.items() if k in ("step", "do", "version")}
        status, _, stored = sent(browser, ask, steps)
        assert status in FINE, name
        confirmed = name in ("close-account", "end-own-deputy", "way-in", "break-glass-opening")
        nobody = name == "my-round"  # nobody ticked is an answer: nobody is visited on that day
        assert not stored or name == "take-back-explanation" or confirmed or nobody, name


# The text fields of each form, and a field that is left out so that the form comes back.
TYPED = {
    "warnings": (["words"], {"words": hostile.MARKUP * 9}),
    "share-arrangements": (["who", "what"], {"means": ""}),
    "record-visit": (["present", "purpose", "next_step", "method_words", "why"], {"method": ""}),
    "record-call": (["a_told", "a_next_step", "a_heard_what"], {"method": ""}),
    "record-contact": (["agency", "observations", "worries", "present"], {"method": ""}),
    "correct-visit": (["reason", "purpose", "present"], {"method": ""}),
    "restrict": (["reason"], {"named": "0"}),
    "explain-blind-spot": (["words"], {"until-day": "x"}),
    "break-glass": (["reason"], {"child_id": ""}),
    "save-view": (["name"], {"shared_with": "0"}),
    "new-person": (["name", "username"], {"username": hostile.MARKUP}),
    "change-person": (["name"], {"username": "a b c"}),
    "new-team": (["name"], {"locality": "0"}),
    "new-locality": (["name"], {"name": hostile.MARKUP * 2}),
    "new-deputy": (["reason"], {"user": "0"}),
    "adopt": (["decided_by", "note"], {"pack": "none"}),
    "comment": (["words"], {"words": hostile.MARKUP * 60}),
    "act": (["told_reason"], {"told_reason": hostile.MARKUP * 250}),
    "write": (["a-tier"], {"asked": ["tier", "until"], "a-until-day": "x"}),
    "fill-form": (["a-child"], {"asked": ["child", "held_on"], "a-held_on-day": "x"}),
    "household": (["who", "source"], {"kind": ""}),
    "decide-tier": (["reason"], {"tier": ""}),
    "record-meeting": (["why"], {"instead": "x"}),
    "record-event": (["words"], {"kind": ""}),
    "correct-event": (["reason", "words"], {"on-day": "x"}),
    "end-plan": (["outcome"], {"why": hostile.MARKUP * 60}),
    "incidence": (["source"], {"rate": "x"}),
    "new-reminder": (["words"], {"due_on-day": "x"}),
    "child-reminder": (["words"], {"due_on-day": "x"}),
    "change-reminder": (["words"], {"due_on-day": "x"}),
    "add-child": (["name", "line"], {"kind": ""}),
    "double": (["reason"], {"settle": ""}),
    "undo-merge": (["reason"], {"reason": hostile.MARKUP * 60}),
    "new-webhook": (["name", "address"], {"events": []}),
    "change-webhook": (["name", "address"], {"events": []}),
    "question": (["words"], {"answer": ""}),
    "difference": (["reason"], {"settled": ""}),
    "move-children": (["reason"], {"start_date-day": "x"}),
    "move": (["reason"], {"reason": hostile.MARKUP * 9}),
    "hand-over": (["reason"], {"start_date-day": "x"}),
    "absences": (["note"], {"end_date-day": "x"}),
    "records-child": (["reason"], {"kind": ""}),
    "records-holds": (["reason"], {"kind": ""}),
    "disposal": (["reason"], {"reason": hostile.MARKUP * 9}),
    "access-request": (["reason"], {"reason": hostile.MARKUP * 9}),
    "access-names": (["why"], {"names": []}),
    "access-entry": (["words", "why"], {"basis": ""}),
    "set-aside-one": (["why"], {"why": hostile.MARKUP * 9}),
    "add-photograph": (["words"], {"picture": ""}),
    "photograph": (["why"], {"why": hostile.MARKUP * 9}),
}


def test_what_was_typed_is_shown_again_and_runs_nowhere(here: County) -> None:
    browser, forms = here.browser("team"), every_form(here)
    wrong = {name: _typed_wrongly(browser, forms[name]) for name in TYPED}

    assert {name: why for name, why in wrong.items() if why} == {}


def _typed_wrongly(browser: Client, ask: Ask) -> list[str]:
    """Return what is wrong with the page that a form with faults comes back with."""
    texts, faults = TYPED[ask.route]
    status, page, stored = sent(
        browser, ask, ask.form | dict.fromkeys(texts, hostile.MARKUP) | faults
    )
    told = {
        f"status {status}": status != 200,
        "stored": stored,
        "runs": any(each in page for each in (hostile.SCRIPT, hostile.IMAGE, hostile.PRODUCT)),
        "typed text lost": unescape(page).count(hostile.MARKUP) < len(texts),
        "no summary of errors": "There is a problem" not in page,
    }
    return [what for what, is_so in told.items() if is_so]


def test_the_forms_that_take_text_are_all_tried() -> None:
    here = county_of_all()
    browser = here.browser("team")
    with_text = set()
    for name, ask in every_form(here).items():
        main = main_of(browser, ask)
        typed = re.findall(r'<textarea|<input[^>]*type="text"[^>]*name="([^"]*)"', main)
        if any(not re.search(r"-(day|month|year)$", each) for each in typed):
            with_text.add(name)
    same_form = {"change-view", "change-team", "change-locality", "new-own-deputy"}
    assert with_text - same_form <= set(TYPED)


def test_a_search_for_markup_finds_nobody_and_runs_nowhere(here: County) -> None:
    browser = here.browser("team")
    for route, field in (("search", "q"), ("search-suggest", "q"), ("people", "words")):
        for value in hostile.values_for(route, number=25):
            answer = Ask(route, form={field: value}).by(browser, "post")
            assert answer.status_code == 200, (route, value)
            assert hostile.SCRIPT.encode() not in answer.body
    assert asking.lists_of()
