"""What was done in a decision, what came of it and where it stands, as plain values of a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from doorstep.policy.procedure import Does, Procedure, Step
from doorstep.vocabulary import Action
from doorstep.web.components import words, words_within
from doorstep.web.decisions.models import Done
from doorstep.web.decisions.queries import Opened
from doorstep.web.decisions.saying import SHORT, in_role, one_of, told_rows, was_done, when


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One action done, with everything that is known of it."""

    title: str
    by: str
    role: str
    happened: str
    iso: str
    written: str
    told: tuple[tuple[str, str], ...]
    led_to: str
    clause: str
    short: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepShown:
    """One step of the procedure: what is done in it, whether it was reached, and who acts there."""

    title: str
    clause: str
    says: str
    who: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """One action that can be done now: by whom, what must be told, where it leads."""

    action: str
    who: str
    needs: str
    leads_to: str
    is_signature: bool


def pasts(done: Sequence[Done]) -> list[Past]:
    """Return what was done, the latest first."""
    return [past(row) for row in reversed(done)]


def past(row: Done) -> Past:
    """Return one action as the history shows it; rows come with who recorded them."""
    happened, written = when(row.happened_at), when(row.recorded_at)
    return Past(
        title=was_done(row.action),
        by=row.recorded_by.name,
        role=in_role(row.role, row.acting_for),
        happened=happened,
        iso=row.happened_at.isoformat(),
        written="" if written == happened else written,
        told=tuple(told_rows(row.told)),
        led_to="" if row.to == row.step else row.to_title,
        clause=row.clause,
        short=row.digest[:SHORT],
        digest=row.digest,
    )


def steps(found: Opened) -> list[StepShown]:
    """Return the steps before any ending, as one comes to them: gone through, the present, the others."""
    rule, gone = found.state.procedure, {row.step for row in found.done}
    ahead = _reached(rule, found.decision.step)
    return [
        _step(rule.steps[name], _state(name, found, gone, ahead))
        for name in _reached(rule, rule.start)
        if not rule.steps[name].ends
    ]


def _state(name: str, found: Opened, gone: set[str], ahead: list[str]) -> str:
    if name == found.decision.step:
        return "now"
    if name in gone:
        return "done"
    return "ahead" if name in ahead else "passed"


def _step(step: Step, state: str) -> StepShown:
    who = one_of(
        role for does in step.actions if does.action != Action.WITHDRAW for role in does.by
    )
    return StepShown(title=step.title, clause=step.clause, says=step.says, who=who, state=state)


def endings(found: Opened) -> list[str]:
    """Return how it can still end."""
    rule = found.state.procedure
    return [rule.steps[n].title for n in _reached(rule, found.decision.step) if rule.steps[n].ends]


def _reached(rule: Procedure, start: str) -> list[str]:
    """Return the steps that can be reached from one, the nearest first."""
    found, ahead = list[str](), [start]
    for name in ahead:
        if name not in found:
            found.append(name)
            ahead += [does.to for does in rule.steps[name].actions]
    return found


def what_is_open(found: Opened) -> list[Open]:
    """Return what can be done now, by whomever it is for."""
    return [_open(does, found) for does in found.actions]


def _open(does: Does, found: Opened) -> Open:
    to = found.state.procedure.steps[does.to]
    return Open(
        action=does.action,
        who=one_of(does.by),
        needs=", ".join(words_within(n) for n in does.needs),
        leads_to="" if does.to == found.decision.step else to.title,
        is_signature=does.signature,
    )


def who_acts(roles: Iterable[str]) -> str:
    """Return the roles that can act, as words."""
    return words(one_of(roles))
