"""Workload: what each worker holds, in figures that lead to the lines they count."""

from datetime import date, timedelta

import web_made as made

from doorstep.vocabulary import Role, Tier
from doorstep.web.caseload.models import Answer
from doorstep.web.caseload.visible import sight_of
from doorstep.web.lists.overview import overview
from doorstep.web.lists.scope import scope_of
from doorstep.web.lists.workload import Load, total, workload


def _stored() -> None:
    made.adopt(("practice-standards-2022", date(2020, 11, 1)))
    made.team()
    made.team("West")
    today = made.TODAY
    made.store(
        made.case("C1", seen=(today - timedelta(20),)),
        made.case("C2", seen=(today - timedelta(14),)),
        made.case("C3", seen=(today - timedelta(10),)),
        made.case("C4", worker_id="W2", worker="Sam Ridley", seen=(today - timedelta(30),)),
        made.case("C5", worker_id="W3", worker="Ada Finch", in_team="West"),
    )
    Answer.objects.filter(child__child_id="C1").update(tier=Tier.PRIORITY)


def _loads(key: str) -> dict[str, Load]:
    access = made.access(made.person(Role.SENIOR_MANAGER))
    sight = sight_of(access)
    return {load.worker: load for load in workload(access, sight, scope_of(access, sight, key=key))}


def test_each_worker_has_their_children_and_what_is_overdue_and_due() -> None:
    _stored()

    loads = _loads(f"team-{made.team().pk}")

    assert set(loads) == {"Noor Calloway", "Sam Ridley"}
    noor = loads["Noor Calloway"]
    assert (noor.children, noor.priority) == (3, 1)
    assert (noor.overdue, noor.children_overdue, noor.today, noor.week) == (1, 1, 1, 1)


def test_the_authority_is_the_sum_of_its_teams() -> None:
    _stored()

    everyone = total(_loads("authority").values())
    apart = [
        total(_loads(f"team-{made.team(name).pk}").values()).children for name in ("East", "West")
    ]

    assert everyone.children == sum(apart) == 5
    access = made.access(made.person(Role.SENIOR_MANAGER))
    shown = overview(access)
    assert shown.authority is not None
    assert (shown.authority.children, shown.authority.overdue) == (5, everyone.overdue)


def test_a_child_without_a_worker_is_nobodys_load_and_still_counted(sign_in) -> None:  # type: ignore[no-untyped-def]
    _stored()
    Answer.objects.filter(child__child_id="C5").update(worker="", worker_id="", team=None)

    page = sign_in(made.person(Role.SENIOR_MANAGER)).get("/workload/").content.decode()

    assert "No worker" in page
    assert total(_loads("authority").values()).children == 5


def test_a_name_leads_to_the_workers_list(sign_in) -> None:  # type: ignore[no-untyped-def]
    _stored()
    client = sign_in(made.person(Role.TEAM_MANAGER, in_team=made.team()))

    page = client.get("/workload/").content.decode()

    assert f'href="/teams/{made.team().pk}/?worker=W2"' in page
    assert "Ada Finch" not in page


def test_who_manages_no_team_yet_is_told_there_is_none(sign_in) -> None:  # type: ignore[no-untyped-def]
    head = made.person(Role.HEAD_OF_SERVICE, in_locality=made.team().locality)
    head.roles.update(locality=None, team=made.team())
    head.roles.update(team=None, locality=made.team("Far", "Farmarch").locality)
    made.team("Far").delete()

    for page in ("/workload/", "/blind-spots/", "/teams/"):
        assert "There is no team yet" in sign_in(head).get(page).content.decode()
