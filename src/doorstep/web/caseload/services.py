"""Write facts and answers: whatever changes a child's facts refreshes its answer with it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from doorstep.facts import CaseFacts
from doorstep.facts import Involvement as InvolvementFact
from doorstep.intake.extract import Extract
from doorstep.intake.store_codec import encoded
from doorstep.policy.stack import Stack
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import Team
from doorstep.web.audit import services as audit
from doorstep.web.caseload.answering import Worked, worked_out
from doorstep.web.caseload.asked import asked_of
from doorstep.web.caseload.identity import address_on, household_of, key_of
from doorstep.web.caseload.joined import Joined, joined, with_nothing
from doorstep.web.caseload.known import Known
from doorstep.web.caseload.models import (
    Answer,
    BlindSpot,
    CaseDocument,
    Child,
    Involvement,
    Obligation,
)
from doorstep.web.caseload.queries import (
    Here,
    case_facts,
    out_of_date,
    recorded_here,
    to_answer,
)
from doorstep.web.policies.queries import stack as adopted_stack
from doorstep.workdays import LONDON

CHUNK = 200  # children in one transaction: half a second under the lock at most
Progress = Callable[[str], None]


def refresh(
    child_pks: Iterable[int],
    *,
    at: datetime,
    stack: Stack | None = None,
    involvements: bool = False,
) -> None:
    """Work out anew and store the answers of these children, in the transaction that is open.

    The children's rows are locked first, so that nobody's later facts are answered by earlier ones.
    With `involvements`, who works with them is stored anew too: pass it wherever that may have changed.
    """
    answer_anew(_locked(child_pks), at=at, stack=stack, involvements=involvements)


def answer_anew(
    children: Sequence[Child],
    *,
    at: datetime,
    stack: Stack | None = None,
    involvements: bool = False,
    known: Known | None = None,
) -> None:
    """Work out anew and store the answers of children whose rows this transaction has locked.

    Shape: each child comes with its document selected. What is said of one of several merged records
    is answered on the one that stays; the others have nothing due. `known` is what this transaction
    asked under the lock before, with what it wrote since.
    """
    policy = stack or adopted_stack()
    merges = known.merges if known else joined()
    rows = [*children, *_merged_with(children, merges, involvements=involvements)]
    here = known.here if known and len(rows) == len(children) else None
    cases, worked = answers_of(rows, policy=policy, merges=merges, at=at, here=here)
    if involvements:
        store_involvements({pk: case.involvements for pk, case in cases.items()})
    store_answers(worked)


def answers_of(
    rows: Sequence[Child],
    *,
    policy: Stack,
    merges: Joined,
    at: datetime,
    here: Mapping[int, Here] | None = None,
) -> tuple[dict[int, CaseFacts], dict[int, Worked]]:
    """Return what is known of each child and what is answered, both by primary key; nothing is stored."""
    here = recorded_here(rows, merges) if here is None else here
    cases = case_facts(rows, here, merges)
    on = at.astimezone(LONDON).date()
    told = {pk: with_nothing(case) if pk in merges.into else case for pk, case in cases.items()}
    worked = {pk: worked_out(case, policy, on=on, at=at) for pk, case in told.items()}
    for pk in worked:
        held = here[pk] if pk not in merges.into else Here()
        worked[pk].answer["asked"] = asked_of(held.visits, held.circumstances)
    return cases, worked


def _merged_with(
    children: Sequence[Child], merges: Joined, *, involvements: bool
) -> Sequence[Child]:
    """Return the other records whose answer follows from these: the one that stays, or all."""
    if not merges.into:
        return ()
    own = {child.pk for child in children}
    stay = {merges.into[pk] for pk in own if pk in merges.into}
    more = (merges.widened(own) if involvements else stay) - own
    return _locked(more) if more else ()


def _locked(child_pks: Iterable[int]) -> list[Child]:
    rows = Child.objects.filter(pk__in=list(child_pks)).order_by("pk")
    return list(rows.select_related("document").select_for_update(of=("self",)))


def store_answers(worked: Mapping[int, Worked]) -> None:
    """Store these answers in place of what was answered of the children before."""
    teams = _teams(w.team for w in worked.values())
    pks = list(worked)
    Obligation.objects.filter(child__in=pks).delete()
    BlindSpot.objects.filter(child__in=pks).delete()
    Answer.objects.bulk_create(
        [Answer(child_id=pk, team_id=teams.get(w.team), **w.answer) for pk, w in worked.items()],
        update_conflicts=True,
        unique_fields=["child"],
        update_fields=[f.name for f in Answer._meta.fields if f.name != "child"],
    )
    Obligation.objects.bulk_create(
        Obligation(child_id=pk, team_id=teams.get(w.team), **row)
        for pk, w in worked.items()
        for row in w.obligations
    )
    BlindSpot.objects.bulk_create(
        BlindSpot(child_id=pk, team_id=teams.get(w.team), **row)
        for pk, w in worked.items()
        for row in w.blind_spots
    )


def store_involvements(told: Mapping[int, Sequence[InvolvementFact]]) -> None:
    """Store who works with these children, as sources and moves say; the index of access and lists."""
    teams = _teams(row.team for rows in told.values() for row in rows)
    Involvement.objects.filter(child__in=list(told)).delete()
    Involvement.objects.bulk_create(
        _involvement(pk, row, teams) for pk, rows in told.items() for row in rows
    )


def _involvement(pk: int, row: InvolvementFact, teams: dict[str, int]) -> Involvement:
    return Involvement(
        child_id=pk,
        worker_id=row.worker_id,
        worker=row.worker,
        team_id=teams.get(row.team),
        role=row.role,
        allocated=row.allocated,
        start_date=row.start_date,
        end_date=row.end_date,
    )


def _teams(named: Iterable[str]) -> dict[str, int]:
    """Return the key of each team named; a team met for the first time is made, without a locality."""
    names = set(named) - {""}
    known = dict(Team.objects.filter(name__in=names).values_list("name", "pk"))
    for name in sorted(names - set(known)):
        known[name] = Team.objects.get_or_create(name=name)[0].pk
    return known


def store_facts(
    cases: Sequence[CaseFacts],
    names: dict[str, str],
    *,
    source: str,
    by: Access | None,
    at: datetime,
    action: str = "store_facts",
) -> list[int]:
    """Store what a source says of these children and refresh their answers; return who changed.

    A child of whom the source says what it said before is left alone. Call it in a transaction.
    """
    ids = [case.child_id for case in cases]
    known = {
        c.child_id: c for c in Child.objects.filter(child_id__in=ids).select_related("document")
    }
    changed: list[int] = []
    for case in cases:
        body, child = encoded(case), known.get(case.child_id)
        name = names.get(case.child_id, "") or (child.name if child else "")
        if child and child.document.body == body and child.name == name:
            continue
        changed.append(_store_case(case, body, name, child, source=source, by=by, at=at))
    audit.record_all(
        [(action, "child", case_id, {"source": source}) for case_id in _ids(changed)],
        by=by,
        at=at,
    )
    refresh(changed, at=at, involvements=True)
    return changed


def _ids(pks: list[int]) -> list[str]:
    return list(Child.objects.filter(pk__in=pks).order_by("pk").values_list("child_id", flat=True))


def _store_case(  # noqa: PLR0913 (who, when and whence of one child)
    case: CaseFacts,
    body: str,
    name: str,
    child: Child | None,
    *,
    source: str,
    by: Access | None,
    at: datetime,
) -> int:
    document = CaseDocument.objects.create(
        child_id=case.child_id,
        body=body,
        source=source,
        recorded_at=at,
        recorded_by_id=by.user_id if by else None,
    )
    child = child or Child(child_id=case.child_id, version=0)
    say_of(child, case, name, on=at.astimezone(LONDON).date())
    child.document = document
    child.version += 1
    child.save()
    return child.pk


def say_of(child: Child, case: CaseFacts, name: str, *, on: date) -> None:
    """Put into the columns of a child's row what lists and searches need of the facts."""
    address = address_on(case.addresses, on)
    child.name, child.name_key, child.born = name, key_of(name), case.born
    child.address = address.line if address else ""
    child.postcode = address.postcode if address else ""
    child.household = household_of(address)


def store_extract(
    extract: Extract, *, by: Access | None, at: datetime, progress: Progress = lambda _: None
) -> int:
    """Store an extract's cases, so many at a time; return how many children changed.

    What was stored stays stored if it is interrupted; run again, it goes on where it stopped.
    """
    names, changed = dict(extract.names), 0
    for start in range(0, len(extract.cases), CHUNK):
        with transaction.atomic():
            some = extract.cases[start : start + CHUNK]
            changed += len(store_facts(some, names, source=extract.source, by=by, at=at))
        progress(f"{min(start + CHUNK, len(extract.cases)):,} of {len(extract.cases):,} children")
    return changed


def sweep(*, at: datetime, only_stale: bool = False, progress: Progress = lambda _: None) -> int:
    """Work out the answer of every child anew; return how many. Repeatable at any time.

    A closed case is passed over until the day something in it begins: nothing else can open it.
    With `only_stale` those already answered as at the day, under what is adopted now, are passed over.
    """
    pks = list(_to_sweep(at.astimezone(LONDON).date(), only_stale))
    stack = adopted_stack()
    for start in range(0, len(pks), CHUNK):
        with transaction.atomic():
            refresh(pks[start : start + CHUNK], at=at, stack=stack)
        progress(f"{min(start + CHUNK, len(pks)):,} of {len(pks):,} children")
    return len(pks)


def _to_sweep(on: date, only_stale: bool) -> Iterable[int]:
    rows = out_of_date(on=on) if only_stale else to_answer(on=on)
    return rows.order_by("pk").values_list("pk", flat=True)
