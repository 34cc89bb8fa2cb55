"""A buddy who cannot be written to: the manager is told at once in their place, and pages say so."""

from collections.abc import Callable
from pathlib import Path

import child_made
import notice_made as told
import outing_made as outing
import pytest
import web_made as made
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.notices.models import Notice, Wish
from doorstep.web.outings import job
from doorstep.web.outings.models import OutingAlert

SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _mail(settings: LazySettings, tmp_path: Path) -> None:
    settings.MAIL, settings.CLOCK = f"folder:{tmp_path}", made.AT.isoformat()


@pytest.fixture
def here() -> outing.Cast:
    found = outing.cast()
    Wish.objects.filter(user=found.ben).update(email="", digest=False)
    return found


def test_the_manager_is_told_when_a_buddy_without_an_address_would_be(here: outing.Cast) -> None:
    row = outing.go(here)

    job.work(here.away(85), lambda _: None)

    assert outing.whom() == ["Noor Calloway", "Mo Hale"]
    assert list(OutingAlert.objects.values_list("stage", "told", "for_buddy")) == [
        (1, 1, False), (2, 1, True),
    ]  # fmt: skip
    outing.out(row, here.noor, at=here.away(90))
    assert outing.whom()[2:] == ["Mo Hale"]  # who was worried, and is told that all is well


def test_the_page_says_who_was_told_and_in_whose_place(
    here: outing.Cast, sign_in: SignIn, settings: LazySettings
) -> None:
    row = outing.go(here)
    before = child_made.text(sign_in(here.noor).get(reverse("outing", args=[row.pk])))
    assert "Ben Cole, who has no e-mail address: the manager is told in their place" in before
    job.work(here.away(85), lambda _: None)
    settings.CLOCK = here.away(86).isoformat()

    page = child_made.text(sign_in(here.noor).get(reverse("outing", args=[row.pk])))

    assert "The manager was told in place of Ben Cole, who could not be written to" in page
    assert "25 minutes over the time, 1 e-mail to Mo Hale" in page
    assert "The buddy was told" not in page
    Notice.objects.all().delete()  # messages are not kept for ever
    assert "25 minutes over the time, 1 e-mail" in child_made.text(
        sign_in(here.noor).get(reverse("outing", args=[row.pk]))
    )


def test_a_buddy_with_an_address_is_told_and_named(here: outing.Cast, sign_in: SignIn) -> None:
    row = outing.go(here, buddy=here.sam.pk)
    job.work(here.away(85), lambda _: None)

    page = child_made.text(sign_in(here.noor).get(reverse("outing", args=[row.pk])))

    assert "The buddy was told" in page
    assert "1 e-mail to Sam Reed" in page
    assert "no e-mail address" not in page


def test_a_buddy_who_manages_too_and_has_no_address_is_not_said_to_be_told(
    here: outing.Cast,
) -> None:
    Wish.objects.filter(user=here.manager).update(email="", digest=False)
    other = made.person(Role.TEAM_MANAGER, name="Ola Hale", in_team=made.team("East"))
    told.wish(other, digest=False)
    outing.go(here, buddy=here.manager.pk)

    job.work(here.away(85), lambda _: None)

    assert outing.whom() == ["Noor Calloway", "Ola Hale"]
    assert [alert.for_buddy for alert in OutingAlert.objects.order_by("stage")] == [False, True]


def test_whoever_chooses_a_buddy_reads_beside_the_name_that_they_cannot_be_written_to(
    here: outing.Cast, sign_in: SignIn
) -> None:
    page = child_made.text(sign_in(here.noor).get(reverse("go-out", args=["C1"])))

    without = "Ben Cole (East): no e-mail address, my manager is told in their place"
    assert page.count(without) == 1  # as a buddy; to go along nobody needs an address
    assert page.count("Sam Reed (East)") == 2
    assert "Sam Reed (East):" not in page
