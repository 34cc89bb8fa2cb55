"""A form as it was filled in, with its signatures, as a document."""

from collections.abc import Iterable
from functools import cached_property

from doorstep.facts import CaseFacts
from doorstep.policy.form import Known
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.queries import case_of
from doorstep.web.components import day, moment
from doorstep.web.decisions.known import CARRIED_FROM, LABELS
from doorstep.web.decisions.models import Decision, Done, Filled
from doorstep.web.decisions.parts import form_of
from doorstep.web.decisions.state import holding, state_of
from doorstep.web.documents.paper import Kind, Pair, Paper, Signed, Subject
from doorstep.web.documents.printed import Layout, columns_of, role_of
from doorstep.web.policies.queries import NothingAdoptedError, stack
from doorstep.workdays import LONDON
from doorstep.workflow.forms import Holds, nothing_holds


class About:
    """What documents of one child ask of the record, each asked once."""

    def __init__(self, child: Child):
        self.child = child
        self._held: dict[object, Holds] = {}

    @cached_property
    def case(self) -> CaseFacts:
        """Return what is known of the child."""
        return case_of(self.child)

    @property
    def subject(self) -> Subject:
        """Return who the child is."""
        return Subject(self.child.name or "No name", self.child.child_id, day(self.child.born))

    def holds(self, row: Filled) -> Holds:
        """Return what held of the child on the day a form was filed."""
        on = row.recorded_at.astimezone(LONDON).date()
        if on not in self._held:
            try:
                self._held[on] = holding(self.case, stack(), on=on)
            except NothingAdoptedError:
                # What was asked is then known by what was answered.
                return nothing_holds
        return self._held[on]


def form_paper(row: Filled, about: About) -> Paper:
    """Return a form in the rows of the policy's own template."""
    form = form_of(row.part)
    layout = Layout(form, row.answers, about.holds(row), signatures_of(row))
    return Paper(
        kind=Kind.FORM,
        names=(form.id.rpartition("/")[2], Kind.FORM),
        title=form.title,
        child=about.subject,
        clause=form.clause,
        about=tuple(_about(row)),
        columns=columns_of(form),
        rows=layout.rows(),
        signatures=layout.signatures(),
        also=(*layout.also(), *_beside(row)),
    )


def _about(row: Filled) -> Iterable[Pair]:
    acting = f", acting for {row.acting_for}" if row.acting_for else ""
    yield "Filed", f"{moment(row.recorded_at)} by {row.recorded_by.name}{acting}"
    if row.decision:
        yield "For", f"{row.decision.title}: {row.decision.step_title}"
        yield "Policy", row.decision.pack
    yield "Fingerprint of the content", row.digest


def _beside(row: Filled) -> Iterable[Pair]:
    """Yield what was shown beside the form as it was filled in, and what was carried over (PLG-5)."""
    incidence = str(row.known.get(Known.LOCAL_INCIDENCE, ""))
    if incidence:
        yield LABELS[Known.LOCAL_INCIDENCE], incidence
    labels = {f.id: f.label for f in form_of(row.part).fields}
    carried = [labels[name] for name in row.carried if name in labels]
    if carried:
        since = row.known.get(CARRIED_FROM)
        last = f"the form of {day(since)}" if since else "the last form"
        yield f"Carried over from {last}", "; ".join(carried)


def signatures_of(row: Filled) -> dict[str, Signed]:
    """Return the signatures that were given on this version of a form, by their name in it."""
    if row.decision is None:
        return {}
    labels = {s.id: s.label for s in form_of(row.part).signatures}
    return {
        done.signs: _signed(done, labels[done.signs])
        for done in _standing(row, row.decision)
        if done.signs in labels
    }


def _standing(row: Filled, decision: Decision) -> list[Done]:
    """Return the signatures on a version: on the last, all that stand; on an earlier, its own."""
    done = list(decision.done.select_related("recorded_by").order_by("number"))
    last = decision.forms_filled.filter(form=row.form).order_by("-pk").first()
    if last is None or last.pk != row.pk:
        return [each for each in done if each.signature and each.filled_id == row.pk]
    state = state_of(decision, done=done, filled=row)
    since = len(done) - len(state.round)
    return [each for each in done[since:] if each.signature]


def _signed(done: Done, label: str) -> Signed:
    return Signed(
        label=label,
        name=done.recorded_by.name,
        role=role_of(done.role, done.acting_for),
        when=moment(done.happened_at),
        fingerprint=done.digest,
    )


__all__ = ["About", "form_paper", "signatures_of"]
