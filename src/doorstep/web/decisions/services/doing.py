"""What somebody does in a decision, and why it may not be done as they sent it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from doorstep.vocabulary import Action, Needed, Role
from doorstep.web.accounts.access import Access
from doorstep.web.decisions.models import Decision, Done, Filled
from doorstep.web.decisions.parts import form_of
from doorstep.workflow import RefusedError
from doorstep.workflow.forms import Holds, asked


class MovedOnError(Exception):
    """Somebody else acted meanwhile; `decision` is where it stands now."""

    def __init__(self, decision: Decision):
        super().__init__("Somebody else acted on this decision while you were.")
        self.decision = decision


class SaidOtherwiseError(Exception):
    """The same page was sent before and said something else; `row` is what was done then."""

    def __init__(self, row: Any):
        super().__init__("This page was sent before, and said something else then.")
        self.row = row


class ShownOtherwiseError(RefusedError):
    """What is to be signed or handed on is not what whoever acts was shown."""

    def __init__(self) -> None:
        super().__init__("What you were shown is not what stands now; read it again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """What somebody does: the action, what they tell, the answers that are theirs to give.

    `version` is the decision's as they saw it, `signed` the fingerprint of what they were shown, without
    which nothing is signed and no draft handed on.
    `happened_at` is when it happened, where that was before it is written; a signature is given now.
    """

    action: Action
    client_id: UUID
    version: int
    told: Mapping[Needed, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    signed: str = ""
    role: Role | None = None
    happened_at: datetime | None = None


def refuse_otherwise(before: Done, doing: Doing, by: Access, holds: Holds) -> None:
    """Refuse a page that was sent before by somebody else, or that said something else then.

    Raises: SaidOtherwiseError.
    """
    told = {k.value: v for k, v in doing.told.items() if v}
    is_same = (
        before.recorded_by_id == by.user_id
        and before.action == doing.action
        and before.told == told
        and doing.role in (None, before.role)
        and (before.signature or before.happened_at == (doing.happened_at or before.recorded_at))
        and _answered_alike(before.filled, doing, holds)
    )
    if not is_same:
        raise SaidOtherwiseError(before)


def _answered_alike(filled: Filled | None, doing: Doing, holds: Holds) -> bool:
    """Test whether the answers sent are those that were stored; what was not asked was not kept."""
    sent = {k: v.strip() for k, v in doing.answers.items()}
    if filled is None or doing.action == Action.WITHDRAW:
        return not any(sent.values()) or doing.action == Action.WITHDRAW
    form = form_of(filled.part)
    names = {f.id for f in asked(form, {**filled.answers, **sent}, holds)}
    counting = {k: v for k, v in sent.items() if k.removesuffix(".comment") in names}
    return all(filled.answers.get(k, "") == v for k, v in counting.items())
