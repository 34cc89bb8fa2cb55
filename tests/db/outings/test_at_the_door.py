"""The warnings at a door: to the worker as on the child's page, to who may have to go there all."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import child_made
import outing_made as outing
import pytest
import web_made as made
from django.test import Client
from django.urls import reverse

from doorstep.web.accounts.models import User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.merging import merge, undo_merge
from doorstep.web.caseload.models import Child, StaffWarning
from doorstep.web.outings.models import Outing

SignIn = Callable[[User], Client]
DOG, KNIFE = "Large dog loose", "Knife kept by the door"
UNSEEN = "1 further warning on another record at this address"


@pytest.fixture
def here(settings: Any) -> outing.Cast:
    settings.CLOCK = made.AT.isoformat()
    found = outing.cast()
    warn(found.child, DOG, by=found.ben)
    warn(found.sibling, KNIFE, by=found.ben)
    return found


def warn(child: Child, words: str, *, by: User) -> StaffWarning:
    return StaffWarning.objects.create(
        child=child, words=words, start_date=made.TODAY, recorded_at=made.AT, recorded_by=by
    )


def page(browser: Client, row: Outing) -> str:
    return child_made.text(browser.get(reverse("outing", args=[row.pk])))


def reads_by(user: User) -> list[str]:
    rows = AuditEvent.objects.filter(action="read_outing", actor=user.name).order_by("pk")
    return list(rows.values_list("subject_id", flat=True))


def test_going_in_shows_the_worker_nothing_of_a_restricted_record_at_the_door(
    here: outing.Cast, sign_in: SignIn
) -> None:
    child_made.restricted(here.sibling, here.manager, by=here.manager)
    noor = sign_in(here.noor)
    own = child_made.text(noor.get(reverse("child", args=["C1"])))
    row = outing.go(here)

    told = page(noor, row)

    for text in (own, told):
        assert (DOG in text, KNIFE in text, UNSEEN in text) == (True, False, True)
    assert reads_by(here.noor) == ["C1"]


def test_who_may_have_to_go_there_sees_all_and_each_record_is_told(
    here: outing.Cast, sign_in: SignIn
) -> None:
    child_made.restricted(here.sibling, here.noor, by=here.manager)
    row = outing.go(here, second=here.sam.pk)

    for user in (here.ben, here.sam, here.manager):
        text = page(sign_in(user), row)
        assert (DOG in text, KNIFE in text, UNSEEN in text) == (True, True, False)
        assert reads_by(user) == ["C1", "C2"]


def test_of_a_record_closed_to_the_worker_since_only_the_number_is_told(
    here: outing.Cast, sign_in: SignIn
) -> None:
    row = outing.go(here, child_ids=["C1", "C2"])
    child_made.restricted(here.sibling, here.manager, by=here.manager)

    text = page(sign_in(here.noor), row)

    assert (DOG in text, KNIFE in text, UNSEEN in text) == (True, False, True)


def test_where_all_is_closed_to_the_worker_it_is_not_said_that_there_is_no_warning(
    here: outing.Cast, sign_in: SignIn
) -> None:
    row = outing.go(here)
    for child in (here.child, here.sibling):
        child_made.restricted(child, here.manager, by=here.manager)

    text = page(sign_in(here.noor), row)

    assert "2 further warnings" in text
    assert "No warning for staff is recorded there" not in text


def test_a_warning_that_is_over_is_told_to_nobody(here: outing.Cast, sign_in: SignIn) -> None:
    StaffWarning.objects.update(start_date=made.TODAY - timedelta(9), end_date=made.TODAY)
    row = outing.go(here)
    for user in (here.noor, here.ben):
        text = page(sign_in(user), row)
        assert "No warning for staff is recorded there" in text
        assert (DOG in text, KNIFE in text) == (False, False)


def test_a_warning_of_a_merged_record_is_told_until_the_merge_is_taken_back(
    here: outing.Cast, sign_in: SignIn
) -> None:
    (twice,) = made.store(made.case("C7", address="1 Far Lane"))
    warn(twice, "Ring before you come", by=here.ben)
    by = made.access(here.manager)
    put = merge(child_id="C7", into_id="C1", reason="One child", by=by, at=made.AT)
    row = outing.go(here)

    for user in (here.noor, here.ben, here.manager):
        assert "Ring before you come" in page(sign_in(user), row)
    assert "Ring before you come" in child_made.text(
        sign_in(here.noor).get(reverse("child", args=["C1"]))
    )
    assert reads_by(here.ben) == ["C1", "C7", "C2"]
    undo_merge(pk=put.pk, reason="Two children", by=by, at=made.AT)
    assert "Ring before you come" not in page(sign_in(here.ben), row)
