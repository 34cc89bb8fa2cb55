"""Decisions of the demonstration: visiting plans and requests at every stage, by its own people."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from doorstep.facts import Method
from doorstep.policy.form import Form
from doorstep.vocabulary import Action, FactKind, Needed, Role
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import RoleHeld, User
from doorstep.web.accounts.queries import access_of
from doorstep.web.caseload.models import Child, Involvement
from doorstep.web.caseload.queries import case_of
from doorstep.web.decisions import queries
from doorstep.web.decisions.models import Decision
from doorstep.web.decisions.services import Doing, act, fill_form, open_decisions
from doorstep.web.decisions.shown import first_fingerprint
from doorstep.web.decisions.state import holding
from doorstep.web.policies.queries import stack
from doorstep.workflow import Arrangement, asked

OURS = UUID(
    "6f6f2a0e-3d5c-4a52-9a53-1d3c1f0c8f11"
)  # what the ids of the demonstration are made from
PLAN = "lancashire-2020/visiting_plan"
REQUEST = "practice-standards-2022/virtual_visit_request"
PROPOSED = Arrangement(
    "2 weeks", (Method.IN_PERSON, Method.VIDEO), "social worker", "In person and by video in turn."
)
WORDS = {
    "why_plan": "Neglect and missed health appointments. The house was unsafe in the spring.",
    "why_involved": "Neglect: missed appointments and an unsafe home. Gran helps on weekdays.",
    "changed_risks": "School is part-time, so fewer people see the child. Money is short.",
    "other_contact": "School on three days, the health visitor by telephone each week.",
    "remote_contact": "A call shows how the child sounds; it does not show the home.",
    "present_frequency": "Every ten working days in person. It could be in turn with video.",
    "family_support": "Gran on weekdays; a neighbour does the shopping.",
    "child_support": "School on three days; the club has stopped.",
    "alternatives": "Video calls in which the child shows the bedroom.",
    "virus_impact": "Nobody has symptoms. Gran has asthma and is careful.",
    "why": "The mother has symptoms and nobody may go in until Friday.",
    "circumstances": "At home with the mother and two brothers.",
    "safety": "School saw the child on Monday. Gran telephones every day.",
    "risk": "Neglect; the kitchen can be shown on video, smells cannot.",
    "manager_assessment": "One visit by video can be justified; the next one is in person.",
}
RUNG = {
    Needed.PEOPLE: "the IRO, the practice manager and the team manager",
    Needed.MEANS: "by video call",
    Needed.OUTCOME: "No agreement: the IRO wants a visit in person each week.",
    Needed.NEXT_STEP: "The next stage by the end of the week.",
}
Told = Mapping[Needed, str]
Step = tuple[Role, Action, Told]
SUBMIT: Step = (Role.SOCIAL_WORKER, Action.SUBMIT, {})
SIGNED: Step = (Role.PRACTICE_MANAGER, Action.SIGN_OFF, {})
AGREED: Step = (Role.IRO, Action.AGREE, {})
DISAGREED: Step = (
    Role.IRO,
    Action.DISAGREE,
    {Needed.REASON: "The risk at home is too high for a video call every other time."},
)
UP: Step = (Role.IRO, Action.ESCALATE, RUNG)
RETURNED: Step = (
    Role.PRACTICE_MANAGER,
    Action.RETURN,
    {Needed.REASON: "Say who sees the child on the days without school."},
)
PLANS: tuple[tuple[Step, ...], ...] = (
    (SUBMIT,),
    (SUBMIT, SIGNED),
    (SUBMIT, SIGNED, DISAGREED, UP),
    (SUBMIT, SIGNED, AGREED),
    (),
    (SUBMIT, RETURNED),
    (SUBMIT, SIGNED, DISAGREED),
)
ASKED: tuple[tuple[Step, ...], ...] = (
    (SUBMIT,),
    (SUBMIT, (Role.TEAM_MANAGER, Action.AGREE, {})),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """Who decides about a child, and when the first thing was done."""

    child: Child
    people: Mapping[Role, User]
    began: datetime

    def access(self, role: Role, hours: int = 0) -> Access:
        """Return somebody of a role so many hours after it began."""
        return access_of(self.people[role], at=self.began + timedelta(hours=hours))


def make_decisions(*, worker: User, at: datetime) -> int:
    """Play plans and requests about a worker's children to various stages; return how many."""
    plays = list(_plays(worker, at))
    made = sum(_plan(each, steps) for each, steps in zip(plays, PLANS, strict=False))
    last = [play for play in reversed(plays) if not _is_high(play)]
    return made + sum(_request(each, steps) for each, steps in zip(last, ASKED, strict=False))


def _is_high(play: Played) -> bool:
    """Test whether a virtual visit would be refused outright, with nothing left to sign."""
    return any(f.kind == FactKind.HIGH_RISK for f in case_of(play.child).facts)


def _plays(worker: User, at: datetime) -> Iterator[Played]:
    for number, child in enumerate(_children(worker, at)):
        people = _people(child, worker, at)
        if people is not None:
            began = at - timedelta(days=6 - number % 6, hours=number)
            yield Played(child=child, people=people, began=began)


def _children(worker: User, at: datetime) -> list[Child]:
    """Return the worker's children on a plan whose record is open to all who work with them."""
    mine = Involvement.objects.filter(worker_id=worker.worker_id, end_date=None)
    cases = ("child protection plan", "child in need plan")
    rows = Child.objects.filter(involvements__in=mine, answer__case__in=cases, restrictions=None)
    return list(rows.select_related("document", "answer__team").order_by("pk").distinct())


def _people(child: Child, worker: User, at: datetime) -> dict[Role, User] | None:
    """Return who decides about a child; nobody if one of them is wanting."""
    iro = child.involvements.filter(role="IRO", end_date=None).values("worker_id")
    found = {
        Role.SOCIAL_WORKER: worker,
        Role.IRO: User.objects.filter(worker_id__in=iro).first() or _any_iro(),
        Role.PRACTICE_MANAGER: _held(Role.PRACTICE_MANAGER, child),
        Role.TEAM_MANAGER: _held(Role.TEAM_MANAGER, child),
    }
    people = {role: user for role, user in found.items() if user is not None}
    return people if len(people) == len(found) else None


def _any_iro() -> User | None:
    held = RoleHeld.objects.filter(role=Role.IRO).select_related("user").order_by("pk").first()
    return held.user if held else None


def _held(role: Role, child: Child) -> User | None:
    rows = RoleHeld.objects.filter(role=role, team=child.answer.team).select_related("user")
    held = rows.order_by("pk").first()
    return held.user if held else None


def _plan(play: Played, steps: tuple[Step, ...]) -> bool:
    """Rate the child and bring a visiting plan to a stage."""
    rating = _meant(play, ("rag_rating_cp", "rag_rating_cin"))
    fill_form(
        child_id=play.child.child_id,
        form=rating.id,
        answers=_answers(rating, play, rating="amber"),
        client_id=uuid5(OURS, f"rating {play.child.pk}"),
        by=play.access(Role.SOCIAL_WORKER),
        at=play.began,
    )
    form = _meant(play, ("visiting_plan_cp", "visiting_plan_cin"))
    return _played(play, PLAN, form, steps)


def _request(play: Played, steps: tuple[Step, ...]) -> bool:
    form = stack().forms["practice-standards-2022/virtual_visit_rationale"]
    return _played(play, REQUEST, form, steps)


def _meant(play: Played, names: tuple[str, str]) -> Form:
    """Return the form of two that is meant for the child."""
    holds = holding(case_of(play.child), stack(), on=play.began.date())
    forms = [stack().forms[f"lancashire-2020/{name}"] for name in names]
    return next(f for f in forms if f.chosen_when is None or holds(f.chosen_when))


def _played(play: Played, procedure: str, form: Form, steps: tuple[Step, ...]) -> bool:
    (decision,) = open_decisions(
        child_ids=[play.child.child_id],
        procedure=procedure,
        form=form.id,
        client_id=uuid5(OURS, f"{procedure} {play.child.pk}"),
        by=play.access(Role.SOCIAL_WORKER),
        at=play.began,
    )
    for number, step in enumerate(steps, 1):
        if decision.ended_at is None:
            _done(play, decision, form, step, number)
            decision.refresh_from_db()
    return True


def _done(play: Played, decision: Decision, form: Form, step: Step, number: int) -> None:
    role, action, told = step
    by = play.access(role, number * 3)
    decision.refresh_from_db()
    found = queries.opened(decision, play.child, stack(), on=by.on)
    doing = Doing(
        action=action,
        client_id=uuid5(OURS, f"{decision.pk} {number}"),
        version=decision.version,
        told=told,
        answers=_given(play, form, action, role),
        signed=first_fingerprint(found, action),
    )
    act(child_id=play.child.child_id, decision=decision.pk, doing=doing, by=by, at=by.at)


def _given(play: Played, form: Form, action: Action, role: Role) -> dict[str, str]:
    """Return what is filled in with an action: the whole form, or the part of who signs."""
    answers = _answers(form, play)
    if action == Action.SUBMIT:
        return answers
    signs = {s.id for s in form.signatures if role in s.by}
    own = {f.id for f in form.fields if f.before in signs}
    return {name: text for name, text in answers.items() if name in own}


def _answers(form: Form, play: Played, **given: str) -> dict[str, str]:
    on = play.began.date()
    kinds: dict[str, Callable[[], str]] = {
        "date": lambda: (on + timedelta(days=20)).isoformat(),
        "number": lambda: "1",
        "arrangement": lambda: PROPOSED.text,
    }
    found: dict[str, str] = {}
    for field in form.fields:
        plain = field.allowed[-1] if field.allowed else WORDS.get(field.id, "Nothing to add.")
        found[field.id] = given.get(field.id) or kinds.get(field.kind, lambda p=plain: p)()
    known = play.child.name or play.child.child_id
    found |= {name: known for name in ("children", "child") if name in found}
    holds = holding(case_of(play.child), stack(), on=on)
    return {f.id: found[f.id] for f in asked(form, found, holds)}
