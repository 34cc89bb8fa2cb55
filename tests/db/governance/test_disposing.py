"""A record goes only when it is due, two people said so, the wait is over and nothing keeps it."""

from datetime import datetime, timedelta
from uuid import uuid4

import child_made
import pytest
import records_made as records
import web_made as made
from django.db import IntegrityError, transaction
from django.http import Http404

from doorstep.facts import EpisodeKind
from doorstep.vocabulary import Role
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import RoleHeld, User
from doorstep.web.accounts.words import OwnRole
from doorstep.web.audit.models import AuditEvent
from doorstep.web.audit.queries import disposed, was_disposed
from doorstep.web.caseload.models import Child, Merge
from doorstep.web.governance import nightly
from doorstep.web.governance.models import Disposal, DisposalLog, Hold, HoldKind, Kept
from doorstep.web.governance.own import NotAllowedError
from doorstep.web.governance.services import asking, disposing, keeping
from doorstep.web.versions import ConflictError

WAIT = timedelta(28)


def nothing(_: str) -> None:
    pass


def later(days: int = 28) -> datetime:
    return made.AT + timedelta(days)


def hold(child: Child | None, by: Access, kind: HoldKind = HoldKind.INQUIRY) -> Hold:
    return keeping.place_hold(
        child_id=child.child_id if child else "", kind=kind, reason="A local inquiry.",
        client_id=uuid4(), by=by, at=by.at,
    )  # fmt: skip


def test_a_record_goes_after_the_wait_and_not_the_day_before(rae: Access, hal: Access) -> None:
    child = records.stored_old()
    row = records.approved(child, rae, hal)

    assert row.not_before == made.TODAY + WAIT
    assert nightly.disposing(later(27), nothing) == 0
    assert Child.objects.filter(pk=child.pk).exists()
    assert nightly.disposing(later(28), nothing) == 1
    assert not Child.objects.filter(pk=child.pk).exists()
    assert nightly.disposing(later(28), nothing) == 0


def test_the_log_keeps_that_it_was_done_and_no_name(rae: Access, hal: Access) -> None:
    child = records.stored_old()
    records.approved(child, rae, hal)
    nightly.disposing(later(), nothing)

    log = DisposalLog.objects.get()
    event = AuditEvent.objects.filter(action="dispose").get()
    assert (log.number, log.rule, log.proposed_by, log.approved_by) == (
        "C1", "assessment", rae.user_id, hal.user_id,
    )  # fmt: skip
    assert log.rows == sum(log.counts.values()) > 3
    assert log.counts["caseload_child"] == 1
    assert (event.subject, event.subject_id) == ("child", "C1")
    assert event.detail["fingerprint"] == log.fingerprint
    assert "Canary" not in str(vars(log)) + str(vars(event))
    assert disposed(["C1", "C2"]) == {"C1"}
    assert was_disposed("C1")
    assert not was_disposed("C2")


def test_each_step_leaves_one_event(rae: Access, hal: Access) -> None:
    child = records.stored_old()
    before = AuditEvent.objects.count()
    row = records.proposed(child, rae)
    disposing.approve(pk=row.pk, version=1, by=hal, at=hal.at)
    disposing.end(pk=row.pk, version=2, reason="Asked for again.", by=rae, at=rae.at)

    told = [e.detail["done"] for e in AuditEvent.objects.order_by("pk")[before:]]
    assert told == ["proposed", "approved", "ended"]


def test_sent_twice_it_is_proposed_once(rae: Access) -> None:
    child, client_id = records.stored_old(), uuid4()
    told = {"child_id": child.child_id, "reason": "Read through.", "client_id": client_id}

    first = disposing.propose(**told, by=rae, at=rae.at)
    again = disposing.propose(**told, by=rae, at=rae.at)

    assert first == again
    with pytest.raises(NotAllowedError, match="on its way"):
        records.proposed(child, rae)


def test_nobody_approves_what_they_proposed() -> None:
    both = records.officer()
    RoleHeld.objects.create(
        user=both, role=Role.HEAD_OF_SERVICE, start_date=made.TODAY - timedelta(9)
    )
    rae = made.access(both)
    row = records.proposed(records.stored_old(), rae)

    with pytest.raises(NotAllowedError, match="another person"):
        disposing.approve(pk=row.pk, version=1, by=rae, at=rae.at)


def test_the_table_too_refuses_one_person_for_both(rae: Access) -> None:
    row = records.proposed(records.stored_old(), rae)

    with pytest.raises(IntegrityError), transaction.atomic():
        Disposal.objects.filter(pk=row.pk).update(
            approved_by=rae.user_id, approved_at=made.AT, not_before=made.TODAY
        )


def test_a_deputy_is_no_way_round(rae: Access) -> None:
    row = records.proposed(records.stored_old(), rae)
    head = records.head()
    deputy = made.access(records.deputy_of(head, made.person(Role.PRACTICE_MANAGER)))
    officers_deputy = made.access(records.deputy_of(records.officer(), made.person(None)))

    with pytest.raises(NotAllowedError, match="not as a deputy"):
        disposing.approve(pk=row.pk, version=1, by=deputy, at=deputy.at)
    with pytest.raises(NotAllowedError, match="not as a deputy"):
        records.proposed(records.stored_old("C2"), officers_deputy)


@pytest.mark.parametrize("role", [Role.TEAM_MANAGER, Role.GROUP_MANAGER, OwnRole.RECORDS_OFFICER])
def test_only_a_head_of_service_or_senior_manager_approves(role: str, rae: Access) -> None:
    row = records.proposed(records.stored_old(), rae)
    other = made.access(made.person(role))

    with pytest.raises(NotAllowedError):
        disposing.approve(pk=row.pk, version=1, by=other, at=other.at)


def test_who_does_not_reach_the_record_cannot_approve(rae: Access) -> None:
    row = records.proposed(records.stored_old(), rae)
    near = made.access(made.person(Role.HEAD_OF_SERVICE, in_team=made.team()))

    with pytest.raises(Http404):
        disposing.approve(pk=row.pk, version=1, by=near, at=near.at)


def test_a_record_that_is_not_due_is_not_proposed(rae: Access) -> None:
    care = records.stored_old("C1", kind=EpisodeKind.PERIOD_OF_CARE)
    (open_case,) = made.store(made.case("C2"))

    with pytest.raises(NotAllowedError, match="kept until 14 Jul 2065"):
        records.proposed(care, rae)
    with pytest.raises(NotAllowedError, match="The case is open"):
        records.proposed(open_case, rae)


@pytest.mark.parametrize("kind", [HoldKind.INQUIRY, HoldKind.LITIGATION, HoldKind.COMPLAINT])
def test_nothing_under_hold_goes_at_any_stage(kind: HoldKind, rae: Access, hal: Access) -> None:
    child = records.stored_old()
    row = records.approved(child, rae, hal)
    placed = hold(child, rae, kind)

    assert not disposing.dispose(pk=row.pk, at=later())
    with pytest.raises(NotAllowedError, match="hold"):
        records.proposed(child, rae)
    keeping.lift_hold(hold=placed, reason="The inquiry is over.", by=rae, at=rae.at)
    assert disposing.dispose(pk=row.pk, at=later())


def test_a_hold_on_all_records_keeps_each(rae: Access, hal: Access) -> None:
    row = records.approved(records.stored_old(), rae, hal)
    hold(None, rae)

    assert not disposing.dispose(pk=row.pk, at=later())


def test_only_who_governs_all_records_holds_them_all() -> None:
    near = made.access(made.person(OwnRole.RECORDS_OFFICER, in_team=made.team()))

    with pytest.raises(NotAllowedError):
        hold(None, near)


def test_an_open_request_for_a_copy_holds_the_record_until_it_is_closed(
    rae: Access, hal: Access
) -> None:
    child = records.stored_old()
    row = records.approved(child, rae, hal)
    asked = asking.begin(
        child_id="C1", asked_by="Themselves", received_on=made.TODAY, identified_on=None,
        client_id=uuid4(), by=rae, at=rae.at,
    )  # fmt: skip

    assert not disposing.dispose(pk=row.pk, at=later())
    with pytest.raises(NotAllowedError, match="request is closed"):
        keeping.lift_hold(hold=asked.hold, reason="Away with it.", by=rae, at=rae.at)
    asking.close(child_id="C1", pk=asked.pk, reason="Taken back.", by=rae, at=rae.at)
    assert disposing.dispose(pk=row.pk, at=later())


def test_a_case_that_opened_again_meanwhile_stays(rae: Access, hal: Access) -> None:
    child = records.stored_old()
    row = records.approved(child, rae, hal)
    made.store(made.case("C1"))

    assert not disposing.dispose(pk=row.pk, at=later())
    child.refresh_from_db()


def test_what_was_refused_or_taken_back_stays(rae: Access, hal: Access) -> None:
    child = records.stored_old()
    row = records.approved(child, rae, hal)
    disposing.end(pk=row.pk, version=row.version, reason="Asked for again.", by=hal, at=hal.at)

    assert nightly.disposing(later(), nothing) == 0
    assert records.proposed(child, rae).pk != row.pk


def test_two_people_at_once_do_not_overwrite_one_another(rae: Access, hal: Access) -> None:
    row = records.proposed(records.stored_old(), rae)
    disposing.end(pk=row.pk, version=1, reason="Asked for again.", by=rae, at=rae.at)

    with pytest.raises(NotAllowedError):
        disposing.approve(pk=row.pk, version=1, by=hal, at=hal.at)
    other = records.proposed(Child.objects.get(), rae)
    with pytest.raises(ConflictError):
        disposing.end(pk=other.pk, version=7, reason="Asked for again.", by=hal, at=hal.at)


def test_a_merged_record_goes_with_the_one_that_stays(rae: Access, hal: Access) -> None:
    stays, away = records.stored_old("C1"), records.stored_old("C2")
    Merge.objects.create(
        child=away, into=stays, reason="One child.", merged_at=made.AT, merged_by_id=rae.user_id
    )

    with pytest.raises((NotAllowedError, Http404)):
        records.proposed(away, rae)
    row = records.approved(stays, rae, hal)
    assert disposing.dispose(pk=row.pk, at=later())

    assert not Child.objects.exists()
    assert set(DisposalLog.objects.values_list("number", flat=True)) == {"C1", "C2"}


def test_a_restricted_record_opens_to_the_officer_only_if_named(rae: Access) -> None:
    child = records.stored_old()
    row = child_made.restricted(child, by=made.person(Role.SENIOR_MANAGER))

    with pytest.raises(Http404):
        records.proposed(child, rae)
    with pytest.raises(Http404):
        hold(child, rae)
    row.named.add(rae.user_id)
    assert records.proposed(child, made.access(User.objects.get(pk=rae.user_id))).child == child


def test_each_night_it_is_worked_out_until_when_records_are_kept() -> None:
    records.stored_old("C1")
    records.stored_old("C2", kind=EpisodeKind.PERIOD_OF_CARE)
    made.store(made.case("C3"))

    assert nightly.keeping(made.AT, nothing) == 3
    assert nightly.keeping(made.AT, nothing) == 3

    told = Kept.objects.order_by("child__child_id").values_list("rule", "due_on")
    assert list(told) == [
        ("assessment", datetime(2006, 11, 8).date()),
        ("looked_after", datetime(2065, 7, 14).date()),
        ("", None),
    ]
    assert nightly.keeping_wanted(made.AT).startswith("2026-11-16 ")


def test_a_visit_recorded_here_counts_for_the_day_a_record_closed(rae: Access) -> None:
    child = records.stored_old()
    child_made.visit(child, made.person(), on=made.TODAY)

    with pytest.raises(NotAllowedError, match="kept until 16 Nov 2032"):
        records.proposed(child, rae)


def test_the_nights_work_is_wanted_when_there_is_some(rae: Access, hal: Access) -> None:
    assert nightly.keeping_wanted(made.AT) is None
    records.approved(records.stored_old(), rae, hal)

    assert nightly.keeping_wanted(made.AT) is not None
    assert nightly.disposing_wanted(later(27)) is None
    assert nightly.disposing_wanted(later(28)) == "2026-12-14"
