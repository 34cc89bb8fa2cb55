"""A visit says which other worker was there: on its page, in the note, the timeline and corrections."""

from collections.abc import Callable
from typing import Any

import child_made
import outing_made as outing
import pytest
import visit_made as visits
import web_made as made
from django.test import Client
from django.urls import reverse

from doorstep.web.accounts.models import User
from doorstep.web.caseload.models import Visit

SignIn = Callable[[User], Client]


def recorded(browser: Client, here: outing.Cast, **told: Any) -> Visit:
    form = visits.posted(here.child, step="save", **told)
    answer = browser.post(reverse("record-visit", args=["C1"]), form)
    assert answer.status_code == 302, child_made.text(answer)
    return Visit.objects.latest("pk")


def test_who_else_was_there_stands_on_every_page_that_tells_of_the_visit(sign_in: SignIn) -> None:
    here = outing.cast()
    browser = sign_in(here.noor)

    row = recorded(browser, here, with_worker=str(here.sam.pk))

    assert row.details["with_worker"] == {"user": here.sam.pk, "name": "Sam Reed"}
    page = child_made.text(browser.get(reverse("visit", args=["C1", row.pk])))
    assert "Who else of ours was there Sam Reed" in page
    note = child_made.text(browser.get(reverse("document", args=["C1", "visit", row.pk])))
    assert "Sam Reed" in note
    timeline = child_made.text(browser.get(reverse("timeline", args=["C1"])))
    assert "Made with Sam Reed." in timeline


def test_a_correction_keeps_who_was_there_also_after_they_left(sign_in: SignIn) -> None:
    here = outing.cast()
    browser = sign_in(here.noor)
    row = recorded(browser, here, with_worker=str(here.sam.pk))
    User.objects.filter(pk=here.sam.pk).update(is_active=False, name="Sam Reed-Hall")

    address = reverse("correct-visit", args=["C1", row.pk])
    page = browser.get(address).content.decode()
    assert f'<option value="{here.sam.pk}" selected>Sam Reed</option>' in page
    form = visits.posted(here.child, step="save", reason="The time was wrong")
    browser.post(address, form | {"with_worker": str(here.sam.pk), "visit_time": "3pm"})

    assert Visit.objects.latest("pk").details["with_worker"]["name"] == "Sam Reed"


def test_sent_twice_it_is_one_record_and_with_another_colleague_it_is_refused(
    sign_in: SignIn,
) -> None:
    here = outing.cast()
    browser = sign_in(here.noor)
    form = visits.posted(here.child, step="save") | {"with_worker": str(here.sam.pk)}
    address = reverse("record-visit", args=["C1"])

    first, again = browser.post(address, form), browser.post(address, form)
    other = browser.post(address, form | {"with_worker": str(here.ben.pk)})

    assert first["Location"].split("?")[0] == again["Location"].split("?")[0]
    assert (Visit.objects.count(), other.status_code) == (1, 409)


@pytest.mark.parametrize("chosen", ["me", "stranger", "closed", "x"])
def test_only_a_colleague_can_be_chosen(sign_in: SignIn, chosen: str) -> None:
    here = outing.cast()
    User.objects.filter(pk=here.ben.pk).update(is_active=False)
    pk = {"me": here.noor.pk, "stranger": made.person(None).pk, "closed": here.ben.pk}.get(chosen)
    form = visits.posted(here.child, step="save") | {"with_worker": str(pk or chosen)}

    answer = sign_in(here.noor).post(reverse("record-visit", args=["C1"]), form)

    assert (answer.status_code, Visit.objects.count()) == (200, 0)


def test_a_visit_made_alone_says_nothing_of_it(sign_in: SignIn) -> None:
    here = outing.cast()

    row = recorded(sign_in(here.noor), here)

    assert "with_worker" not in row.details
