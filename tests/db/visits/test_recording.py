"""A recorded visit changes the list, the answer and every export at once, and is recorded once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import visit_made as visits
import web_made as made
import yaml
from click.testing import CliRunner
from django.http import Http404

from doorstep.cli.main import group
from doorstep.facts import Episode, EpisodeKind, VisitingPlan
from doorstep.intake.extract import Extract
from doorstep.intake.store import prepare
from doorstep.vocabulary import EventKind, Method, Role, Tier
from doorstep.web.accounts.words import OwnRole
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload import services as caseload
from doorstep.web.caseload.models import Answer, Child, Event, Obligation, Visit
from doorstep.web.caseload.queries import case_of
from doorstep.web.policies.queries import adoption
from doorstep.web.visits import services
from doorstep.web.visits.services import SaidOtherwiseError, record_visit

STANDARDS = ("practice-standards-2022", date(2020, 11, 1))


def due(child: Child) -> date | None:
    return Obligation.objects.get(child=child, is_decision=False).due_on


def test_a_visit_moves_the_due_date_of_list_and_answer_in_one_transaction() -> None:
    made.adopt(STANDARDS)
    (child,) = made.store(made.case("C1"))
    assert due(child) == date(2026, 11, 10)

    row = visits.record(child, visits.report(date(2026, 11, 13)))

    assert due(child) == date(2026, 11, 27)
    answer = Answer.objects.get(child=child)
    assert answer.last_seen == date(2026, 11, 13)
    (owed,) = answer.explanation["obligations"]
    assert [c["visit_id"] for c in owed["counted"]] == [f"D{row.pk}"]


def test_the_command_line_says_of_an_export_what_the_list_says(tmp_path: Path) -> None:
    made.adopt(STANDARDS)
    (child,) = made.store(made.case("C1"))
    visits.record(child, visits.report(date(2026, 11, 13)))

    told = due_on_the_command_line(child, tmp_path)

    stored = Obligation.objects.get(child=child, is_decision=False)
    assert stored.due_at in told
    assert "2026-11-27" in told


def due_on_the_command_line(child: Child, folder: Path) -> str:
    extract = Extract(source="database", cases=(case_of(child),), refusals=(), notes=(), names={})
    prepare(extract, folder / "out.doorstep")
    policy = adoption().model_dump(mode="json", by_alias=True, exclude_none=True)
    (folder / "adopted.yaml").write_text(yaml.safe_dump(policy, sort_keys=False))
    asked = ["due", str(folder / "out.doorstep"), "--policy", str(folder / "adopted.yaml")]
    done = CliRunner().invoke(group, [*asked, "--as-at", "2026-11-16", "--format", "csv"])
    assert done.exit_code == 0, done.output
    return done.output


def test_if_the_answer_cannot_be_worked_out_nothing_is_stored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made.adopt(STANDARDS)
    (child,) = made.store(made.case("C1"))
    before = due(child)
    with broken(monkeypatch), pytest.raises(ZeroDivisionError):
        visits.record(child)

    assert not Visit.objects.exists()
    assert not AuditEvent.objects.filter(action="record_visit").exists()
    assert due(child) == before


@contextmanager
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the working out of answers fail half way, after the visit's row is written."""
    with monkeypatch.context() as patched:
        patched.setattr(caseload, "worked_out", lambda *a, **k: 1 / 0)
        yield


def test_sending_a_form_twice_makes_one_record() -> None:
    made.adopt(STANDARDS)
    (child,) = made.store(made.case("C1"))
    form = uuid4()

    first = visits.record(child, client_id=form)
    again = visits.record(child, client_id=form)

    assert first.pk == again.pk
    assert Visit.objects.count() == 1
    assert AuditEvent.objects.filter(action="record_visit").count() == 1


def test_the_same_form_with_other_content_is_refused_and_shows_what_was_saved() -> None:
    made.adopt(STANDARDS)
    (child,) = made.store(made.case("C1"))
    form = uuid4()
    first = visits.record(child, client_id=form)

    with pytest.raises(SaidOtherwiseError) as refused:
        visits.record(child, visits.report(seen=False), client_id=form)

    assert [row.pk for row in refused.value.rows] == [first.pk]
    assert Visit.objects.count() == 1


def test_a_form_sent_again_for_a_further_child_is_refused() -> None:
    made.adopt(STANDARDS)
    one, two = made.store(made.case("C1"), made.case("C2"))
    form, by = uuid4(), made.access(visits.worker())
    visits.record(one, client_id=form, by=by)

    with pytest.raises(SaidOtherwiseError):
        record_visit(
            reports={c.child_id: visits.report() for c in (one, two)},
            client_id=form, by=by, at=made.AT,
        )  # fmt: skip

    assert Visit.objects.filter(child=two).count() == 0


def test_siblings_get_a_record_each_of_one_occasion() -> None:
    made.adopt(STANDARDS)
    one, two = made.store(made.case("C1"), made.case("C2"))
    form = uuid4()

    rows = record_visit(
        reports={"C1": visits.report(), "C2": visits.report(seen=False, reason_not_seen="at school")},
        client_id=form, by=made.access(visits.worker()), at=made.AT,
    )  # fmt: skip

    assert [(row.child_id, row.seen, row.occasion) for row in rows] == [
        (one.pk, True, form),
        (two.pk, False, form),
    ]
    assert due(one) == date(2026, 11, 27)
    assert due(two) == date(2026, 11, 10)
    told = AuditEvent.objects.filter(action="record_visit").order_by("pk")
    assert [event.subject_id for event in told] == ["C1", "C2"]


def test_one_child_out_of_reach_stops_the_record_of_all() -> None:
    made.adopt(STANDARDS)
    one, _ = made.store(made.case("C1"), made.case("C2", worker_id="W2"))
    by = made.access(visits.worker())

    with pytest.raises(Http404):
        record_visit(
            reports={c: visits.report() for c in ("C1", "C2")},
            client_id=uuid4(), by=by, at=made.AT,
        )  # fmt: skip

    assert not Visit.objects.exists()
    assert due(one) == date(2026, 11, 10)


@pytest.mark.parametrize(
    "role", [OwnRole.PERFORMANCE_ANALYST, OwnRole.AUDITOR, OwnRole.ADMINISTRATOR]
)
def test_who_may_not_record_cannot(role: OwnRole) -> None:
    made.adopt(STANDARDS)
    (child,) = made.store(made.case("C1"))

    with pytest.raises(Http404):
        visits.record(child, by=made.access(made.person(role)))

    assert not Visit.objects.exists()


def test_a_visit_of_tomorrow_cannot_be_recorded() -> None:
    made.adopt(STANDARDS)
    (child,) = made.store(made.case("C1"))

    with pytest.raises(services.FutureVisitError):
        visits.record(child, visits.report(made.TODAY + timedelta(1)))
    later = made.AT + timedelta(minutes=1)
    with pytest.raises(services.FutureVisitError):
        visits.record(child, visits.report(made.TODAY, visit_at=later))

    assert not Visit.objects.exists()


def test_a_disclosure_on_a_call_raises_the_tier_at_once() -> None:
    made.adopt()
    (child,) = made.store(made.case("C1", kind=EpisodeKind.CHILD_IN_NEED_PLAN))
    said = visits.call(EventKind.KIT_DISCLOSURE)
    said = replace(said, told=said.told._replace(visit_at=made.AT))

    row = visits.record(child, said)

    answer = Answer.objects.get(child=child)
    assert answer.tier == Tier.HIGH_AND_IMMEDIATE
    urgent = Obligation.objects.get(child=child, duty__contains="high_and_immediate_visit")
    assert urgent.due_at == "2026-11-17T09:30+00:00"
    event = Event.objects.get(child=child)
    assert (event.kind, event.visit_id, event.words) == ("kit_disclosure", row.pk, "in her words")


def looked_after_by_plan() -> Child:
    """Store a child on a plan whose agreed visiting plan lets the worker see it by video."""
    plan = VisitingPlan(
        date(2026, 11, 1), methods=(Method.VIDEO,), agreed_by=Role.IRO,
        agreed_on=date(2026, 11, 1), review_date=date(2027, 1, 1),
    )  # fmt: skip
    (child,) = made.store(replace(made.case("C1"), plans=(plan,)))
    return child


def test_a_visit_by_video_that_the_plan_allows_begins_with_the_prescribed_sentence() -> None:
    made.adopt(("lancashire-2020", date(2026, 9, 1)))
    child = looked_after_by_plan()
    said = visits.report(date(2026, 11, 13), method=Method.VIDEO, place=None)

    row = visits.record(child, replace(said, method_words="Skype call"))

    assert row.opening.startswith("This statutory visit has been undertaken as a Skype call as")
    assert row.observations == "Playing in the kitchen."


def test_one_that_no_plan_allows_does_not_claim_an_agreement() -> None:
    made.adopt(("lancashire-2020", date(2026, 9, 1)))
    (child,) = made.store(made.case("C1"))

    row = visits.record(child, visits.report(method=Method.VIDEO, place=None))

    assert row.opening == ""


def test_an_unborn_childs_visit_counts_without_the_child_being_seen() -> None:
    made.adopt(STANDARDS)
    case = replace(made.case("C1"), born=None, expected=date(2027, 1, 20))
    (child,) = made.store(
        replace(
            case, episodes=(Episode(EpisodeKind.REFERRAL, date(2026, 9, 17)), *case.episodes[1:])
        )
    )

    visits.record(child, visits.report(date(2026, 11, 13), seen=None))

    assert due(child) == date(2026, 11, 27)


def test_a_deputy_records_as_themselves_and_for_whom_they_act() -> None:
    from doorstep.web.accounts.models import Deputy

    made.adopt(STANDARDS)
    (child,) = made.store(made.case("C1"))
    manager = made.person(Role.TEAM_MANAGER, name="Ida Marsh", in_team=made.team())
    deputy = made.person(None, name="Ben Oduya")
    Deputy.objects.create(
        user=deputy, acts_for=manager, start_date=made.TODAY, given_by=manager,
        end_date=made.TODAY + timedelta(3),
    )  # fmt: skip

    row = visits.record(child, visits.report(role=Role.TEAM_MANAGER), by=made.access(deputy))

    assert (row.recorded_by, row.acting_for) == (deputy, "Ida Marsh")
