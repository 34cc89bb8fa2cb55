"""One procedure gone through for one child on one way, as the people whom it names do it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from uuid import uuid4

import path_planned as p
import web_made as made
from path_people import MOST_OF_A_ROLE, People

from doorstep.policy.procedure import Does, Procedure
from doorstep.policy.stack import Stack
from doorstep.vocabulary import Role
from doorstep.web.accounts.access import Access
from doorstep.web.caseload.models import Child
from doorstep.web.decisions import queries
from doorstep.web.decisions.models import Decision, Draft
from doorstep.web.decisions.queries import Opened
from doorstep.web.decisions.services import Doing, act, fill_form, open_decisions, save_draft
from doorstep.web.decisions.shown import first_fingerprint
from doorstep.web.decisions.state import person


@dataclass
class Going:
    """A procedure, a child and a way, with how each action is done as it should be."""

    procedure: Procedure
    stack: Stack
    people: People
    way: p.Way = field(init=False)
    child: Child = field(init=False)

    def _open(self, by: Access) -> Decision:
        (found,) = open_decisions(
            child_ids=[self.child.child_id],
            procedure=self.procedure.id,
            form=self.way.form.id if self.way.form else "",
            client_id=uuid4(),
            by=by,
            at=made.AT,
        )
        return found

    def _write(self, decision: Decision, by: Access) -> None:
        """Write the draft, as whoever opened the decision does."""
        draft = Draft.objects.filter(decision=decision).first()
        if draft is not None:
            save_draft(
                child_id=self.child.child_id,
                draft=draft.pk,
                answers=self.way.answers,
                version=draft.version,
                by=by,
                at=made.AT,
            )

    def _found(self, decision: Decision) -> Opened:
        row = Decision.objects.select_related("part", "form_part").get(pk=decision.pk)
        return queries.opened(row, self.child, self.stack, on=made.TODAY)

    def _somebody(self, found: Opened, does: Does, role: Role) -> Access:
        """Return somebody of the role who may sign, if it is a signature."""
        taken = found.state.authors | found.state.signed_by if does.signature else frozenset()
        some = (self.people.of(role, n) for n in range(MOST_OF_A_ROLE))
        return next(by for by in some if person(by.user_id) not in taken)

    def _answers(self, found: Opened, does: Does) -> dict[str, str]:
        if found.decision.at_start:
            return self.way.answers if found.form else {}
        theirs = {f.id for f in p.with_before(found.form, does.signs)}
        return {k: v for k, v in self.way.answers.items() if k in theirs}

    def _do(self, found: Opened, does: Does, by: Access, **changed: object) -> Decision:
        doing = Doing(
            action=does.action,
            client_id=uuid4(),
            version=found.decision.version,
            told=p.told(does),
            answers=self._answers(found, does),
            signed=first_fingerprint(found, does.action),
        )
        return self._send(found, replace(doing, **changed), by)

    def _send(self, found: Opened, doing: Doing, by: Access) -> Decision:
        return act(
            child_id=self.child.child_id, decision=found.decision.pk, doing=doing, by=by, at=made.AT
        )

    def _fill_also(self, found: Opened) -> None:
        """Fill in what the actions here ask for, once each; the own form at the start is the draft."""
        there = {each.form.id for each in found.state.also}
        if found.form is not None and found.decision.at_start:
            there.add(found.form.id)
        for does, role in self._who(found):
            if does.form and does.form not in there:
                there.add(does.form)
                self._fill(found, does.form, self.people.of(role))

    def _fill(self, found: Opened, name: str, by: Access) -> None:
        fill_form(
            child_id=self.child.child_id,
            form=name,
            answers=p.filled_in(self.stack.forms[name]),
            client_id=uuid4(),
            by=by,
            at=made.AT,
            decision=found.decision.pk,
        )

    def _who(self, found: Opened) -> Iterator[tuple[Does, Role]]:
        """Yield each action that is open, with one role that has an account."""
        for does in found.actions:
            roles = [r for r in does.by if r in p.WITH_ACCOUNT]
            if roles:
                yield does, roles[0]
