"""A record can be restricted to named people: by whom, with which reason, and what two people see."""

from collections.abc import Callable
from datetime import date

import pytest
import web_made as made
from child_made import restricted, text
from django.db import IntegrityError, transaction
from django.test import Client

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.accounts.words import OwnRole
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import Restriction, RestrictionStep

SignIn = Callable[..., Client]
PAGE = "/children/C1/restrict/"


@pytest.fixture
def head() -> User:
    """Return a head of service in reach of a child."""
    made.adopt()
    made.store(made.case("C1"), names={"C1": "Max Harrow"})
    return made.person(Role.HEAD_OF_SERVICE, in_locality=made.team("East").locality)


def place(client: Client, *named: User, **more: object) -> object:
    told = {"do": "place", "reason": "Staff relation", "named": [u.pk for u in named], **more}
    return client.post(PAGE, told)


def test_only_the_people_named_still_see_the_child(sign_in: SignIn, head: User) -> None:
    worker, other = made.person(worker_id="W1"), made.person(Role.SENIOR_MANAGER)

    place(sign_in(head), head, worker)

    assert sign_in(worker).get("/children/C1/").status_code == 200
    assert sign_in(other).get("/children/C1/").status_code == 404
    assert "This record is restricted" in text(sign_in(head).get("/children/C1/"))


def test_it_is_told_to_the_log_without_a_word_of_the_reason(sign_in: SignIn, head: User) -> None:
    place(sign_in(head), head)

    event = AuditEvent.objects.get(action="restrict")
    assert event.subject_id == "C1"
    assert event.detail["named"] == [head.pk]
    assert "Staff relation" not in str(event.detail)


def test_who_places_it_must_say_that_they_lose_sight(sign_in: SignIn, head: User) -> None:
    worker, browser = made.person(worker_id="W1"), sign_in(head)

    refused = place(browser, worker)
    placed = place(browser, worker, without_me="on")

    assert "you will lose sight of this record" in text(refused)
    assert placed["Location"] == "/"  # type: ignore[index]
    assert browser.get("/children/C1/").status_code == 404


def test_it_cannot_leave_nobody_who_could_open_it(sign_in: SignIn, head: User) -> None:
    browser = sign_in(head)
    auditor, left = made.person(OwnRole.AUDITOR), made.person(worker_id="W9")
    User.objects.filter(pk=left.pk).update(is_active=False)

    for named in ([], [auditor], [left], [auditor, left]):
        place(browser, *named, without_me="on")

    assert not Restriction.objects.exists()


def test_sent_twice_it_is_one_restriction(sign_in: SignIn, head: User) -> None:
    browser = sign_in(head)

    place(browser, head)
    place(browser, head)

    assert Restriction.objects.count() == 1
    assert RestrictionStep.objects.count() == 1


def test_two_who_restrict_at_once_see_both_versions(sign_in: SignIn, head: User) -> None:
    other = made.person(Role.SENIOR_MANAGER, name="Harry Rushton")
    place(sign_in(head), head, other)

    second = place(sign_in(other), other, reason="Another reason")

    assert second.status_code == 409  # type: ignore[attr-defined]
    shown = text(second)
    assert "Another reason" in shown
    assert "Staff relation" in shown
    assert Restriction.objects.count() == 1


def test_people_are_found_by_name_and_nothing_typed_is_lost(sign_in: SignIn, head: User) -> None:
    far = made.person(Role.IRO, name="Imogen Far")
    browser = sign_in(head)

    page = browser.post(
        PAGE, {"do": "find", "find": "imogen", "reason": "Half a rea", "named": [head.pk]}
    )

    html = page.content.decode()
    assert "Imogen Far" in html
    assert f'value="{far.pk}"' in html
    assert "Half a rea</textarea>" in html
    assert "There is a problem" not in html
    assert not Restriction.objects.exists()


def test_who_is_named_can_be_changed_with_a_reason(sign_in: SignIn, head: User) -> None:
    worker, row = made.person(worker_id="W1"), None
    place(sign_in(head), head)
    row = Restriction.objects.get()

    sign_in(head).post(
        PAGE,
        {
            "do": "change",
            "version": row.version,
            "reason": "New worker",
            "named": [head.pk, worker.pk],
        },
    )

    row.refresh_from_db()
    assert set(row.named.all()) == {head, worker}
    assert row.reason == "Staff relation"
    assert [s.reason for s in RestrictionStep.objects.order_by("pk")] == [
        "Staff relation",
        "New worker",
    ]
    assert AuditEvent.objects.filter(action="change_restriction").count() == 1


def test_the_second_of_two_who_change_it_sees_both_and_chooses(sign_in: SignIn, head: User) -> None:
    other, worker = made.person(Role.SENIOR_MANAGER), made.person(worker_id="W1", name="Noor C")
    place(sign_in(head), head, other)
    version = Restriction.objects.get().version
    told = {"do": "change", "version": version, "reason": "Mine", "named": [head.pk, other.pk]}
    named = [head.pk, other.pk, worker.pk]
    sign_in(head).post(PAGE, {**told, "named": named, "reason": "Theirs"})

    second = sign_in(other).post(PAGE, told)

    assert second.status_code == 409
    assert "Noor C" in text(second)
    assert "Theirs (" in text(second)
    assert set(Restriction.objects.get().named.all()) == {head, other, worker}
    html = second.content.decode()
    assert f'name="version" value="{version + 1}"' in html
    sign_in(other).post(PAGE, {**told, "version": version + 1})
    assert set(Restriction.objects.get().named.all()) == {head, other}


def test_it_ends_with_a_reason_on_the_day_it_was_placed_too(sign_in: SignIn, head: User) -> None:
    other, browser = made.person(Role.SENIOR_MANAGER), sign_in(head)
    place(browser, head)
    version = Restriction.objects.get().version

    without = browser.post(PAGE, {"do": "end", "version": version, "end_reason": ""})
    browser.post(PAGE, {"do": "end", "version": version, "end_reason": "By mistake"})

    assert "Enter why the restriction ends" in text(without)
    assert sign_in(other).get("/children/C1/").status_code == 200
    assert "By mistake" in text(browser.get(PAGE))


def test_ending_and_changing_at_once_ends_nothing_silently(sign_in: SignIn, head: User) -> None:
    other = made.person(Role.SENIOR_MANAGER)
    place(sign_in(head), head, other)
    version = Restriction.objects.get().version
    told = {"reason": "More", "version": version}
    sign_in(head).post(PAGE, {"do": "change", "named": [head.pk, other.pk], **told})

    late = sign_in(other).post(PAGE, {"do": "end", "version": version, "end_reason": "Over"})

    assert late.status_code == 409
    assert Restriction.objects.get().end_date is None


def test_a_change_of_what_is_over_says_so(sign_in: SignIn, head: User) -> None:
    browser = sign_in(head)
    place(browser, head)
    version = Restriction.objects.get().version
    browser.post(PAGE, {"do": "end", "version": version, "end_reason": "Over"})

    page = browser.post(
        PAGE, {"do": "change", "version": version, "reason": "x", "named": [head.pk]}, follow=True
    )

    assert "The restriction was ended meanwhile" in text(page)


@pytest.mark.parametrize("told", [
    {"do": "place"}, {"do": "change"}, {"do": "end"}, {"do": "find"}, {"do": "other"}, {},
    {"do": "place", "named": ["x"]}, {"do": "place", "named": ["9" * 40], "reason": "r" * 501},
    {"do": "end", "version": "x"}, {"do": "change", "version": "9" * 40, "reason": "a\x00b"},
    {"do": "find", "find": "\x00%_'\""},
])  # fmt: skip
def test_whatever_is_sent_is_answered(sign_in: SignIn, head: User, told: dict[str, object]) -> None:
    browser = sign_in(head)

    assert browser.post(PAGE, told).status_code in (200, 302)
    place(browser, head)
    assert browser.post(PAGE, told).status_code in (200, 302)
    assert Restriction.objects.get().end_date is None


def test_only_who_may_restrict_in_reach_comes_here(sign_in: SignIn, head: User) -> None:
    worker = made.person(worker_id="W1")
    elsewhere = made.person(Role.TEAM_MANAGER, in_team=made.team("West"))

    assert sign_in(worker).get(PAGE).status_code == 403
    assert sign_in(elsewhere).post(PAGE, {"do": "place"}).status_code == 404


def test_a_step_without_a_reason_is_refused_by_the_database(head: User) -> None:
    child = made.store(made.case("C2"))[0]
    row = restricted(child, head, by=head)

    with pytest.raises(IntegrityError), transaction.atomic():
        RestrictionStep.objects.create(
            restriction=row, done="placed", reason="", recorded_at=made.AT, recorded_by=head
        )


def test_a_restriction_that_ends_before_it_starts_is_refused_by_the_database(head: User) -> None:
    row = restricted(made.store(made.case("C2"))[0], head, by=head)

    with pytest.raises(IntegrityError), transaction.atomic():
        Restriction.objects.filter(pk=row.pk).update(end_date=date(2026, 1, 1))
