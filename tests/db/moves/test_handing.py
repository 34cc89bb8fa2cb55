"""A leaver's balance: all they hold is found, passes to others or is said to be nobody's, to zero."""

from datetime import timedelta
from uuid import uuid4

import decision_made as decisions
import pytest
import web_made as made
from child_made import restricted
from moves_made import Office, office

from doorstep.facts import Involvement as Part
from doorstep.vocabulary import Action, Role
from doorstep.web.accounts.models import Deputy, User
from doorstep.web.administration.services.people import close_account
from doorstep.web.administration.services.roles import end_role
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import Child, Involvement
from doorstep.web.decisions import queries
from doorstep.web.decisions.models import Draft
from doorstep.web.decisions.services import save_draft, start_draft
from doorstep.web.lists.models import SavedView
from doorstep.web.moves import absences
from doorstep.web.moves.handing import Choice, HandingOver, NotHandedOverError, hand_over
from doorstep.web.moves.holding import Item, Kind, counted, held_by, split
from doorstep.web.moves.leaving import StillHoldsError
from doorstep.web.moves.models import Absence, Handover, HandoverItem
from doorstep.web.notices.models import Reminder

FORM = "practice-standards-2022/meeting_rationale"


def held(user: User, at=made.AT) -> list[Item]:
    return held_by(User.objects.get(pk=user.pk), at=at)


def kinds(user: User, at=made.AT) -> dict[Kind, int]:
    return counted(held(user, at))


def hand(here: Office, person: User, *choices: Choice, **more) -> Handover:
    told = {"start": made.TODAY, "reason": "Leaves", "client_id": uuid4()} | more
    asked = HandingOver(person=person, choices=choices, **told)
    return hand_over(asked, by=here.by, at=made.AT)


def all_to(user: User, items: list[Item]) -> list[Choice]:
    return [Choice(kind=item.kind, key=item.key, to=user.pk) for item in items]


def reminder(owner: User, child: Child | None = None) -> Reminder:
    return Reminder.objects.create(
        owner=owner, child=child, words="Ring school", due_on=made.TODAY + timedelta(3),
        recorded_at=made.AT, recorded_by=owner,
    )  # fmt: skip


def view(owner: User, here: Office, name: str = "Overdue") -> SavedView:
    page = f"team-{here.east.pk}"
    return SavedView.objects.create(
        owner=owner, name=name, page=page, query="", shared_with=here.east
    )


def deputy(user: User, acts_for: User) -> Deputy:
    days = {"start_date": made.TODAY, "end_date": made.TODAY + timedelta(9)}
    return Deputy.objects.create(user=user, acts_for=acts_for, given_by=acts_for, **days)


def draft(child: Child, by: User) -> Draft:
    found = start_draft(child_id=child.child_id, form=FORM, by=made.access(by), at=made.AT)
    return save_draft(
        child_id=child.child_id, draft=found.pk, answers={"child": "The boy"},
        version=found.version, by=made.access(by), at=made.AT,
    )  # fmt: skip


def absence(person: User, cover: User, by: User) -> Absence:
    told = absences.Asked(
        person=person, cover=cover, start_date=made.TODAY, end_date=made.TODAY + timedelta(5),
        note="", client_id=uuid4(),
    )  # fmt: skip
    return absences.set_absence(told, by=made.access(by), at=made.AT)


def test_somebody_who_holds_nothing_has_a_balance_of_zero() -> None:
    assert held(office(1).ben) == []


def test_all_that_somebody_holds_is_in_the_balance() -> None:
    here = office(3)
    kim = made.person(name="Kim Ash", worker_id="W3", in_team=here.east)
    draft(here.children[0], here.noor)
    reminder(here.noor, here.children[1])
    view(here.noor, here)
    deputy(here.noor, kim)
    deputy(here.ben, here.noor)
    absence(kim, here.noor, here.manager)
    assert kinds(here.noor) == {
        Kind.CHILD: 3, Kind.DRAFT: 1, Kind.REMINDER: 1, Kind.DEPUTY: 1, Kind.ACTED_FOR: 1,
        Kind.COVER: 1, Kind.VIEW: 1,
    }  # fmt: skip


def test_everything_passes_to_one_person_and_the_balance_is_zero() -> None:
    here = office(3)
    row, kept = draft(here.children[0], here.noor), reminder(here.noor, here.children[1])
    before = AuditEvent.objects.count()
    hand(here, here.noor, *all_to(here.ben, held(here.noor)))

    assert held(here.noor) == []
    row.refresh_from_db()
    kept.refresh_from_db()
    assert (row.written_by, kept.owner) == (here.ben, here.ben)
    assert here.noor.pk in row.writers, "who wrote in it stays an author of it"
    answers = {"child": "The boy, Max"}
    saved = save_draft(
        child_id="C1", draft=row.pk, answers=answers, version=row.version,
        by=made.access(here.ben), at=made.AT,
    )  # fmt: skip
    assert saved.answers["child"] == "The boy, Max"
    told = AuditEvent.objects.order_by("pk")[before:]
    assert sorted(e.action for e in told if e.actor_id == here.manager.pk) == [
        "hand_over", "hand_over", "move_children", "move_children", "move_children",
    ]  # fmt: skip


def test_what_nobody_needs_is_out_of_the_balance_with_its_reason() -> None:
    here = office(1)
    given, taken = deputy(here.ben, here.noor), deputy(here.noor, here.ben)
    chosen = [
        Choice(kind=item.kind, key=item.key, reason="Closes on Friday") for item in held(here.noor)
    ]
    hand(here, here.noor, *chosen)
    assert held(here.noor) == []
    assert set(HandoverItem.objects.values_list("reason", flat=True)) == {"Closes on Friday"}
    for row in (given, taken):
        row.refresh_from_db()
        assert row.end_date == made.TODAY


def test_one_thing_that_cannot_pass_keeps_all_the_others_back() -> None:
    here = office(2)
    mine, theirs = draft(here.children[0], here.noor), draft(here.children[0], here.ben)
    with pytest.raises(NotHandedOverError) as error:
        hand(here, here.noor, *all_to(here.ben, held(here.noor)))

    assert list(error.value.problems) == [(Kind.DRAFT, str(mine.pk))]
    assert "writing the same form" in error.value.problems[Kind.DRAFT, str(mine.pk)]
    assert kinds(here.noor) == {Kind.CHILD: 2, Kind.DRAFT: 1}
    assert not Handover.objects.exists()
    assert not Involvement.objects.filter(worker_id="W2").exists()
    theirs.refresh_from_db()
    assert theirs.written_by == here.ben


def test_a_reminder_goes_only_to_somebody_who_may_write_on_the_record() -> None:
    here = office(1)
    kept = reminder(here.noor, here.children[0])
    far = made.person(Role.IRO, name="Faye Roe", worker_id="I9")
    with pytest.raises(NotHandedOverError) as error:
        hand(here, here.noor, Choice(kind=Kind.REMINDER, key=str(kept.pk), to=far.pk))
    assert "does not work with this child" in error.value.problems[Kind.REMINDER, str(kept.pk)]


def test_children_of_a_later_day_are_out_of_the_balance_and_stay_with_the_leaver_until_then() -> (
    None
):
    here = office(2)
    hand(here, here.noor, *all_to(here.ben, held(here.noor)), start=made.TODAY + timedelta(7))
    assert held(here.noor) == []
    assert (
        Involvement.objects.filter(worker_id="W1", end_date=made.TODAY + timedelta(7)).count() == 2
    )


def test_a_child_who_comes_back_is_in_the_balance_again() -> None:
    here = office(1)
    hand(here, here.noor, *all_to(here.ben, held(here.noor)))
    hand(here, here.ben, *all_to(here.noor, held(here.ben)))
    assert kinds(here.noor) == {Kind.CHILD: 1}


def test_a_child_whose_time_with_the_leaver_ends_with_nobody_following_is_still_theirs() -> None:
    here = office(1)
    Involvement.objects.filter(worker_id="W1").update(end_date=made.TODAY + timedelta(3))
    assert kinds(here.noor) == {Kind.CHILD: 1}


def test_sent_twice_it_is_handed_over_once_and_what_changed_since_is_named() -> None:
    here, sent = office(1), uuid4()
    choices = all_to(here.ben, held(here.noor))
    first = hand(here, here.noor, *choices, client_id=sent)
    assert hand(here, here.noor, *choices, client_id=sent) == first
    with pytest.raises(NotHandedOverError) as error:
        hand(here, here.noor, *choices)
    assert "not theirs any more" in next(iter(error.value.problems.values()))


def test_children_restricted_to_others_are_counted_and_not_shown() -> None:
    here = office(2)
    head = made.person(Role.HEAD_OF_SERVICE)
    restricted(here.children[0], head, by=head)
    shown, hidden = split(held(here.noor), here.by)
    assert ([item.child_pk for item in shown], hidden) == ([here.children[1].pk], {Kind.CHILD: 1})


def test_a_cover_passes_on_with_the_deputy_that_goes_with_it() -> None:
    here = office(1)
    kim = made.person(name="Kim Ash", worker_id="W3", in_team=here.east)
    row = absence(kim, here.noor, here.manager)
    item = next(each for each in held(here.noor) if each.kind == Kind.COVER)
    hand(here, here.noor, Choice(kind=item.kind, key=item.key, to=here.ben.pk))
    row.refresh_from_db()
    assert (row.cover, row.deputy.user) == (here.ben, here.ben)
    assert kinds(here.noor) == {Kind.CHILD: 1}


def test_a_view_goes_to_a_manager_of_the_team_only() -> None:
    here = office(1)
    row = view(here.noor, here)
    key = str(row.pk)
    with pytest.raises(NotHandedOverError):
        hand(here, here.noor, Choice(kind=Kind.VIEW, key=key, to=here.ben.pk))
    hand(here, here.noor, Choice(kind=Kind.VIEW, key=key, to=here.manager.pk))
    row.refresh_from_db()
    assert row.owner == here.manager


def test_nobody_makes_themselves_a_deputy_by_a_handover() -> None:
    here = office(1)
    row = deputy(here.noor, here.ben)
    with pytest.raises(NotHandedOverError) as error:
        hand(here, here.noor, Choice(kind=Kind.DEPUTY, key=str(row.pk), to=here.manager.pk))
    assert "makes themselves a deputy" in next(iter(error.value.problems.values()))


# --- decisions and signatures -------------------------------------------------------------------------


def planned() -> tuple[dict[Role, User], Child]:
    made.adopt(("england-statutory", made.TODAY.replace(year=2011)), decisions.LANCASHIRE)
    people = decisions.people()
    iro = Part("I1", made.TODAY - timedelta(60), worker="Ines Ferrar", allocated=False, role="IRO")
    return people, made.store(made.case("C1", involvements=(iro,)))[0]


def test_a_decision_begun_passes_to_who_may_write_it_and_is_among_their_drafts() -> None:
    people, child = planned()
    ben = made.person(name="Ben Cole", worker_id="W2", in_team=made.team("East"))
    noor, manager = people[Role.SOCIAL_WORKER], people[Role.TEAM_MANAGER]
    decisions.opened(child, made.access(noor))
    here = Office(
        made.team("East"), noor, ben, people[Role.IRO], people[Role.IRO], manager, [child]
    )

    assert kinds(noor) == {Kind.CHILD: 1, Kind.DECISION: 1}
    hand(here, noor, *all_to(ben, held(noor)))
    assert held(noor) == []
    assert queries.drafts_of(made.access(ben)).count() == 1


def test_a_signature_only_one_can_give_passes_with_the_part_in_the_case() -> None:
    people, child = planned()
    noor, ina, manager = (people[r] for r in (Role.SOCIAL_WORKER, Role.IRO, Role.PRACTICE_MANAGER))
    odd = made.person(Role.IRO, name="Odd Lane", worker_id="I2")
    row = decisions.opened(child, made.access(noor))
    decisions.rated(child, made.access(noor))
    paper = decisions.answers(decisions.paper(row.form_part.part_id))
    decisions.do(row, Action.SUBMIT, made.access(noor), answers=paper)
    decisions.do(row, Action.SIGN_OFF, made.access(manager))
    senior = people[Role.SENIOR_MANAGER]
    here = Office(made.team("East"), noor, noor, ina, odd, senior, [child])

    assert kinds(ina) == {Kind.CHILD: 1, Kind.SIGNATURE: 1}
    signature = next(item for item in held(ina) if item.kind == Kind.SIGNATURE)
    with pytest.raises(NotHandedOverError) as error:
        hand(here, ina, Choice(kind=Kind.SIGNATURE, key=signature.key, to=odd.pk))
    assert "it takes the IRO of this child" in next(iter(error.value.problems.values()))
    hand(here, ina, *all_to(odd, held(ina)))
    assert held(ina) == []
    assert queries.waiting_for(made.access(odd)).count() == 1


# --- closing an account -------------------------------------------------------------------------------


def test_an_account_is_not_closed_nor_the_last_role_ended_while_anything_is_left() -> None:
    here = office(2)
    admin = made.access(made.person("administrator"))
    role = here.noor.roles.get()
    with pytest.raises(StillHoldsError) as error:
        close_account(here.noor, version=here.noor.version, by=admin, at=made.AT)
    assert error.value.counted == {Kind.CHILD: 2}
    assert "C1" not in str(error.value)
    with pytest.raises(StillHoldsError):
        end_role(role, version=role.version, end_date=made.TODAY, by=admin, at=made.AT)

    hand(here, here.noor, *all_to(here.ben, held(here.noor)))
    noor, role = User.objects.get(pk=here.noor.pk), here.noor.roles.get()
    end_role(role, version=role.version, end_date=made.TODAY, by=admin, at=made.AT)
    close_account(noor, version=noor.version, by=admin, at=made.AT)
    assert not User.objects.get(pk=noor.pk).is_active


def test_a_role_beside_another_can_be_ended_with_work_left() -> None:
    here = office(1)
    admin = made.access(made.person("administrator"))
    other = here.noor.roles.create(role=Role.PERSONAL_ADVISER, start_date=made.TODAY)
    end_role(other, version=1, end_date=made.TODAY, by=admin, at=made.AT)
    assert here.noor.roles.filter(end_date=None).count() == 1
