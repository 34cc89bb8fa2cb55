"""Children given to other workers: all or none, once, from a day, each told; and put back."""

from datetime import timedelta
from uuid import uuid4

import pytest
import web_made as made
from child_made import restricted
from moves_made import Office, asked, everybody_to, office

from doorstep.facts import Involvement
from doorstep.vocabulary import Role
from doorstep.web.accounts.models import RoleHeld, User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import Answer, Child, Circumstance, Merge
from doorstep.web.caseload.queries import case_of, children_for
from doorstep.web.moves.checking import Line, Wish, fingerprint
from doorstep.web.moves.models import Move, Moved
from doorstep.web.moves.putting_back import TooLateError, put_back
from doorstep.web.moves.services import (
    AnotherMoveError,
    ChangedError,
    ImpossibleError,
    checked,
    move_children,
)

NEXT_WEEK = made.TODAY + timedelta(7)


def who_has(child: Child) -> list[str]:
    fresh = Child.objects.select_related("document").get(pk=child.pk)
    now = [i for i in case_of(fresh).involvements if i.end_date is None]
    return sorted(i.worker_id for i in now)


def said_of(lines: list[Line], child_id: str) -> str:
    return "; ".join(*[line.problems for line in lines if line.wish.child_id == child_id])


def refused(here: Office, *wishes: Wish, **more) -> list[Line]:
    with pytest.raises(ImpossibleError) as error:
        move_children(asked(*wishes, **more), by=here.by, at=made.AT)
    assert not Move.objects.exists()
    assert not Circumstance.objects.exists()
    assert not AuditEvent.objects.filter(action="move_children").exists()
    return error.value.lines


def test_children_move_with_their_lists_and_each_is_told_to_the_log_once() -> None:
    here = office()
    move = move_children(asked(*everybody_to(here, here.ben)), by=here.by, at=made.AT)

    assert [who_has(child) for child in here.children] == [["I1", "W2"]] * 3
    assert set(Answer.objects.values_list("worker_id", "worker")) == {("W2", "Ben Cole")}
    assert children_for(made.access(here.ben)).count() == 3
    told = AuditEvent.objects.filter(action="move_children").order_by("pk")
    assert [event.subject_id for event in told] == ["C1", "C2", "C3"]
    assert told[0].detail["from"] == "W1"
    assert move.children.count() == 3


def test_several_children_go_to_several_workers_at_once() -> None:
    here = office(2)
    kim = made.person(name="Kim Ash", worker_id="W3", in_team=here.east)
    wishes = (Wish("C1", here.ben.pk), Wish("C2", kim.pk))
    move_children(asked(*wishes), by=here.by, at=made.AT)
    assert [who_has(child) for child in here.children] == [["I1", "W2"], ["I1", "W3"]]


def test_a_move_of_a_later_day_holds_from_its_day_and_not_before() -> None:
    here = office(1)
    RoleHeld.objects.filter(user=here.ben).update(team=None)
    made.person(Role.TEAM_MANAGER, in_team=here.east)
    wish = Wish("C1", here.ben.pk)
    move_children(asked(wish, start=NEXT_WEEK), by=here.by, at=made.AT)

    assert Answer.objects.get().worker_id == "W1"
    assert not children_for(made.access(here.ben)).exists()
    then = made.AT + timedelta(7)
    assert children_for(made.access(here.ben, at=then)).count() == 1
    assert not children_for(made.access(_without_team(here.noor), at=then)).exists()


def _without_team(user: User) -> User:
    RoleHeld.objects.filter(user=user).update(team=None)
    return user


def test_a_move_that_is_impossible_for_one_child_moves_none_and_says_why_of_each() -> None:
    here = office(5)
    head = made.person(Role.HEAD_OF_SERVICE)
    restricted(here.children[0], head, by=head)
    Answer.objects.filter(child__child_id="C2").update(standing="closed")
    Merge.objects.create(
        child=here.children[2], into=here.children[4], reason="twins", merged_at=made.AT, merged_by=head
    )  # fmt: skip
    lines = refused(here, *everybody_to(here, here.ben))

    assert "restricted to named people" in said_of(lines, "C1")
    assert said_of(lines, "C2") == "The case is closed"
    assert "merged" in said_of(lines, "C3") or "no such child" in said_of(lines, "C3")
    assert said_of(lines, "C4") == ""
    assert lines[0].name == "C1", "the name of a restricted child is not told"


def test_a_child_of_another_team_a_missing_one_and_the_same_worker_are_named() -> None:
    here = office(1)
    made.team("West")
    made.store(made.case("X1", worker_id="W9", in_team="West"))
    wishes = [Wish("X1", here.ben.pk), Wish("NOBODY", here.ben.pk), Wish("C1", here.noor.pk)]
    lines = refused(here, *wishes)
    assert said_of(lines, "X1") == said_of(lines, "NOBODY") != ""
    assert said_of(lines, "C1") == "Noor Calloway has this child already"


def test_a_worker_named_from_a_later_day_stands_against_an_earlier_move() -> None:
    here = office(1)
    move_children(asked(Wish("C1", here.ben.pk), start=NEXT_WEEK), by=here.by, at=made.AT)
    kim = made.person(name="Kim Ash", worker_id="W3", in_team=here.east)
    with pytest.raises(ImpossibleError) as error:
        move_children(asked(Wish("C1", kim.pk)), by=here.by, at=made.AT)
    assert "Ben Cole is named for this child from 23 Nov 2026" in said_of(error.value.lines, "C1")


def test_nobody_can_be_given_children_whose_account_is_closed_or_who_is_of_another_team() -> None:
    here = office(1)
    far = made.person(name="Far Away", worker_id="W8", in_team=made.team("West"))
    gone = made.person(name="Gwen Gone", worker_id="W7", in_team=here.east)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    for user in (far, gone):
        assert "Choose who is to have" in said_of(refused(here, Wish("C1", user.pk)), "C1")


def test_an_iro_takes_the_place_of_an_iro_and_of_nobody_else() -> None:
    here = office(1)
    assert "no cases" in said_of(refused(here, Wish("C1", here.odd.pk)), "C1")
    assert "not an IRO" in said_of(refused(here, Wish("C1", here.ben.pk, "IRO", "I1")), "C1")

    move_children(asked(Wish("C1", here.odd.pk, "IRO", "I1")), by=here.by, at=made.AT)
    assert who_has(here.children[0]) == ["I2", "W1"]


def test_what_the_policy_asks_of_others_and_an_end_of_a_role_are_warned_of() -> None:
    here = office(1)
    adviser = made.person(
        Role.PERSONAL_ADVISER, name="Pat Adair", worker_id="W6", in_team=here.east
    )
    RoleHeld.objects.filter(user=adviser).update(end_date=NEXT_WEEK)
    (line,) = checked(asked(Wish("C1", adviser.pk)), by=here.by)
    assert not line.problems
    assert any("role ends before 23 Nov 2026" in words for words in line.warnings)
    assert any("The policy asks" in words for words in line.warnings)


def test_the_same_move_sent_twice_is_made_once_and_another_under_its_id_is_refused() -> None:
    here, sent = office(2), uuid4()
    first = asked(*everybody_to(here, here.ben), client_id=sent)
    one = move_children(first, by=here.by, at=made.AT)
    assert move_children(first, by=here.by, at=made.AT) == one
    assert Circumstance.objects.count() == 2
    with pytest.raises(AnotherMoveError):
        move_children(asked(Wish("C1", here.ben.pk), client_id=sent), by=here.by, at=made.AT)


def test_of_two_managers_at_once_the_second_is_shown_what_is_so_now() -> None:
    here = office(1)
    kim = made.person(name="Kim Ash", worker_id="W3", in_team=here.east)
    mine = asked(Wish("C1", here.ben.pk))
    shown = fingerprint(checked(mine, by=here.by), start=mine.start, reason=mine.reason)
    move_children(asked(Wish("C1", kim.pk)), by=here.by, at=made.AT)

    seen = type(mine)(**{**{f: getattr(mine, f) for f in mine.__slots__}, "shown": shown})
    with pytest.raises(ChangedError) as error:
        move_children(seen, by=here.by, at=made.AT)
    assert error.value.lines[0].from_whom == "Kim Ash"
    assert who_has(here.children[0]) == ["I1", "W3"]


def test_who_is_given_children_is_offered_with_how_much_they_have() -> None:
    here = office(3)
    from doorstep.web.caseload.visible import sight_of
    from doorstep.web.moves.people import candidates

    found = candidates(here.by, sight_of(here.by), on=made.TODAY)
    assert [each.name for each in found.values()] == [
        "Ben Cole", "Ina Roe", "Noor Calloway", "Odd Lane",
    ]  # fmt: skip
    assert found[here.noor.pk].children == 3
    assert found[here.ben.pk].label == "Ben Cole, East: 0 children, 0 overdue"


# --- putting back -----------------------------------------------------------------------------------


def back(here: Office, move: Move, **more) -> Move:
    told = {"reason": "The wrong Ben", "client_id": uuid4(), "by": here.by, "at": made.AT}
    return put_back(move, **(told | more))


def test_a_move_of_today_is_put_back_as_if_it_had_not_been() -> None:
    here = office(2)
    before = [case_of(c) for c in Child.objects.select_related("document").order_by("pk")]
    move = move_children(asked(*everybody_to(here, here.ben)), by=here.by, at=made.AT)
    sent = uuid4()
    found = back(here, move, client_id=sent)

    after = [case_of(c) for c in Child.objects.select_related("document").order_by("pk")]
    assert after == before
    assert set(Answer.objects.values_list("worker_id", flat=True)) == {"W1"}
    assert AuditEvent.objects.filter(action="move_children").count() == 4
    assert back(here, move, client_id=sent) == found, "sent twice it is done once"


def test_a_move_is_put_back_once_and_on_its_day_only() -> None:
    here = office(1)
    move = move_children(asked(*everybody_to(here, here.ben)), by=here.by, at=made.AT)
    tomorrow = made.AT + timedelta(1)
    with pytest.raises(TooLateError):
        back(here, move, by=made.access(here.manager, at=tomorrow), at=tomorrow)
    undone = back(here, move)
    for each in (move, undone):
        with pytest.raises(TooLateError):
            back(here, each)


def test_a_move_of_a_child_moved_on_since_is_not_put_back() -> None:
    here = office(2)
    kim = made.person(name="Kim Ash", worker_id="W3", in_team=here.east)
    move = move_children(asked(*everybody_to(here, here.ben)), by=here.by, at=made.AT)
    move_children(asked(Wish("C2", kim.pk)), by=here.by, at=made.AT)
    with pytest.raises(ImpossibleError) as error:
        back(here, move)
    assert "Somebody said since" in said_of(error.value.lines, "C2")
    assert Moved.objects.filter(move__puts_back=move).count() == 0


def test_a_source_that_names_a_worker_later_ends_what_was_moved_here() -> None:
    here = office(1)
    move_children(asked(*everybody_to(here, here.ben)), by=here.by, at=made.AT)
    kim = Involvement("W3", made.TODAY + timedelta(1), worker="Kim Ash", team="East", role="CW")
    began = made.TODAY - timedelta(60)
    only = Involvement("W1", began, kim.start_date, "Noor Calloway", "East", role="CW")
    case = made.case("C1")
    made.store(type(case)(**{**_fields(case), "involvements": (only, kim)}))
    assert who_has(here.children[0]) == ["W3"]


def _fields(case) -> dict:
    return {name: getattr(case, name) for name in case.__slots__}
