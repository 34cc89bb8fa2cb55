"""What a token's account may not see, the API does not show: the same table as the pages' (A2, A7)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import api_made as api
import pytest
import web_made as made
from db.access import table
from db.access.county import LONG, MISSING, County, county
from db.access.test_canaries import unseen
from db.access.test_matrix import _of_child as of_child

from doorstep.web.accounts.models import RoleHeld
from doorstep.web.accounts.words import Can
from doorstep.web.api.models import ApiToken
from doorstep.web.api.words import Scope
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import Visit

SHORT = ("iro", "team_manager", "virtual_school", "auditor")
ROLES = table.EVERY_ROLE if LONG else SHORT
MET = {"200": ".", "201": ".", "403": "3", "404": "4"}


def asked(program: api.Program, child_id: str, visit: Visit | None) -> dict[str, list[Any]]:
    """Return what a program meets of a child, by the page that shows the same."""
    return {
        "child": [
            program.get(f"children/{child_id}"),
            program.get(f"children/{child_id}/explanation"),
        ],
        "visit": [program.get(f"visits/{visit.pk if visit else 987_654}")],
        "record-visit": [
            program.post("contacts", api.contact(child_id)),
        ],
    }


@pytest.mark.parametrize("role", ROLES)
def test_a_token_opens_what_the_pages_open_and_nothing_else(role: str) -> None:
    here = county(role)
    wrong = []
    short = ("team", "deputy", "left", "closed") if role == "team_manager" else ("team",)
    for seat in here.seats if LONG else short:
        program = api.Program(api.token_of_a_person(here.seats[seat]))
        for relation in [*here.children, "missing"]:
            child, visit = here.children.get(relation), here.visits.get(relation)
            child_id = child.child_id if child else MISSING
            for page, answers in asked(program, child_id, visit).items():
                expected = of_child(role, seat, relation, page)
                found = [MET.get(str(a.status_code), str(a.status_code)) for a in answers]
                expected = expected.replace("s", "401")
                if found != [expected] * len(found):
                    wrong.append((seat, relation, page, expected, found))

    assert not wrong, "\n" + "\n".join(map(str, wrong))


@pytest.mark.parametrize("role", ROLES if LONG else ("iro", "team_manager"))
def test_names_one_may_not_see_stand_in_no_answer(role: str) -> None:
    here = county(role)
    for seat in ("team", "locality", "authority", "deputy") if LONG else ("locality", "deputy"):
        program = api.Program(api.token_of_a_person(here.seats[seat]))
        hidden = unseen(here, seat)
        told = "\n".join(_all(program, here))
        assert hidden
        for child in hidden:
            assert child.name not in told, (seat, child.child_id)


def _all(program: api.Program, here: County) -> list[str]:
    lists: list[Any] = [program.get(name) for name in ("due", "children", "account", "policy")]
    for kind in ("visits", "calls", "decisions"):
        lists.append(program.get("due", kind=kind))
    for team in (here.east, here.near, here.west):
        lists.append(program.get("due", team=team.pk))
    for child in here.children.values():
        lists.append(program.get(f"children/{child.child_id}"))
        lists.append(program.get(f"children/{child.child_id}/explanation"))
        lists.append(program.post("visits", api.visit(child.child_id, client_id="1")))
    lists += [program.get(f"visits/{visit.pk}") for visit in here.visits.values()]
    return [answer.content.decode() for answer in lists]


def test_a_team_that_may_not_be_seen_is_none() -> None:
    here = county("team_manager")
    program = api.Program(api.token_of_a_person(here.seats["team"]))

    assert program.get("due", team=here.east.pk).status_code == 200
    met = [program.get("due", team=pk) for pk in (here.west.pk, 987_654)]
    assert [answer.status_code for answer in met] == [404, 404]
    assert [row["team"] for row in program.get("account").json()["teams"]] == ["East"]


def test_broken_glass_and_restrictions_are_as_on_pages_also_in_lists() -> None:
    here = county("team_manager")
    program = api.Program(api.token_of_a_person(here.seats["authority"]))
    listed = {row["child_id"] for row in program.get("children").json()["items"]}
    due = {row["child_id"] for row in program.get("due").json()["items"]}

    assert "NAMED-C" in listed
    assert listed.isdisjoint({"HIDDEN-C", "HIDDEN-GLASS-C", "NAMED-ME-C"})
    assert due <= listed
    named = program.get("children/NAMED-C").json()
    assert named["restricted"] is True
    read = AuditEvent.objects.filter(action="read_child").order_by("-id").first()
    assert read is not None
    assert read.subject_id == "NAMED-C"
    program.get("children/GLASS-C")
    read = AuditEvent.objects.filter(action="read_child").order_by("-id").first()
    assert read is not None
    assert read.detail.get("break_glass") is None or read.detail["break_glass"] is True


NEEDS = {
    "due": (Scope.DUE_READ, Can.EXPORT),
    "children": (Scope.CHILDREN_READ, Can.EXPORT),
    "children/C1": (Scope.CHILDREN_READ, Can.SEE_CHILD),
    "children/C1/explanation": (Scope.CHILDREN_READ, Can.SEE_CHILD),
    "account": (Scope.ACCOUNT_READ, Can.SEE_TEAM),
    "visits/1": (Scope.VISITS_READ, Can.SEE_CHILD),
    "policy": (Scope.POLICY_READ, Can.SEE_POLICY),
}


@pytest.mark.parametrize("address", NEEDS)
def test_a_token_does_less_than_its_account_if_it_was_issued_so(address: str) -> None:
    made.adopt()
    made.store(made.case("C1"))
    user, (scope, can) = api.system(), NEEDS[address]
    whole = api.program(user).get(address).status_code
    but_scope = api.program(user, scopes=set(Scope) - {scope})
    but_right = api.program(user, cans=set(api.CAN_LABELS) - {can})
    just_so = api.program(user, scopes={scope}, cans={can})

    assert whole in (200, 404)
    assert but_scope.get(address).status_code == 403
    assert but_right.get(address).status_code == 403
    assert just_so.get(address).status_code == whole


def test_a_token_to_read_does_not_write() -> None:
    made.adopt()
    made.store(made.case("C1"))
    user = api.system()
    for narrowed in ({"scopes": set(Scope) - {Scope.VISITS_WRITE}}, {"cans": {Can.SEE_CHILD}}):
        program = api.program(user, **narrowed)
        for address, sent in (("visits", api.visit("C1")), ("contacts", api.contact("C1"))):
            assert program.post(address, sent).status_code == 403
    assert Visit.objects.count() == 0


def test_a_token_gives_no_right_its_account_does_not_have() -> None:
    made.adopt()
    made.store(made.case("C1"))
    program = api.program(api.system("auditor"))
    for address in NEEDS:
        assert program.get(address).status_code == 403, address


@pytest.mark.parametrize("ended", ["role", "account", "token", "time"])
def test_what_ends_is_refused_with_the_next_request(ended: str) -> None:
    user = api.system()
    program = api.program(user)
    assert program.get("due").status_code == 200
    if ended == "role":
        RoleHeld.objects.filter(user=user).update(end_date=made.TODAY)
    elif ended == "account":
        type(user).objects.filter(pk=user.pk).update(is_active=False)
    elif ended == "token":
        ApiToken.objects.update(revoked_at=made.AT, revoked_by=made.person())
    else:
        ApiToken.objects.update(expires_at=made.AT, created_at=made.AT - timedelta(1))

    assert program.get("due").status_code == (403 if ended == "role" else 401)


def test_one_account_cannot_take_what_another_sent_for_its_own() -> None:
    made.adopt()
    east, west = made.team("East"), made.team("West")
    made.store(made.case("C1"), made.case("W1", in_team="West", worker_id="W9"))
    mine = api.program(api.system(in_team=east))
    theirs = api.program(api.system(in_team=west))
    sent = api.visit("C1", client_id=str(uuid4()))
    assert mine.post("visits", sent).status_code == 201

    assert theirs.post("visits", sent).status_code == 404
    taken = theirs.post("visits", api.visit("W1", client_id=sent["client_id"]))
    assert taken.status_code == 409
    assert "C1" not in taken.content.decode()
