"""Cheating with decisions: signing one's own work, or in a role that one does not hold."""

from collections.abc import Callable
from uuid import uuid4

import decision_made as d
import pytest
import web_made as made
from attack_made import DAY, also, broken, deputy_of, refused, restricted, written
from decision_pages import FORM, content, page, submitted, text
from django.http import Http404
from django.test import Client

from doorstep.vocabulary import EventKind, Needed, Role
from doorstep.web.accounts.models import Deputy, RoleHeld, User
from doorstep.web.caseload.models import Child
from doorstep.web.decisions import queries, queues
from doorstep.web.decisions.meetings import NotHeld
from doorstep.web.decisions.models import Decision, Done
from doorstep.web.decisions.services.meetings import note_not_held

SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def people() -> dict[Role, User]:
    made.adopt(d.LANCASHIRE)
    return d.people()


@pytest.fixture
def child() -> Child:
    return d.child()


@pytest.fixture
def draft(people: dict[Role, User], child: Child) -> Decision:
    worker = made.access(people[Role.SOCIAL_WORKER])
    d.rated(child, worker)
    return d.opened(child, worker, form=FORM)


@pytest.fixture
def with_manager(people: dict[Role, User], child: Child) -> Decision:
    return submitted(people, child)


@pytest.fixture
def open_as(people: dict[Role, User], sign_in: SignIn) -> Callable[[Role], Client]:
    return lambda role: sign_in(people[role])


def test_nobody_signs_their_own_through_a_second_role(people, with_manager) -> None:
    writer = also(people[Role.SOCIAL_WORKER], Role.PRACTICE_MANAGER)

    assert "Nobody signs their own work" in refused(with_manager, "sign_off", writer)


def test_nobody_signs_their_own_for_somebody_they_act_for(people, with_manager) -> None:
    writer = deputy_of(people[Role.PRACTICE_MANAGER], people[Role.SOCIAL_WORKER])

    assert "Nobody signs their own work" in refused(with_manager, "sign_off", writer)


def test_no_deputy_signs_for_who_wrote_it(people, with_manager) -> None:
    writer = also(people[Role.SOCIAL_WORKER], Role.PRACTICE_MANAGER)
    deputy = deputy_of(writer, made.person(None))

    assert "A deputy may not sign the work" in refused(with_manager, "sign_off", deputy)


def test_nobody_signs_what_they_wrote_and_a_colleague_submitted(people, draft) -> None:
    writer = people[Role.SOCIAL_WORKER]
    colleague = made.person(Role.SOCIAL_WORKER, in_team=made.team(), name="Ola Brandt")
    written(draft, writer)
    d.do(draft, "submit", made.access(colleague))
    also(writer, Role.PRACTICE_MANAGER)

    assert "Nobody signs their own work" in refused(draft, "sign_off", writer)


def test_nobody_signs_what_was_written_for_them_by_their_deputy(people, draft) -> None:
    both = also(
        made.person(Role.PRACTICE_MANAGER, in_team=made.team()),
        Role.SOCIAL_WORKER,
        start=made.TODAY - DAY,
    )
    written(draft, deputy_of(both, made.person(None)))
    d.do(draft, "submit", made.access(people[Role.SOCIAL_WORKER]))

    assert "Nobody signs their own work" in refused(draft, "sign_off", both)


def test_nobody_gives_both_signatures(people, with_manager) -> None:
    manager, iro = people[Role.PRACTICE_MANAGER], people[Role.IRO]
    deputy = deputy_of(manager, made.person(None))
    d.do(with_manager, "sign_off", made.access(deputy))

    for user in (deputy_of(iro, deputy), also(manager, Role.IRO), deputy_of(iro, manager)):
        assert "may not give the other" in refused(with_manager, "agree", user)


def test_the_page_of_a_signature_that_is_not_ones_own_to_give_does_nothing(
    sign_in, people, with_manager
) -> None:
    writer = also(people[Role.SOCIAL_WORKER], Role.PRACTICE_MANAGER)
    form = {"client_id": str(uuid4()), "version": str(with_manager.version), "step": "save"}

    for action in ("sign_off", "agree", "resolve", "submit", "disagree"):
        answer = sign_in(writer).post(page(with_manager, action), form | RUNGS)
        assert answer.status_code in (200, 302, 409), action
    one = {"child": "C1", "decision": with_manager.pk, "action": "sign_off"} | form
    assert sign_in(writer).post("/decisions/read/", one).status_code == 409

    assert Done.objects.count() == 1


RUNGS = {f"told_{n.value}": "x" for n in Needed}


# --- who has no role, no longer, or not yet -----------------------------------------------------------


@pytest.mark.parametrize(
    "days", [{"end_date": made.TODAY}, {"start_date": made.TODAY + DAY}], ids=["ended", "not yet"]
)
def test_a_role_that_ended_today_or_begins_tomorrow_signs_nothing(
    people, with_manager, days
) -> None:
    manager = people[Role.PRACTICE_MANAGER]
    RoleHeld.objects.filter(user=manager).update(**days)

    with pytest.raises(Http404):
        d.do(with_manager, "sign_off", made.access(manager))
    also(manager, Role.SOCIAL_WORKER)  # reaches the child all the same
    assert refused(with_manager, "sign_off", manager)


def test_the_deputy_of_yesterday_signs_nothing(people, with_manager) -> None:
    deputy = deputy_of(
        people[Role.PRACTICE_MANAGER], made.person(Role.SOCIAL_WORKER, in_team=made.team())
    )
    Deputy.objects.update(start_date=made.TODAY - DAY, end_date=made.TODAY)

    assert refused(with_manager, "sign_off", deputy)


def test_broken_glass_gives_no_role_to_act_in(sign_in, people, child, with_manager) -> None:
    restricted(child, people[Role.SOCIAL_WORKER])
    mine = broken(child, people[Role.PRACTICE_MANAGER])
    other = broken(child, made.person(Role.PRACTICE_MANAGER, in_team=made.team("West")))

    for manager in (mine, other):
        assert "None of your roles" in refused(with_manager, "sign_off", manager)
        assert sign_in(manager).get(page(with_manager)).status_code == 200
        assert not queries.waiting_for(made.access(manager)).exists()
        sent_anyway = {"client_id": str(uuid4()), "version": str(with_manager.version)}
        sign_in(manager).post(page(with_manager, "sign_off"), sent_anyway)
    assert Done.objects.count() == 1
    assert queues.hidden_waiting(made.access(mine)) == 1


def test_broken_glass_writes_a_note_all_the_same(child) -> None:
    by = made.access(broken(child, made.person(Role.SOCIAL_WORKER, in_team=made.team("West"))))
    meeting = NotHeld(kind=EventKind.CORE_GROUP, why="The chair is ill")

    row = note_not_held(child_id="C1", meeting=meeting, client_id=uuid4(), by=by, at=by.at)

    assert row.role == Role.SOCIAL_WORKER


def test_who_is_named_on_a_restricted_record_signs_in_their_role(
    people, child, with_manager
) -> None:
    restricted(child, people[Role.PRACTICE_MANAGER])

    after = d.do(with_manager, "sign_off", made.access(people[Role.PRACTICE_MANAGER]))

    assert after.step == "with_iro"


def test_a_restricted_childs_decision_is_counted_and_named_nowhere(
    open_as, people, child, with_manager
) -> None:
    d.do(with_manager, "sign_off", made.access(people[Role.PRACTICE_MANAGER]))
    d.do(
        with_manager,
        "disagree",
        made.access(people[Role.IRO]),
        told=d.RUNG | {Needed.REASON: "Too rare"},
    )
    Child.objects.update(name="Canary Featherstone")
    restricted(child, people[Role.SOCIAL_WORKER])
    row = Decision.objects.get()
    for role in (Role.PRACTICE_MANAGER, Role.IRO, Role.TEAM_MANAGER, Role.SENIOR_MANAGER):
        browser = open_as(role)
        for address in (
            "/", "/decisions/", "/decisions/?part=sent", "/decisions/?part=drafts",
            "/decisions/disputes/", "/decisions/read/", "/documents/to-copy/", "/teams/", "/authority/",
        ):  # fmt: skip
            said = content(browser.get(address, follow=True))
            assert "Canary" not in said, (role, address)
            assert f"/decisions/{row.pk}/" not in said, (role, address)
        assert browser.get(page(row)).status_code == 404
    assert "restricted" in text(open_as(Role.PRACTICE_MANAGER).get("/decisions/disputes/"))
