"""Who is away and who covers: the cover's day, overlaps, what falls due, and back again."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import web_made as made
from django.urls import reverse
from moves_made import Office, office

from doorstep.vocabulary import Role
from doorstep.web.accounts.away import Away, away
from doorstep.web.accounts.models import Deputy, RoleHeld, User
from doorstep.web.accounts.words import Can, OwnRole
from doorstep.web.audit.models import AuditEvent
from doorstep.web.lists.my_day import my_day
from doorstep.web.moves.absences import (
    Asked,
    OverlapError,
    due_while_away,
    end_absence,
    set_absence,
)
from doorstep.web.moves.handing import Choice, HandingOver, NotHandedOverError, hand_over
from doorstep.web.moves.holding import Kind
from doorstep.web.moves.models import Absence
from doorstep.web.moves.people import get_colleague
from doorstep.web.versions import ConflictError

BACK = made.TODAY + timedelta(5)


def gone(
    here: Office, person: User, cover: User | None, start: date = made.TODAY, end: date = BACK, **more
) -> Absence:  # fmt: skip
    told = {"note": "", "client_id": uuid4()} | more
    asked = Asked(person=person, cover=cover, start_date=start, end_date=end, **told)
    return set_absence(asked, by=here.by, at=made.AT)


def test_who_covers_has_the_children_on_their_own_day_while_the_worker_is_away() -> None:
    here = office(2)
    here.ben.roles.update(team=None)
    assert my_day(made.access(here.ben)).children == 0
    gone(here, here.noor, here.ben)
    day = my_day(made.access(here.ben))
    assert day.children == 2
    assert {each.acting_for for part in day.parts.values() for each in part} == {"Noor Calloway"}
    assert my_day(made.access(here.ben, at=made.AT + timedelta(5))).children == 0
    assert AuditEvent.objects.filter(action="set_absence").count() == 1


def test_pages_can_ask_who_is_away_and_until_when() -> None:
    here = office(1)
    gone(here, here.noor, here.ben)
    assert away(["W1", "W2"], on=made.TODAY) == {"W1": Away(BACK, "Ben Cole")}
    assert away(["W1"], on=BACK) == {}
    assert away([""], on=made.TODAY) == {}


def test_two_absences_of_one_person_do_not_overlap_and_may_follow_one_another() -> None:
    here = office(1)
    gone(here, here.noor, here.ben)
    with pytest.raises(OverlapError, match="away from 16 Nov 2026 until 21 Nov 2026 already"):
        gone(here, here.noor, None, start=BACK - timedelta(1), end=BACK + timedelta(3))
    gone(here, here.noor, None, start=BACK, end=BACK + timedelta(3))
    assert Absence.objects.count() == 2


def test_nobody_covers_who_is_away_or_is_away_while_they_cover() -> None:
    here = office(1)
    kim = made.person(name="Kim Ash", worker_id="W3", in_team=here.east)
    gone(here, here.ben, kim)
    with pytest.raises(OverlapError, match="Ben Cole is away"):
        gone(here, here.noor, here.ben)
    with pytest.raises(OverlapError, match="Kim Ash covers for Ben Cole"):
        gone(here, kim, None)


def test_nobody_makes_themselves_a_deputy_by_covering() -> None:
    here = office(1)
    with pytest.raises(OverlapError, match="Nobody makes themselves"):
        gone(here, here.noor, here.manager)
    assert not Deputy.objects.exists()


def test_back_early_ends_the_cover_and_one_that_has_not_begun_never_was() -> None:
    here = office(1)
    row = gone(here, here.noor, here.ben)
    end_absence(row, version=1, by=here.by, at=made.AT)
    row.refresh_from_db()
    assert row.end_date == row.deputy.end_date == made.TODAY
    later = gone(here, here.noor, here.ben, start=BACK, end=BACK + timedelta(9))
    end_absence(later, version=1, by=here.by, at=made.AT)
    assert away(["W1"], on=BACK + timedelta(1)) == {}
    with pytest.raises(ConflictError):
        end_absence(later, version=1, by=here.by, at=made.AT)


def test_sent_twice_it_is_set_once() -> None:
    here, sent = office(1), uuid4()
    one = gone(here, here.noor, here.ben, client_id=sent)
    assert gone(here, here.noor, here.ben, client_id=sent) == one
    assert Deputy.objects.count() == 1


def test_what_falls_due_meanwhile_is_counted() -> None:
    here = office(2)
    row = gone(here, here.noor, None, end=made.TODAY + timedelta(60))
    assert due_while_away(row) > 0
    assert due_while_away(gone(here, here.ben, None)) == 0


def test_a_cover_lends_no_role_that_is_beyond_the_manager_who_names_it() -> None:
    here = office(1)
    west = made.team("West")
    for role, where in (
        (Role.HEAD_OF_SERVICE, None),
        (OwnRole.ADMINISTRATOR, None),
        (OwnRole.RECORDS_OFFICER, here.east),
        (Role.TEAM_MANAGER, west),
        (Role.IRO, None),
        (Role.SENIOR_MANAGER, here.east),
    ):
        both = made.person(name="Pat Low", worker_id=f"P{role}", in_team=here.east)
        RoleHeld.objects.create(user=both, role=role, team=where, start_date=made.TODAY)
        with pytest.raises(OverlapError, match="you cannot name a deputy"):
            gone(here, both, here.ben)
        gone(here, both, None)
    assert not Deputy.objects.exists()


def test_a_former_colleagues_new_role_is_not_opened_by_a_cover() -> None:
    here = office(1)
    high = made.person(Role.HEAD_OF_SERVICE, name="Pat High")
    RoleHeld.objects.create(
        user=high, role=Role.SOCIAL_WORKER, team=here.east, start_date=made.TODAY - timedelta(900),
        end_date=made.TODAY - timedelta(400),
    )  # fmt: skip
    assert get_colleague(here.by, pk=high.pk, on=made.TODAY) == high
    with pytest.raises(OverlapError, match="head of service"):
        gone(here, high, here.ben)
    assert not made.access(here.ben).everywhere(Can.SEE_CHILD)


def test_nobody_hands_on_whom_they_act_for_beyond_the_managers_roles() -> None:
    here = office(1)
    high = made.person(Role.HEAD_OF_SERVICE, name="Pat High")
    row = Deputy.objects.create(
        user=here.noor, acts_for=high, start_date=made.TODAY, end_date=BACK, given_by=high,
        reason="on leave",
    )  # fmt: skip
    asked = HandingOver(
        person=here.noor, choices=[Choice(kind=Kind.DEPUTY, key=str(row.pk), to=here.ben.pk)],
        start=made.TODAY, reason="leaves", client_id=uuid4(),
    )  # fmt: skip
    with pytest.raises(NotHandedOverError) as refused:
        hand_over(asked, by=here.by, at=made.AT)
    assert "cannot name a deputy" in next(iter(refused.value.problems.values()))
    assert Deputy.objects.get().user == here.noor


def test_nobody_is_away_and_covered_without_an_end(sign_in) -> None:
    here = office(1)
    client = sign_in(here.manager)
    form = {
        "start_date": made.TODAY.isoformat(), "cover": str(here.ben.pk), "client_id": str(uuid4()),
        "end_date": (made.TODAY + timedelta(3650)).isoformat(), "note": "",
    }  # fmt: skip
    answer = client.post(reverse("absences", args=[here.noor.pk]), form)
    assert "Enter a year at most" in answer.content.decode()
    assert not Absence.objects.exists()
