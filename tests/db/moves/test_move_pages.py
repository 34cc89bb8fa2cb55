"""The pages of moves: chosen, said, checked, moved; who is away; the balance; a child’s workers."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import web_made as made
from child_made import reads, restricted, text
from django.test import Client
from moves_made import Office, asked, everybody_to, office

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.moves.absences import Asked as Absent
from doorstep.web.moves.absences import set_absence
from doorstep.web.moves.forms import field_of
from doorstep.web.moves.models import Absence, Handover, Move
from doorstep.web.moves.services import move_children

SignIn = Callable[[User], Client]


@pytest.fixture
def here() -> Office:
    return office(3)


@pytest.fixture
def manager(here: Office, sign_in: SignIn, settings: Any) -> Client:
    settings.CLOCK = made.AT.isoformat()
    return sign_in(here.manager)


def page_of(here: Office) -> str:
    return f"/moves/new/?list=team-{here.east.pk}"


def said(here: Office, to: User, **more: Any) -> dict[str, Any]:
    day = made.TODAY
    return {
        "child": [f"C{n}||W1" for n in (1, 2, 3)], "to_all": to.pk, "reason": "Leave",
        "start_date-day": day.day, "start_date-month": day.month, "start_date-year": day.year,
        "client_id": str(uuid4()), "step": "check", **more,
    }  # fmt: skip


def shown(answer: Any) -> str:
    found = re.search(r'name="shown" value="(\w+)"', answer.content.decode())
    assert found
    return found[1]


def test_children_are_moved_in_three_steps(manager: Client, here: Office) -> None:
    chosen = manager.get(page_of(here))
    assert "3 children" in text(chosen)
    who = manager.post(page_of(here), {"step": "who", "child": ["C1||", "C2||", "C3||"]})
    assert "Who is to have 3 children?" in text(who)
    form = said(here, here.ben)
    checked = manager.post(page_of(here), form)
    assert "Can be moved" in text(checked)
    done = manager.post(
        page_of(here), form | {"step": "move", "shown": shown(checked)}, follow=True
    )
    assert "3 children are moved from 16 Nov 2026." in text(done)
    assert Move.objects.get().children.count() == 3


def test_a_move_nobody_has_seen_checked_is_shown_first(manager: Client, here: Office) -> None:
    answer = manager.post(page_of(here), said(here, here.ben, step="move"))
    assert answer.status_code == 409
    assert "Something changed since you checked" in text(answer)
    assert not Move.objects.exists()


def test_a_partly_impossible_move_says_why_and_offers_the_others(
    manager: Client, here: Office
) -> None:
    head = made.person(Role.HEAD_OF_SERVICE)
    restricted(here.children[0], head, by=head)
    answer = manager.post(page_of(here), said(here, here.ben))
    told = text(answer)
    assert "1 child of 3 cannot be moved" in told
    assert "C1: There is no such child in your teams" in told
    assert "Child C1" not in told
    assert "Leave those out and check the other 2" in told
    assert 'name="shown"' not in answer.content.decode()


def test_each_child_can_go_to_somebody_else(manager: Client, here: Office) -> None:
    kim = made.person(name="Kim Ash", worker_id="W3", in_team=here.east)
    form = said(here, here.ben) | {field_of("C2||W1"): kim.pk}
    checked = manager.post(page_of(here), form)
    manager.post(page_of(here), form | {"step": "move", "shown": shown(checked)})
    found = Move.objects.get().children.order_by("pk").values_list("to_worker_id", flat=True)
    assert list(found) == ["W2", "W3", "W2"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"to_all": ""}, "Choose who is to have Child C1"),
        ({"reason": ""}, "Enter why the children are moved"),
        ({"start_date-day": "1"}, "must be"),
        ({"child": []}, "Choose at least one child"),
        ({"to_all": "999999"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said(
    manager: Client, here: Office, change: dict[str, Any], words: str
) -> None:
    answer = manager.post(page_of(here), said(here, here.ben) | change)
    assert words in text(answer)
    assert not Move.objects.exists()


def test_a_move_is_put_back_from_its_page(manager: Client, here: Office) -> None:
    move = move_children(asked(*everybody_to(here, here.ben)), by=here.by, at=made.AT)
    told = {"reason": "The wrong Ben", "client_id": str(uuid4())}
    answer = manager.post(f"/moves/{move.pk}/", told, follow=True)
    assert "The move is put back." in text(answer)
    assert "was put back" in text(manager.get(f"/moves/{move.pk}/"))


def test_a_move_of_others_is_not_there(here: Office, sign_in: SignIn) -> None:
    move = move_children(asked(*everybody_to(here, here.ben)), by=here.by, at=made.AT)
    west = made.person(Role.TEAM_MANAGER, in_team=made.team("West"))
    assert sign_in(west).get(f"/moves/{move.pk}/").status_code == 404
    assert sign_in(west).get(f"/staff/{here.noor.pk}/hand-over/").status_code == 404


def test_the_moves_of_the_last_days_are_found_again_by_who_may_move_their_children(
    manager: Client, here: Office, sign_in: SignIn, settings: Any
) -> None:
    move = move_children(asked(*everybody_to(here, here.ben)), by=here.by, at=made.AT)
    address, leads = f"/staff/?list=team-{here.east.pk}", f'href="/moves/{move.pk}/"'
    assert leads in manager.get(address).content.decode()
    west = made.person(Role.TEAM_MANAGER, in_team=made.team("West"))
    assert leads not in sign_in(west).get("/staff/").content.decode()
    settings.CLOCK = (made.AT + timedelta(8)).isoformat()
    assert leads not in sign_in(here.manager).get(address).content.decode()


def test_an_absence_is_set_shown_everywhere_and_ended(
    manager: Client, here: Office, sign_in: SignIn
) -> None:
    back = made.TODAY + timedelta(40)
    form = {"client_id": str(uuid4()), "cover": here.ben.pk, "note": "leave"}
    for name, day in (("start_date", made.TODAY), ("end_date", back)):
        form |= {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}
    address = f"/staff/{here.noor.pk}/absences/"
    assert "Ben Cole covers" in text(manager.post(address, form, follow=True))

    away = "way until 26 Dec 2026, Ben Cole covers"
    for page in (
        "/children/C1/", f"/teams/{here.east.pk}/", f"/workload/?list=team-{here.east.pk}",
        f"/staff/?list=team-{here.east.pk}",
    ):  # fmt: skip
        assert away in text(manager.get(page)), page
    row = Absence.objects.get()
    manager.post(f"/absences/{row.pk}/end/", {"version": 1})
    assert away not in text(manager.get("/children/C1/"))


def test_without_cover_the_page_says_what_falls_due(manager: Client, here: Office) -> None:
    told = Absent(
        person=here.noor, cover=None, start_date=made.TODAY, note="", client_id=uuid4(),
        end_date=made.TODAY + timedelta(60),
    )  # fmt: skip
    set_absence(told, by=here.by, at=made.AT)
    answer = text(manager.get(f"/staff/{here.noor.pk}/absences/"))
    assert "due while they are away and nobody covers" in answer
    people = text(manager.get(f"/staff/?list=team-{here.east.pk}"))
    assert "Noor Calloway is away from 16 Nov 2026 until 15 Jan 2027, nobody covers, and" in people


def test_the_balance_is_on_the_page_until_it_is_zero(manager: Client, here: Office) -> None:
    address = f"/staff/{here.noor.pk}/hand-over/"
    assert "3 not handed over" in text(manager.get(address))
    form = said(here, here.ben)
    answer = manager.post(address, form | {"reason": ""})
    assert "Enter why it is handed over" in text(answer)
    done = text(manager.post(address, form, follow=True))
    assert "3 things are handed over." in done
    assert "Nothing is left with Noor Calloway" in done
    assert Handover.objects.count() == 1


def test_why_nobody_needs_something_is_asked_for(manager: Client, here: Office) -> None:
    address = f"/staff/{here.noor.pk}/hand-over/"
    page = manager.get(address).content.decode()
    name = re.search(r'name="(to-[0-9a-f]{10})"', page)
    assert name
    form = said(here, here.ben) | {"to_all": "", name[1]: "nobody"}
    assert "Enter why nobody needs a child you marked so" in text(manager.post(address, form))
    form |= {"why-child": "Moves abroad on Friday"}
    assert "2 not handed over" in text(manager.post(address, form, follow=True))


def test_who_had_a_child_is_told_with_who_moved_it_and_read_once(
    manager: Client, here: Office
) -> None:
    move_children(asked(*everybody_to(here, here.ben)), by=here.by, at=made.AT)
    answer = text(manager.get("/children/C1/workers/"))
    assert "Moved here by Mona Reyes on 16 Nov 2026 at 9.30am" in answer
    assert "Noor goes on leave" in answer
    assert "1 person at 1 visit" in answer
    assert [event.action for event in reads("C1")] == ["read_child"]
    timeline = text(manager.get("/children/C1/timeline/"))
    assert "Ben Cole is given the child" in timeline


def test_continuity_of_a_list_has_its_definition_and_figures(manager: Client, here: Office) -> None:
    answer = text(manager.get(f"/continuity/?list=team-{here.east.pk}"))
    assert "Different people who saw the child at a visit" in answer
    assert "3 seen by one person in 6 months" in answer
