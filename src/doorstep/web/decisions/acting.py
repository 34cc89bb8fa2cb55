"""What somebody sent to do an action: the form that fits it, and what it says for the services."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.http import QueryDict

from doorstep.policy.procedure import Does
from doorstep.vocabulary import Needed
from doorstep.web.accounts.access import Access
from doorstep.web.decisions import queries
from doorstep.web.decisions.act_form import ActForm, name_of
from doorstep.web.decisions.choices import Choice, choice_for
from doorstep.web.decisions.form_fields import PREFIX, PaperForm, shown_fields
from doorstep.web.decisions.known import COMMENT
from doorstep.web.decisions.models import Decision, Done
from doorstep.web.decisions.queries import Opened
from doorstep.web.decisions.saying import TOLD
from doorstep.web.decisions.services import Doing
from doorstep.web.decisions.shown import fingerprint, fingerprints
from doorstep.web.decisions.state import does_of
from doorstep.workflow import missing

CHANGE = "change"
"""What a page says of its step where the person only goes back to it with what they wrote."""
NOT_SENT_AGAIN = frozenset({"csrfmiddlewaretoken", "client_id", "version", "signed", "step"})


@dataclass(slots=True, kw_only=True)
class Asked:
    """An action somebody wants to do: the choice it is, its form, and the fields that are theirs."""

    found: Opened
    choice: Choice
    form: ActForm
    own: PaperForm

    def is_valid(self) -> bool:
        """Test whether all that must be told is told; what is missing is said at its field."""
        told, own = self.form.is_valid(), self.own.is_valid()
        paper, does = self.found.form, self.choice.does
        if paper is None or not self.own.shown:
            return told and own
        answers = {**(self.found.state.answers or {}), **self.answers()}
        empty = missing(paper, answers, before=does.signs, holds=self.found.holds)
        here = {f.id for f in self.own.shown}
        self.own.lacking([f for f in empty if f.id in here])
        return told and self.own.is_valid()

    def answers(self) -> dict[str, str]:
        """Return the answers that are whoever acts to give."""
        mine = {f.id for f in self.own.shown}
        told = self.own.answers() if mine else {}
        return {k: v for k, v in told.items() if v and k.removesuffix(COMMENT) in mine}

    def doing(self) -> Doing:
        """Return what is to be done, for the services."""
        told = self.form.cleaned_data
        return Doing(
            action=self.choice.does.action,
            client_id=told["client_id"],
            version=told["version"],
            told=self.form.told(),
            answers=self.answers(),
            signed=told["signed"],
            role=self.form.role(),
            happened_at=self.form.happened_at(),
        )

    def if_gone_back(self, sent: Mapping[str, Any] | None) -> None:
        """Show what was typed without errors where the person only went back to it."""
        if sent is not None and sent.get("step") == CHANGE:
            self.form.without_errors()


def asked_for(found: Opened, action: str, by: Access, sent: QueryDict | None) -> Asked | None:
    """Return an action with its form, blank or as it was sent; None if it is not open to the person.

    One that was sent before is taken as it was then, so that sending it twice is no error.
    """
    before = _before(found, sent, by)
    choice = before or choice_for(found, action, by)
    if choice is None or not choice.can:
        return None
    does = choice.does
    shown = "" if before else fingerprint(found, does)
    given = {"version": found.decision.version, "signed": shown}
    if sent is not None and sent.get("step") == CHANGE:
        sent = sent.copy()  # the page shows again what stands now
        sent["signed"] = shown
    form = ActForm(does, choice.roles, sent, at=by.at, initial=given | {"client_id": uuid4()})
    return Asked(found=found, choice=choice, form=form, own=_own(found, does, sent))


def _before(found: Opened, sent: Mapping[str, Any] | None, by: Access) -> Choice | None:
    """Return the action that the same page did when it was sent before."""
    client_id = uuid_in(sent.get("client_id") if sent else None)
    row: Done | None = next((d for d in found.done if d.client_id == client_id), None)
    if row is None or row.recorded_by_id != by.user_id:
        return None
    does = does_of(found.decision, row)
    roles = tuple(h for h in queries.roles_for(found.child, by) if h.role in does.by)
    return Choice(does=does, roles=roles) if roles else None


def is_stale(found: Opened, sent: Mapping[str, Any]) -> bool:
    """Test whether somebody acted since the page was opened; not so if it was this page itself."""
    return not _was_this(found, sent) and number_in(sent.get("version")) != found.decision.version


def is_otherwise(found: Opened, does: Does, sent: Mapping[str, Any]) -> bool:
    """Test whether what is to be signed or handed on is not what the page showed (D5)."""
    if _was_this(found, sent) or sent.get("step") == CHANGE or not fingerprint(found, does):
        return False
    return sent.get("signed") not in fingerprints(found, does.action)


def _was_this(found: Opened, sent: Mapping[str, Any]) -> bool:
    return uuid_in(sent.get("client_id")) in {row.client_id for row in found.done}


def _own(found: Opened, does: Does, sent: Mapping[str, Any] | None) -> PaperForm:
    """Return the fields that whoever signs fills in; none where the form has no such."""
    form = found.form
    fields = shown_fields(form, found.holds, before=does.signs) if form and does.signs else []
    comments = bool(form and len(form.columns) > 2)
    return PaperForm(fields, found.state.answers or {}, sent, comments=comments)


def uuid_in(text: object) -> UUID | None:
    """Return the id in a text; None if it is none."""
    try:
        return UUID(str(text))
    except ValueError:
        return None


def number_in(text: object) -> int:
    """Return the number in a text; nought if it is none."""
    told = str(text or "")
    return int(told) if told.isdecimal() and len(told) < 9 else 0


def kept(sent: Any, row: Decision) -> list[tuple[str, str]]:
    """Return all that was sent, to be sent again about the decision as it stands now."""
    pairs = [(n, v) for n, values in sent.lists() for v in values if n not in NOT_SENT_AGAIN]
    return [*pairs, ("client_id", str(uuid4())), ("version", str(row.version))]


def typed(sent: Mapping[str, Any], found: Opened) -> list[tuple[str, str]]:
    """Return what was written, each with its label, to be read or copied."""
    told = [(TOLD[needed], sent.get(name_of(needed), "")) for needed in Needed]
    labels = {f"{PREFIX}-{f.id}": f.label for f in found.form.fields} if found.form else {}
    own = [(label, sent.get(name, "")) for name, label in labels.items()]
    return [(label, text) for label, text in told + own if text]
