"""Two records of one child: merged, shown as one, and given back as they were (ADR 27)."""

import random
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import child_made
import decision_made as decided
import pytest
import visit_made
import web_made as made
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import Client
from django.urls import reverse

from doorstep.facts import Episode, EpisodeKind
from doorstep.intake.store_codec import encoded
from doorstep.vocabulary import Action, Role
from doorstep.web.accounts.models import User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.joined import PutAwayError
from doorstep.web.caseload.management.commands.export_extract import extract_of_all
from doorstep.web.caseload.merging import CannotMergeError, NotMergedError, merge, undo_merge
from doorstep.web.caseload.models import Answer, BlindSpot, Child, Involvement, Merge, Obligation
from doorstep.web.caseload.queries import case_of, children_for
from doorstep.web.caseload.services import refresh, store_facts
from doorstep.web.visits.services import record_visit, withdraw_visit

LATER = made.AT + timedelta(hours=2)


@pytest.fixture
def manager() -> User:
    made.adopt()
    return made.person(Role.HEAD_OF_SERVICE, name="Hal Orme")


@pytest.fixture
def two(manager: User) -> tuple[Child, Child]:
    """Return two records of one child: that of another team is the older, and has no visit."""
    old = made.case("C1", worker_id="W1", in_team="East")
    new = made.case("C2", worker_id="W2", worker="Idris Vane", in_team="West", seen=())
    one, other = made.store(old, new)
    return one, other


def do_merge(child: Child, into: Child, by: User, **more: str) -> Merge:
    reason = more.get("reason", "One child, entered twice")
    return merge(
        child_id=child.child_id,
        into_id=into.child_id,
        reason=reason,
        by=made.access(by),
        at=made.AT,
    )


def undo(row: Merge, by: User) -> Merge:
    return undo_merge(pk=row.pk, reason="They are two", by=made.access(by), at=LATER)


def seen_today(child: Child, by: User) -> None:
    record_visit(
        reports={child.child_id: visit_made.report(made.TODAY)},
        client_id=uuid4(),
        by=made.access(by),
        at=made.AT,
    )


def stored() -> list[object]:
    """Return all that is worked out and stored of the children, as plain values."""
    rows: list[object] = []
    for model, left_out in (
        (Answer, {"answered_at"}),
        (Obligation, {"id"}),
        (BlindSpot, {"id"}),
        (Involvement, {"id"}),
    ):
        found = [
            {k: str(v) for k, v in row.items() if k not in left_out}
            for row in model.objects.values()
        ]
        rows.append(sorted(found, key=str))
    return rows


def exported() -> list[tuple[str, str]]:
    extract = extract_of_all()
    return [(encoded(case), extract.names[case.child_id]) for case in extract.cases]


def owed(child: Child) -> int:
    return Obligation.objects.filter(child=child).count()


def test_the_record_that_stays_knows_what_is_known_of_both(two, manager) -> None:
    one, other = two
    seen_today(other, manager)
    do_merge(one, other, manager)
    case = case_of(other)
    days = [visit.visit_date for visit in case.visits]
    assert days == [made.TODAY - timedelta(20), made.TODAY]
    assert {i.worker_id for i in case.involvements} == {"W1", "W2"}
    assert owed(other)


def test_rows_that_both_sources_tell_count_once(two, manager) -> None:
    one, other = two
    before = len(case_of(other).episodes)
    do_merge(one, other, manager)
    kinds = [e.kind for e in case_of(other).episodes]
    assert len(kinds) == before
    assert len(case_of(other).addresses) == 1


def test_the_record_put_away_has_nothing_due_and_is_in_no_list(two, manager) -> None:
    one, other = two
    do_merge(one, other, manager)
    assert not owed(one)
    assert not BlindSpot.objects.filter(child=one).exists()
    assert Answer.objects.get(child=one).standing == "closed"
    assert [case.child_id for case in extract_of_all().cases] == ["C2"]


def test_the_account_balances_while_a_merge_stands(two, manager) -> None:
    do_merge(*two, manager)
    assert Answer.objects.count() == Child.objects.count() == 2
    assert Answer.objects.exclude(standing="closed").count() == 1


def test_whoever_worked_with_either_reaches_the_record_that_stays(two, manager) -> None:
    one, other = two
    worker = made.person(worker_id="W1", name="Noor Calloway")
    assert not children_for(made.access(worker)).filter(pk=other.pk).exists()
    do_merge(one, other, manager)
    assert children_for(made.access(worker)).filter(pk=other.pk).exists()


def test_what_is_recorded_on_the_record_put_away_before_counts_on_the_other(two, manager) -> None:
    one, other = two
    do_merge(one, other, manager)
    child_made.visit(one, manager)
    with transaction.atomic():
        refresh([one.pk], at=made.AT)
    assert Answer.objects.get(child=other).last_seen == made.TODAY
    assert Answer.objects.get(child=one).standing == "closed"


def test_a_new_document_of_the_record_put_away_is_answered_on_the_other(two, manager) -> None:
    one, other = two
    do_merge(one, other, manager)
    plan = Episode(EpisodeKind.CHILD_IN_NEED_PLAN, made.TODAY - timedelta(3))
    case = made.case("C1")
    with transaction.atomic():
        told = case.__class__(**{**_fields(case), "episodes": (*case.episodes, plan)})
        store_facts([told], {}, source="test", by=None, at=LATER)
    assert plan in case_of(other).episodes
    assert not owed(one)


def _fields(case) -> dict[str, object]:
    return {name: getattr(case, name) for name in case.__dataclass_fields__}


def test_undone_both_are_exactly_as_before(two, manager) -> None:
    seen_today(two[0], manager)
    before = stored(), exported()
    row = do_merge(*two, manager)
    assert (stored(), exported()) != before
    undo(row, manager)
    assert (stored(), exported()) == before


def test_what_was_recorded_in_between_stays_where_it_was_written(two, manager) -> None:
    one, other = two
    row = do_merge(one, other, manager)
    seen_today(other, manager)
    undo(row, manager)
    assert [v.visit_date for v in case_of(one).visits] == [made.TODAY - timedelta(20)]
    assert [v.visit_date for v in case_of(other).visits] == [made.TODAY]


@pytest.mark.parametrize("seed", range(4))
def test_in_any_order_of_merging_recording_and_undoing_nothing_moves(two, manager, seed) -> None:
    """Go through twenty steps at random; afterwards each record has what it would have without merges."""
    third = made.store(made.case("C3", seen=()))[0]
    children, rng = [*two, third], random.Random(seed)
    standing: dict[int, Merge] = {}
    for _ in range(20):
        _one_step(rng, children, standing, manager)
        _holds_together(children)
    for row in standing.values():
        undo(row, manager)
    after = stored()
    with transaction.atomic():
        refresh([child.pk for child in children], at=made.AT, involvements=True)
    assert stored() == after
    for child in children:
        assert {v.child_id for v in child.visit_set.all()} <= {child.pk}
        recorded = [v for v in case_of(child).visits if v.source == "doorstep"]
        assert len(recorded) == child.visit_set.count()


def _one_step(
    rng: random.Random, children: list[Child], standing: dict[int, Merge], by: User
) -> None:
    one, other = rng.sample(children, 2)
    step = rng.choice(("merge", "record", "undo"))
    if step == "merge":
        with suppress(CannotMergeError):
            row = do_merge(one, other, by)
            standing[row.pk] = row
    elif step == "record":
        child_made.visit(one, by, made.TODAY - timedelta(rng.randrange(30)))
        with transaction.atomic():
            refresh([one.pk], at=made.AT)
    elif standing:
        undo(standing.pop(rng.choice(sorted(standing))), by)


def _holds_together(children: list[Child]) -> None:
    """Test that what is stored is what would be worked out now, and nothing is due twice."""
    away = set(Merge.objects.filter(undone_at=None).values_list("child_id", flat=True))
    for child in children:
        answer = Answer.objects.get(child=child)
        assert (answer.standing == "closed") == (child.pk in away)
        assert bool(owed(child)) == (child.pk not in away)
        told = [v.visit_date for v in case_of(child).visits if v.seen]
        if child.pk not in away:
            assert answer.last_seen == max(told, default=None)


# --- what is refused ----------------------------------------------------------------------------------


def test_a_record_is_put_away_once_and_nothing_is_put_into_one_put_away(two, manager) -> None:
    one, other = two
    third = made.store(made.case("C3"))[0]
    do_merge(one, other, manager)
    for child, into in ((one, third), (third, one), (other, third), (one, one)):
        with pytest.raises(CannotMergeError):
            do_merge(child, into, manager)
    do_merge(third, other, manager)
    assert Merge.objects.filter(undone_at=None).count() == 2


def test_the_same_form_sent_twice_makes_one_merge_and_one_event(two, manager) -> None:
    assert do_merge(*two, manager) == do_merge(*two, manager)
    assert AuditEvent.objects.filter(action="merge_records").count() == 1


def test_a_merge_is_undone_once(two, manager) -> None:
    row = do_merge(*two, manager)
    undo(row, manager)
    with pytest.raises(NotMergedError):
        undo(row, manager)
    assert AuditEvent.objects.filter(action="undo_merge").count() == 1


def test_who_reaches_only_one_of_the_two_merges_nothing(two, manager) -> None:
    east = made.person(Role.TEAM_MANAGER, in_team=made.team("East"))
    with pytest.raises(Http404):
        do_merge(*two, east)
    row = do_merge(*two, manager)
    assert not AuditEvent.objects.filter(action="merge_records", actor_id=east.pk).exists()
    assert row.undone_at is None


def test_a_worker_merges_nothing(two) -> None:
    worker = made.person(worker_id="W1")
    with pytest.raises(Http404):
        do_merge(*two, worker)


def test_the_database_keeps_no_second_merge_of_a_child(two, manager) -> None:
    one, other = two
    third = made.store(made.case("C3"))[0]
    do_merge(one, other, manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        Merge.objects.create(
            child=one, into=third, reason="Again", merged_at=made.AT, merged_by=manager
        )


# --- restrictions -------------------------------------------------------------------------------------


def test_a_restriction_of_either_closes_both(two, manager) -> None:
    one, other = two
    named = made.person(Role.HEAD_OF_SERVICE, name="Named")
    child_made.restricted(one, named, by=manager)
    do_merge(one, other, named)
    assert not children_for(made.access(manager)).filter(pk__in=[one.pk, other.pk]).exists()
    assert children_for(made.access(named)).filter(pk__in=[one.pk, other.pk]).count() == 2


def test_where_both_are_restricted_only_who_is_named_on_both_sees_them(two, manager) -> None:
    one, other = two
    both, only = made.person(Role.HEAD_OF_SERVICE), made.person(Role.HEAD_OF_SERVICE)
    child_made.restricted(one, both, only, by=manager)
    child_made.restricted(other, both, by=manager)
    do_merge(one, other, both)
    assert children_for(made.access(both)).filter(pk=other.pk).exists()
    assert not children_for(made.access(only)).filter(pk__in=[one.pk, other.pk]).exists()


def test_who_is_not_named_on_a_restricted_record_cannot_merge_it(two, manager) -> None:
    named = made.person(Role.HEAD_OF_SERVICE)
    child_made.restricted(two[0], named, by=manager)
    with pytest.raises(Http404):
        do_merge(*two, manager)


# --- pages --------------------------------------------------------------------------------------------


def test_the_page_of_the_record_put_away_says_where_it_went(two, manager, sign_in) -> None:
    one, other = two
    do_merge(one, other, manager)
    client: Client = sign_in(manager)
    answer = client.get(reverse("child", args=["C1"]))
    assert answer.status_code == 200
    assert reverse("child", args=["C2"]) in answer.content.decode()
    assert len(child_made.reads("C1")) == 1


def test_writing_on_the_record_put_away_is_refused_with_the_link(two, manager, sign_in) -> None:
    one, other = two
    do_merge(one, other, manager)
    client: Client = sign_in(manager)
    for name in ("record-visit", "record-event", "open-decision", "decide-tier", "warnings"):
        answer = client.post(reverse(name, args=["C1"]), {})
        assert answer.status_code == 409, name
        assert reverse("child", args=["C2"]) in answer.content.decode()


def test_who_may_not_see_the_record_learns_nothing_of_the_merge(two, manager, sign_in) -> None:
    do_merge(*two, manager)
    stranger: Client = sign_in(made.person(worker_id="W9"))
    there = stranger.get(reverse("child", args=["C1"]))
    nowhere = stranger.get(reverse("child", args=["NOBODY"]))
    assert there.status_code == nowhere.status_code == 404


def test_the_pages_of_the_record_that_stays_show_what_was_written_on_either(
    two, manager, sign_in
) -> None:
    one, other = two
    visit = child_made.visit(one, manager, observations="Sat by the window")
    do_merge(one, other, manager)
    client: Client = sign_in(manager)
    assert "C1, merged" in child_made.text(client.get(reverse("child", args=["C2"])))
    timeline = client.get(reverse("timeline", args=["C2"])).content.decode()
    assert "Sat by the window" in timeline
    page = reverse("visit", args=["C1", visit.pk])
    assert page in timeline
    assert client.get(page).status_code == 200
    documents = client.get(reverse("documents", args=["C2"])).content.decode()
    assert reverse("document", args=["C2", "visit", visit.pk]) in documents


def test_a_decision_opened_on_the_record_put_away_goes_on_at_its_own_address(sign_in) -> None:
    made.adopt(decided.LANCASHIRE)
    people = decided.people()
    worker, head = people[Role.SOCIAL_WORKER], people[Role.HEAD_OF_SERVICE]
    one, other = decided.child("C1"), decided.child("C2")
    decided.rated(one, made.access(worker))
    decision = decided.opened(one, made.access(worker))
    do_merge(one, other, head)
    client: Client = sign_in(worker)
    page = reverse("decision", args=["C1", decision.pk])
    assert page in client.get(reverse("decisions", args=["C2"])).content.decode()
    assert client.get(page).status_code == 200
    assert client.get(reverse("write", args=["C1", decision.pk])).status_code == 200
    answers = decided.answers(decided.paper(decision.form_part.part_id))
    decided.do(decision, Action.SUBMIT, made.access(worker), answers=answers)
    decision.refresh_from_db()
    assert not decision.at_start
    assert page in client.get(reverse("timeline", args=["C2"])).content.decode()


def test_a_visit_written_on_the_record_put_away_is_corrected_there_and_counts_on_the_other(
    two, manager
) -> None:
    one, other = two
    row = visit_made.record(one, visit_made.report(made.TODAY), by=made.access(manager))
    do_merge(one, other, manager)
    assert Answer.objects.get(child=other).last_seen == made.TODAY
    withdraw_visit(
        visit=row, reason="Of a sibling", client_id=uuid4(), by=made.access(manager), at=LATER
    )
    assert Answer.objects.get(child=other).last_seen == made.TODAY - timedelta(20)


def test_nothing_new_is_recorded_on_a_record_put_away_by_any_way(two, manager) -> None:
    one, other = two
    do_merge(one, other, manager)
    with pytest.raises(PutAwayError):
        seen_today(one, manager)
