"""Data quality: each thing that is wrong has an owner and what to do, and goes once it is right."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
import visit_made
import web_made as made
from django.db import IntegrityError, transaction

from doorstep.facts import EpisodeKind, Fact, FactKind, Undated, Visit
from doorstep.vocabulary import Role
from doorstep.web.accounts.models import Team, User
from doorstep.web.accounts.words import OwnRole
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import BlindSpot, Restriction
from doorstep.web.caseload.visible import sight_of
from doorstep.web.documents.services import mark_copied
from doorstep.web.imports.faults import Fault, FaultKind, LookedThrough, Owner
from doorstep.web.imports.looking_through import COPIED_WITHIN, look_through, wanted
from doorstep.web.imports.models import Import, Refused
from doorstep.web.imports.quality_list import Wanted, faults_in, found_in
from doorstep.web.imports.quality_words import TO_DO
from doorstep.web.lists.scope import scope_of

LATER = made.AT + COPIED_WITHIN + timedelta(days=1)
K = FaultKind


@pytest.fixture(autouse=True)
def _adopted():
    made.adopt(("practice-standards-2022", date(2020, 11, 1)))
    made.team()
    made.person(worker_id="W1", name="Noor Calloway")


def found(at=made.AT):
    look_through(at=at)
    return {(row.kind, row.child.child_id if row.child else "", row.owner) for row in faults()}


def faults(**which):
    return Fault.objects.filter(**which).select_related("child").order_by("pk")


def kinds(at=made.AT):
    return {kind for kind, _, _ in found(at)}


# --- what is found ------------------------------------------------------------------------------------


def test_a_child_whose_data_are_right_is_not_in_the_list():
    made.store(made.case("C1"))

    assert found() == set()
    assert LookedThrough.objects.get().at == made.AT


def test_missing_and_strange_things_in_a_source_are_found_with_their_owner():
    case = made.case("C1")
    flawed = replace(
        case,
        undated=(Undated(EpisodeKind.PLACEMENT, "the start of row 7 is blank or cannot be read"),),
        remarks=("a plan is open though the referral is closed",),
        addresses=(),
        visits=(
            *(visit._replace(method=None) for visit in case.visits),
            Visit(made.TODAY + timedelta(30), seen=True, visit_id="slip"),
        ),
    )
    made.store(flawed)

    assert found() == {
        (kind, "C1", Owner.WORKER)
        for kind in (K.UNDATED, K.REMARK, K.NO_POSTCODE, K.UNKNOWN_METHOD, K.FUTURE_DATE)
    }
    assert faults(kind=K.UNKNOWN_METHOD).get().detail == "Of 1 visit, the last of 27 Oct 2026"
    assert faults(kind=K.UNDATED).get().detail.startswith("The start of row 7 is blank")


def test_without_a_worker_or_team_somebody_else_owns_it():
    made.store(
        replace(made.case("C1"), involvements=(), addresses=()),
        made.case("C2", in_team=""),
    )

    assert found() == {
        (K.NO_WORKER, "C1", Owner.DATA),
        (K.NO_POSTCODE, "C1", Owner.DATA),
        (K.NO_TEAM, "C2", Owner.DATA),
    }


def test_workers_without_an_open_account_and_teams_without_a_locality_are_named_once():
    made.store(
        made.case("C1", worker_id="W7", worker="Ada Finch"),
        made.case("C2", worker_id="W7", worker="Ada Finch"),
        made.case("C3", in_team="Nowhere"),
    )
    User.objects.filter(worker_id="W1").update(is_active=False)

    assert found() == {
        (K.NO_ACCOUNT, "", Owner.ADMINISTRATOR),
        (K.WORKER_LEFT, "", Owner.MANAGER),
        (K.NO_LOCALITY, "", Owner.ADMINISTRATOR),
    }
    told = faults(kind=K.NO_ACCOUNT).get()
    assert told.detail == "Ada Finch (W7) has no account and has 2 open children"


def test_facts_that_nobody_recorded_are_found():
    made.adopt(("worcestershire-2020", date(2026, 9, 1)))
    case = made.case("C1")
    told = Fact(FactKind.RAG, made.TODAY - timedelta(9), value="red")
    made.store(case, replace(made.case("C2"), facts=(told,)))
    child = made.store(made.case("C3"))[0]
    BlindSpot.objects.create(
        child=child, kind="missing_fact", detail="rag: nothing says; dob: none"
    )

    rows = found()

    assert (K.TIER_UNTOLD, "C1", Owner.WORKER) in rows
    assert faults(child=child, kind=K.MISSING_FACT).count() == 2


def test_rows_of_the_last_import_applied_are_in_the_list_and_of_no_other():
    made.store(made.case("C1"))
    old, last = (imported(applied_at=made.AT - timedelta(n)) for n in (2, 1))
    never = imported(state="ready", applied_at=None)
    for of, child_id in ((old, "C1"), (last, "C1"), (last, "NOBODY"), (never, "C1")):
        Refused.objects.create(
            of=of, file="ssd_cp_visits.csv", row=4, field="cppv_cp_visit_date",
            reason=f"is no date ({child_id})", child_id=child_id,
        )  # fmt: skip

    rows = found()

    assert rows == {(K.REFUSED_ROW, "C1", Owner.DATA), (K.REFUSED_ROW, "", Owner.DATA)}
    detail = faults(child__child_id="C1").get().detail
    assert detail == "ssd_cp_visits.csv, row 4, cppv_cp_visit_date: is no date (C1)"


def imported(*, state="applied", applied_at):
    return Import.objects.create(
        key=uuid4(), came_by="upload", file_name="x.zip", sha256="0" * 64, came_at=made.AT,
        state=state, applied_at=applied_at,
    )  # fmt: skip


def test_what_is_not_copied_for_a_week_is_found_until_it_is_ticked():
    (child,) = made.store(made.case("C1"))
    row = visit_made.record(child)

    assert K.NOT_COPIED not in kinds()
    assert K.NOT_COPIED in kinds(LATER)
    assert faults(kind=K.NOT_COPIED).get().detail == "1 record made here, the oldest of 16 Nov 2026"

    worker = made.access(visit_made.worker())
    mark_copied(child_id="C1", kind="visit", pk=row.pk, by=worker, at=made.AT)
    assert K.NOT_COPIED not in kinds(LATER)


# --- it settles itself --------------------------------------------------------------------------------


def test_what_stays_wrong_keeps_its_day_and_what_is_right_goes_by_itself():
    flawed = replace(made.case("C1"), addresses=())
    made.store(flawed, replace(made.case("C2"), addresses=()))
    found()
    keys = set(faults().values_list("pk", flat=True))

    made.store(made.case("C1"))
    found(made.AT + timedelta(days=2))

    (left,) = faults()
    assert left.pk in keys
    assert (left.child.child_id, left.found_on) == ("C2", made.TODAY)


def test_looking_through_twice_writes_nothing_and_a_closed_case_is_left_out():
    made.store(replace(made.case("C1"), addresses=()))
    found()
    before = list(Fault.objects.values())

    found()
    assert list(Fault.objects.values()) == before

    over = made.TODAY - timedelta(1)
    case = made.case("C1")
    made.store(
        replace(
            case, addresses=(), episodes=tuple(e._replace(end_date=over) for e in case.episodes)
        )
    )
    assert found() == set()


def test_it_is_wanted_once_an_hour_and_again_after_an_import():
    first = wanted(made.AT)

    assert wanted(made.AT + timedelta(minutes=20)) == first
    assert wanted(made.AT + timedelta(hours=1)) != first
    imported(applied_at=made.AT)
    assert wanted(made.AT) != first
    assert len(wanted(made.AT)) < 120


def test_a_fault_says_what_is_wrong_and_stands_once():
    told = {"key": "a" * 64, "kind": K.NO_TEAM, "owner": Owner.DATA, "found_on": made.TODAY}
    with pytest.raises(IntegrityError), transaction.atomic():
        Fault.objects.create(**told, detail="")
    Fault.objects.create(**told, detail="something")
    with pytest.raises(IntegrityError), transaction.atomic():
        Fault.objects.create(**told, detail="something")
    with pytest.raises(IntegrityError), transaction.atomic():
        LookedThrough.objects.create(pk=2, at=made.AT)


def test_each_kind_says_what_to_do():
    assert set(TO_DO) == set(FaultKind)
    assert all(len(words) > 20 for words in TO_DO.values())


# --- who sees what ------------------------------------------------------------------------------------


def listed(user, key, **asked):
    access = made.access(user)
    scope = scope_of(access, sight_of(access), key=key)
    return found_in(faults_in(access, scope), Wanted(**asked), page=1, size=25)


def test_a_team_sees_its_own_and_nobody_a_restricted_child():
    west = replace(made.case("C2", in_team="West"), addresses=())
    east, _, hidden = made.store(
        replace(made.case("C1"), addresses=()), west, replace(made.case("C3"), addresses=())
    )
    boss = made.person(Role.SENIOR_MANAGER)
    Restriction.objects.create(
        child=hidden, reason="kin", start_date=made.TODAY, placed_by=boss, placed_at=made.AT
    )
    found()
    manager = made.person(Role.TEAM_MANAGER, in_team=made.team())
    key = f"team-{made.team().pk}"

    own, everybody = listed(manager, key), listed(boss, "authority")

    assert [row.child_id for row in own.rows] == [east.child_id]
    assert {row.child_id for row in everybody.rows} == {"C1", "C2", ""}
    access = made.access(manager)
    assert scope_of(access, sight_of(access), key=key).wrong == own.total == 1
    access = made.access(boss)
    whole = scope_of(access, sight_of(access), key="authority")
    assert whole.wrong == everybody.total == faults_in(access, whole).count()


def test_the_page_filters_sorts_and_says_what_to_do_and_where(sign_in):
    made.store(
        replace(made.case("C1"), addresses=()), made.case("C2", worker_id="W7", worker="Ada Finch"),
        names={"C1": "Max Harrow"},
    )  # fmt: skip
    found()
    client = sign_in(made.person(Role.TEAM_MANAGER, in_team=made.team()))

    page = client.get("/data/quality/").content.decode()
    one = client.get("/data/quality/", {"kind": "no_postcode", "sort": "-child"}).content.decode()
    none = client.get("/data/quality/", {"kind": "no_team", "owner": "?"}).content.decode()

    for said in ("Max Harrow", "Noor Calloway", TO_DO[K.NO_POSTCODE], "Ada Finch", "Administrator"):
        assert said in page, said
    assert 'href="/children/C1/"' in page
    assert "2 things to put right" in page
    assert "1 thing to put right" in one
    assert "Ada Finch" not in one
    assert "Nothing fits these filters" in none
    team = client.get(f"/teams/{made.team().pk}/").content.decode()
    assert "Data quality (2)" in team


def test_an_administrator_sees_what_an_administrator_puts_right_and_no_child(sign_in):
    made.store(
        replace(made.case("C1", in_team="Nowhere"), addresses=()), names={"C1": "Canary Finch"}
    )
    found()
    client = sign_in(made.person(OwnRole.ADMINISTRATOR))

    page = client.get("/data/quality/").content.decode()
    file = b"".join(client.get("/data/quality/", {"take": "csv"})).decode()

    nowhere = Team.objects.get(name="Nowhere")
    assert f'href="/administration/teams/{nowhere.pk}/change/"' in page
    assert "1 thing to put right" in page
    assert "Canary" not in page + file
    assert "C1" not in file
    assert client.get("/data/quality/", {"list": "authority"}).status_code == 200


def test_before_it_was_looked_through_the_page_says_so(sign_in):
    page = sign_in(made.person(Role.SENIOR_MANAGER)).get("/data/quality/").content.decode()

    assert "have not been looked through yet" in page


def test_nothing_wrong_is_said_and_who_manages_no_team_is_told(sign_in):
    made.store(made.case("C1"))
    found()

    page = sign_in(made.person(Role.SENIOR_MANAGER)).get("/data/quality/").content.decode()

    assert "Nothing was found wrong" in page


def test_the_file_has_what_the_page_has_and_the_log_says_that_it_was_taken(sign_in):
    made.store(*(replace(made.case(f"C{n}"), addresses=()) for n in range(30)))
    found()
    client = sign_in(made.person(Role.TEAM_MANAGER, in_team=made.team()))

    file = b"".join(client.get("/data/quality/", {"take": "csv", "kind": "no_postcode"})).decode()

    assert len(file.splitlines()) == 31
    assert "Noor Calloway" in file
    event = AuditEvent.objects.filter(action="export").order_by("-pk")[0]
    assert event.detail == {"format": "csv", "rows": 30}


def test_the_page_asks_few_questions_however_long_the_list(sign_in, django_assert_max_num_queries):
    made.store(*(replace(made.case(f"C{n}"), addresses=()) for n in range(60)))
    found()
    client = sign_in(made.person(Role.SENIOR_MANAGER))
    client.get("/data/quality/")

    with django_assert_max_num_queries(20):
        client.get("/data/quality/", {"page": "2"})
