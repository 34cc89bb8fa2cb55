"""Nobody gives themselves a right, judges their own step, or keeps what broken glass opened (A8, A9)."""

from collections.abc import Callable
from typing import Any

import pytest
import visit_made as visits
import web_made as made
from db.access import asking
from db.access.county import TOMORROW, County, county, form_id, hold, signed_in
from django.conf import LazySettings
from django.test import Client

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import Deputy, RoleHeld, User
from doorstep.web.accounts.words import OwnRole
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import BreakGlass, Restriction, Visit
from doorstep.web.oversight.services import OwnOpeningError, look_at

REASON = "Police are at the door and the worker is away"
Post = Callable[..., Any]


def correcting(here: County, relation: str, visit: Visit, browser: Client) -> Any:
    child = here.children[relation]
    form = asking.of_a_child(here, child, visit)["correct-visit"].form | {"client_id": form_id()}
    return browser.post(f"/children/{child.child_id}/visits/{visit.pk}/correct/", form)


@pytest.mark.parametrize("step", ["save", "withdraw"])
def test_a_worker_changes_no_record_of_somebody_else(step: str) -> None:
    here = county(Role.SOCIAL_WORKER)
    visit, browser = here.visits["own"], here.browser("team")
    form = visits.posted(here.children["own"], step=step, reason="It was wrong")
    form |= {"withdraw_reason": "It was wrong", "withdraw_id": form_id()}

    answer = browser.post(f"/children/OWN-C/visits/{visit.pk}/correct/", form)

    assert answer.status_code == 403
    assert Visit.objects.filter(child=here.children["own"]).count() == 1


def test_who_wrote_a_record_corrects_it_and_so_does_a_manager_in_reach() -> None:
    here = county(Role.SOCIAL_WORKER)
    own = visits.record(here.children["own"], by=made.access(here.me))
    theirs = visits.record(here.children["team"], by=made.access(here.me))
    manager = signed_in(made.person(Role.PRACTICE_MANAGER, in_team=here.east))
    other = signed_in(made.person(Role.PRACTICE_MANAGER, in_team=here.west))

    assert correcting(here, "team", theirs, other).status_code == 404
    assert correcting(here, "own", own, here.browser("team")).status_code == 302
    assert correcting(here, "team", theirs, manager).status_code == 302


def test_who_no_longer_reaches_the_child_corrects_their_own_record_no_more() -> None:
    here = county(Role.IRO)
    visit = visits.record(here.children["iro"], by=made.access(here.me))
    made.store(made.case("IRO-C", worker_id="W3", in_team="West"))

    assert correcting(here, "iro", visit, here.browser("team")).status_code == 404


@pytest.fixture
def admin() -> User:
    return made.person(OwnRole.ADMINISTRATOR, name="Ada Minster")


@pytest.mark.parametrize("role", ["senior_manager", "auditor", "administrator"])
def test_an_administrator_gives_themselves_no_role(admin: User, role: str) -> None:
    before = RoleHeld.objects.filter(user=admin).count()

    answer = signed_in(admin).post(
        f"/administration/people/{admin.pk}/roles/new/", asking.role_form(role, "authority")
    )

    assert answer.status_code in (200, 403)
    assert RoleHeld.objects.filter(user=admin).count() == before


def test_an_administrator_makes_themselves_nobodys_deputy(admin: User) -> None:
    boss = made.person(Role.SENIOR_MANAGER)
    days = asking.boxes("start_date", made.TODAY) | asking.boxes("end_date", TOMORROW)
    form = days | {"user": admin.pk, "acts_for": boss.pk, "reason": ""}

    answer = signed_in(admin).post("/administration/deputies/new/", form)

    assert answer.status_code in (200, 403)
    assert not Deputy.objects.exists()


def test_a_manager_sets_a_deputy_for_nobody_but_themselves() -> None:
    here = county(Role.TEAM_MANAGER)
    days = asking.boxes("start_date", made.TODAY) | asking.boxes("end_date", TOMORROW)
    form = days | {"user": here.seats["left"].pk, "acts_for": here.colleague.pk}

    here.browser("team").post("/administration/own-deputies/new/", form)

    given = Deputy.objects.get(user=here.seats["left"])
    assert given.acts_for_id == here.me.pk


def test_a_deputy_hands_on_none_of_what_they_act_with() -> None:
    here = county(Role.TEAM_MANAGER)
    third = made.person(None)
    days = asking.boxes("start_date", made.TODAY) | asking.boxes("end_date", TOMORROW)
    form = days | {"user": third.pk, "acts_for": here.me.pk}

    here.browser("deputy").post("/administration/own-deputies/new/", form)

    assert signed_in(third).get("/children/OWN-C/").status_code == 403


def restriction_form(here: County, do: str, **more: Any) -> dict[str, Any]:
    return {"do": do, "reason": "kin work here", "named": [here.me.pk]} | more


@pytest.mark.parametrize("relation", ["other", "near", "glass"])
def test_a_manager_restricts_no_record_outside_their_reach(relation: str) -> None:
    here = county(Role.TEAM_MANAGER)
    child = here.children[relation]

    answer = here.browser("team").post(
        f"/children/{child.child_id}/restrict/", restriction_form(here, "place")
    )

    assert answer.status_code == 404
    assert not Restriction.objects.filter(child=child).exists()


@pytest.mark.parametrize("do", ["change", "end", "place"])
@pytest.mark.parametrize("seat", ["team", "authority"])
def test_broken_glass_does_not_unlock_a_restriction(do: str, seat: str) -> None:
    here = county(Role.TEAM_MANAGER)
    restriction = Restriction.objects.get(child=here.children["hidden_glass"])
    form = restriction_form(here, do, version=1, end_reason="No need any more")

    answer = here.browser(seat).post("/children/HIDDEN-GLASS-C/restrict/", form)

    assert answer.status_code == 404
    restriction.refresh_from_db()
    assert (restriction.end_date, restriction.version) == (None, 1)
    assert not restriction.named.exists()


def test_a_page_opened_by_broken_glass_offers_no_more_than_it_opens() -> None:
    here = county(Role.TEAM_MANAGER)

    page = here.browser("team").get("/children/HIDDEN-GLASS-C/").content.decode()

    assert "/children/HIDDEN-GLASS-C/visits/new/" in page
    assert "/children/HIDDEN-GLASS-C/restrict/" not in page
    assert "/children/HIDDEN-GLASS-C/readers/" not in page


def test_a_record_opened_by_broken_glass_is_in_no_file_taken_away() -> None:
    here = county(Role.SENIOR_MANAGER)
    answer = here.browser("authority").get("/due/export/", {"list": "authority", "format": "csv"})

    rows = b"".join(answer).decode()  # type: ignore[arg-type]

    assert "OTHER-C" in rows
    assert "HIDDEN-GLASS-C" not in rows


def test_who_restricts_a_record_without_naming_themselves_loses_sight_of_it_at_once() -> None:
    here = county(Role.TEAM_MANAGER)
    browser = here.browser("team")
    form = restriction_form(here, "place", named=[here.colleague.pk], without_me="on")

    answer = browser.post("/children/TEAM-C/restrict/", form)

    assert answer.status_code == 302
    assert answer["Location"] == "/"
    assert browser.get("/children/TEAM-C/").status_code == 404


@pytest.fixture
def auditor_and_worker() -> User:
    """Return somebody who audits, and works with children besides."""
    user = made.person(OwnRole.AUDITOR, name="Wren Oduya")
    hold(user, Role.SOCIAL_WORKER, made.team())
    return user


def test_nobody_looks_at_their_own_opening(auditor_and_worker: User) -> None:
    here = county(Role.SOCIAL_WORKER)
    mine = BreakGlass.objects.create(
        child=here.children["other"], user=auditor_and_worker, reason=REASON,
        start_at=made.AT, end_at=made.AT.replace(hour=13),
    )  # fmt: skip
    theirs = BreakGlass.objects.filter(user=here.me).first()
    assert theirs is not None
    browser = signed_in(auditor_and_worker)

    for opening in (mine, theirs):
        browser.post(f"/audit/break-glass/{opening.pk}/")
        opening.refresh_from_db()

    assert mine.looked_at_by is None
    assert theirs.looked_at_by == auditor_and_worker


def test_the_service_refuses_it_too(auditor_and_worker: User) -> None:
    here = county(Role.SOCIAL_WORKER)
    mine = BreakGlass.objects.create(
        child=here.children["other"], user=auditor_and_worker, reason=REASON,
        start_at=made.AT, end_at=made.AT.replace(hour=13),
    )  # fmt: skip

    with pytest.raises(OwnOpeningError):
        look_at(opening=mine.pk, by=made.access(auditor_and_worker), at=made.AT)
    mine.refresh_from_db()
    assert mine.looked_at is None


# --- broken glass (A9) --------------------------------------------------------------------------------


def test_a_restricted_record_opens_to_a_reason_for_four_hours_and_the_auditor_sees_it(
    settings: LazySettings,
) -> None:
    here = county(Role.TEAM_MANAGER)
    browser = here.browser("team")
    for relation in ("hidden", "named_me"):
        Restriction.objects.get(child=here.children[relation]).named.clear()
    assert browser.get("/children/HIDDEN-C/").status_code == 404

    short = browser.post("/break-glass/", {"child_id": "HIDDEN-C", "reason": "urgent"})
    blank = browser.post("/break-glass/", {"child_id": "HIDDEN-C", "reason": " " * 40})
    assert (short.status_code, blank.status_code) == (200, 200)
    assert browser.get("/children/HIDDEN-C/").status_code == 404

    browser.post("/break-glass/", {"child_id": "HIDDEN-C", "reason": REASON})
    page = browser.get("/children/HIDDEN-C/")
    assert page.status_code == 200
    assert "auditor" in page.content.decode()

    events = AuditEvent.objects.filter(subject_id="HIDDEN-C", actor_id=here.me.pk)
    assert [event.action for event in events.order_by("pk")] == ["break_glass", "read_child"]
    auditor = signed_in(made.person(OwnRole.AUDITOR)).get("/audit/break-glass/").content.decode()
    assert REASON in auditor
    assert "HIDDEN-C" in auditor

    settings.CLOCK = "2026-11-16T13:30:00+00:00"
    assert here.browser("team").get("/children/HIDDEN-C/").status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_glass_is_broken_only_by_who_has_just_shown_who_they_are(method: str) -> None:
    here = county(Role.TEAM_MANAGER)
    browser = here.browser("team")
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": 1.0}]
    session.save()

    answer = getattr(browser, method)("/break-glass/", {"child_id": "HIDDEN-C", "reason": REASON})

    assert answer.status_code == 302
    assert "again" in answer["Location"]
    assert BreakGlass.objects.filter(child=here.children["hidden"]).count() == 0


@pytest.mark.parametrize(
    "role", ["virtual_school", "performance_analyst", "auditor", "administrator"]
)
def test_those_who_may_not_break_the_glass_cannot(role: str) -> None:
    here = county(role)

    answer = here.browser("team").post("/break-glass/", {"child_id": "HIDDEN-C", "reason": REASON})

    assert answer.status_code == 403
    assert not BreakGlass.objects.filter(child=here.children["hidden"]).exists()
