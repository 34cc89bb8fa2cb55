"""A procedure walked through the services: what may be done is, and what may not changes no row."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import path_planned as p
import pytest
import web_made as made
from django.http import Http404
from path_gone import Going
from path_people import fingerprint, rows_written, undone
from sample import is_asked

from doorstep.policy.procedure import Does
from doorstep.vocabulary import Action, Role
from doorstep.web.accounts.access import Access
from doorstep.web.caseload.models import Child
from doorstep.web.decisions import queries
from doorstep.web.decisions.models import Decision
from doorstep.web.decisions.queries import Opened
from doorstep.web.decisions.services import (
    Doing,
    MovedOnError,
)
from doorstep.workflow import RefusedError


@dataclass
class Walk(Going):
    """One procedure gone through on several ways: what was done, found closed, and how often."""

    done: set[p.Taken] = field(default_factory=set)
    closed: set[p.Taken] = field(default_factory=set)
    count: Counter[str] = field(default_factory=Counter)
    tried: set[object] = field(default_factory=set)
    seen: set[object] = field(default_factory=set)

    def on_the(self, way: p.Way, child: Child) -> None:
        """Open the procedure on a way and walk on from its start; nobody else may open it."""
        self.way, self.child, self.seen = way, child, set()
        roles = [r for r in queries.openers(self.procedure) if r in p.WITH_ACCOUNT]
        before = fingerprint()
        with undone():
            by = self.people.with_all(set(p.WITH_ACCOUNT) - set(roles))
            self._is_refused("opening", lambda: self._open(by), before)
        with undone():
            decision = self._open(self.people.of(roles[0]))
            self._write(decision, self.people.of(roles[0]))
            self.on(decision)

    def on(self, decision: Decision) -> None:
        """Try what may not be done where the decision stands, then walk on by all that may."""
        found = self._found(decision)
        now = [
            (n, does) for n, does in enumerate(found.state.here.actions) if does in found.actions
        ]
        form = found.form.id if found.form else ""
        key = (
            form,
            decision.step,
            len(found.state.signed),
            bool(found.done),
            tuple(n for n, _ in now),
        )
        if key in self.seen:
            return
        self.seen.add(key)
        open_here = {n for n, _ in now}
        shut = {n for n in range(len(found.state.here.actions)) if n not in open_here}
        self.closed |= {(decision.step, n) for n in shut}
        if key not in self.tried:
            self._refuse_unfilled(found)
        with undone():
            self._fill_also(found)
            found = self._found(decision)
            if key not in self.tried:
                self._refuse_all(found)
                self._refuse_turned(found)
            self.tried.add(key)
            for number, does in now:
                self._walk_on(found, number, does)

    def _walk_on(self, found: Opened, number: int, does: Does) -> None:
        """Do an action in each of its roles; where it was done on a way before, in one of them."""
        roles = [r for r in does.by if r in p.WITH_ACCOUNT]
        taken = (found.decision.step, number)
        for n, role in enumerate(roles[:1] if taken in self.done else roles):
            with undone():
                after = self._do(found, does, self._somebody(found, does, role))
                assert after.step == does.to
                assert bool(after.ended_at) == self.procedure.steps[does.to].ends
                self.count["done"] += 1
                self.done.add(taken)
                if n == 0:
                    self.on(after)

    def _refuse_unfilled(self, found: Opened) -> None:
        """Refuse what asks for another form while that is not filled in."""
        there = {each.form.id for each in found.state.also}
        if found.form is not None and (found.decision.at_start or found.filled):
            there.add(found.form.id)
        before = fingerprint()
        for does, role in self._who(found):
            if does.form and does.form not in there:
                by = self._somebody(found, does, role)
                self._is_refused("form", lambda a=does, b=by: self._do(found, a, b), before)

    def _refuse_all(self, found: Opened) -> None:
        before = fingerprint()
        self._refuse_closed(found, before)
        self._refuse_edits(found, before)
        for does, role in self._who(found):
            by = self._somebody(found, does, role)
            if self._is_new((found.decision.step, found.state.here.actions.index(does))):
                self._refuse_roles(found, does, role, before)
                self._refuse_slips(found, does, by, before)
            if does.signature:
                self._refuse_signers(found, does, role, before)

    def _refuse_closed(self, found: Opened, before: str) -> None:
        """Refuse each action that is not open here, even to somebody who holds every role."""
        told = {n: "said" for does in found.state.here.actions for n in does.needs}
        closed = {*Action} - {does.action for does in found.actions}
        with undone():
            by = self.people.with_all(p.WITH_ACCOUNT)
            for action in sorted(a for a in closed if self._is_to_try(found, a)):
                doing = Doing(
                    action=action, client_id=uuid4(), version=found.decision.version, told=told
                )
                self._is_refused("closed", lambda a=doing: self._send(found, a, by), before)

    def _refuse_turned(self, found: Opened) -> None:
        """Refuse what is open no more once the child's circumstances have changed meanwhile."""
        was, names = self.child, {*self.way.of_the_child}
        asked = p.asked_in(does.when for does in found.state.here.actions if does.when)
        for name in asked:
            with undone():
                (self.child,) = made.store(p.child_of(sorted(names ^ {name}), was.child_id))
                self._refuse_shut(found)
            self.child = was

    def _refuse_shut(self, before: Opened) -> None:
        """Refuse the actions that were open and are not, now that the child is another."""
        found, mark = self._found(before.decision), fingerprint()
        for number, does in enumerate(before.state.here.actions):
            taken = {a.action for a in found.actions}
            if does in before.actions and does.action not in taken:
                role = next((r for r in does.by if r in p.WITH_ACCOUNT), does.by[0])
                by = self._somebody(found, does, role)
                self.closed.add((found.decision.step, number))
                self._is_refused("turned", lambda a=does, b=by: self._do(found, a, b), mark)

    def _refuse_roles(self, found: Opened, does: Does, role: Role, before: str) -> None:
        """Refuse an action to all roles it is not for, be they held at once, and to other teams."""
        named = {r for each in found.actions if each.action == does.action for r in each.by}
        for other in sorted((self.procedure.roles & {*p.WITH_ACCOUNT}) - named)[:1]:
            by = self.people.of(other)
            self._is_refused("role", lambda b=by: self._do(found, does, b), before)
        with undone():
            every = self.people.with_all(set(p.WITH_ACCOUNT) - named)
            self._is_refused("all other roles", lambda: self._do(found, does, every), before)
        by = self.people.stranger(role)
        self._is_refused("stranger", lambda: self._do(found, does, by), before, Http404)

    def _refuse_slips(self, found: Opened, does: Does, by: Access, before: str) -> None:
        """Refuse what is not told, what is out of date, what was shown otherwise."""
        for needed in does.needs:
            told = {**p.told(does), needed: " "}
            self._is_refused("told", lambda t=told: self._do(found, does, by, told=t), before)
        stale = found.decision.version - 1
        late = (MovedOnError,)
        self._is_refused("stale", lambda: self._do(found, does, by, version=stale), before, *late)
        if does.signature and not self._answers(found, does):
            other = "0" * 64
            self._is_refused("shown", lambda: self._do(found, does, by, signed=other), before)
        for name in self._must_be_there(found, does):
            lacking = {**self._answers(found, does), name: ""}
            self._is_refused(
                "empty", lambda a=lacking: self._do(found, does, by, answers=a), before
            )

    def _must_be_there(self, found: Opened, does: Does) -> list[str]:
        """Return the fields that may not be empty for an action done from the start."""
        if not found.decision.at_start or does.action != Action.SUBMIT:
            return []
        given = found.state.given(found.holds)
        return [f.id for f in p.with_before(found.form, "submit") if f.id in given]

    def _refuse_edits(self, found: Opened, before: str) -> None:
        """Refuse to change what was submitted, with an action or by filling it in once more."""
        step = ("edit", found.decision.step)
        if found.form is None or found.decision.at_start or not self._is_new(step):
            return
        name = found.form.fields[0].id
        other = {name: "otherwise"}
        for does, role in self._who(found):
            by = self._somebody(found, does, role)
            if name not in {f.id for f in p.with_before(found.form, does.signs)}:
                self._is_refused(
                    "edit", lambda a=does, b=by: self._do(found, a, b, answers=other), before
                )
        by = self.people.of(Role.SOCIAL_WORKER)
        form = found.form.id
        if form not in {does.form for does in found.actions}:
            self._is_refused("edit", lambda: self._fill(found, form, by), before)

    def _refuse_signers(self, found: Opened, does: Does, role: Role, before: str) -> None:
        """Refuse a signature to its authors, to whoever gave another, and to deputies of them."""
        authors = frozenset() if does.own_work else found.state.authors
        for kind, names in (("own work", authors), ("twice", found.state.signed_by)):
            for name in sorted(names):
                for who in (self.people.giving, self.people.deputy_of):
                    with undone():
                        by = who(name, role)
                        self._is_refused(kind, lambda b=by: self._do(found, does, b), before)

    def _is_to_try(self, found: Opened, action: Action) -> bool:
        """Test whether a closed action is still to be tried: in each step, a foreign one but once."""
        own = {does.action for _, _, does in p.each_action(self.procedure)}
        return self._is_new((found.decision.step if action in own else "", action))

    def _is_new(self, key: object) -> bool:
        """Test whether something was not tried yet, and note that it is."""
        is_new = key not in self.tried
        self.tried.add(key)
        return is_new

    def _is_refused(
        self, kind: str, attempt: Callable[[], Any], before: str, *errors: type[Exception]
    ) -> None:
        """Check that an attempt is refused, says so, and leaves every row as it was."""
        attempts = self.count.total()
        if not is_asked(self.procedure.id, kind, attempts, one_in=4):
            self.count["refusals of other samples"] += 1
            return
        written = rows_written()
        with pytest.raises(errors or (RefusedError, Http404)) as refusal:
            attempt()
        assert str(refusal.value), kind
        if written is None or rows_written() != written:
            assert fingerprint() == before, f"{kind} changed something"
        self.count[f"refused: {kind}"] += 1
