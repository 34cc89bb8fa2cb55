"""A form laid out as the policy prints it: its rows in their order, with the sign-off where it stands."""

import re
from collections.abc import Iterable, Mapping, Sequence

from doorstep.policy.form import Field, Form, Signature
from doorstep.web.components import words_within
from doorstep.web.decisions.notes import said
from doorstep.web.documents.paper import Pair, Row, Signed
from doorstep.workflow import asked
from doorstep.workflow.forms import Holds, signatures

ROW = re.compile(r"\brow (\d+)$")
NOT_PRINTED = "Not part of the printed template"  # what a pack says in the help of such a field
COLUMNS = ("Question", "Answer", "Comments")
Given = Mapping[str, str]


class Layout:
    """Where each question and each signature of a filled form stands in the printed template."""

    def __init__(self, form: Form, answers: Given, holds: Holds, given: Mapping[str, Signed]):
        self.form, self.answers, self.given = form, answers, given
        self.shown = {f.id for f in asked(form, answers, holds)} | {*answers}
        self.wanted = {s.id for s in signatures(form, answers, holds)} | {*given}
        self.numbered = any(ROW.search(f.clause) for f in form.fields)

    def rows(self) -> tuple[Row, ...]:
        """Return the rows in the order of the template, the signatures among them."""
        asked_in = self._places()
        signed_in = {self._first_signature() + n: s for n, s in enumerate(self.form.signatures)}
        places = sorted({*asked_in, *signed_in})
        return tuple(
            row
            for place in places
            for row in self._row(asked_in.get(place, []), signed_in.get(place))
        )

    def also(self) -> tuple[Pair, ...]:
        """Return what was asked beside the printed template."""
        return tuple(
            (field.label, self._answer(field))
            for field in self.form.fields
            if not self._is_printed(field) and field.id in self.shown
        )

    def signatures(self) -> tuple[Signed, ...]:
        """Return the signatures asked for, given or not."""
        return tuple(
            self.given.get(s.id, Signed(s.label))
            for s in self.form.signatures
            if s.id in self.wanted
        )

    def _is_printed(self, field: Field) -> bool:
        outside = self.numbered and not ROW.search(field.clause)
        return not outside and NOT_PRINTED not in field.help

    def _places(self) -> dict[int, list[Field]]:
        """Return the printed questions by the number of their row; where none has one, in order."""
        found: dict[int, list[Field]] = {}
        for order, field in enumerate(self.form.fields, start=1):
            if self._is_printed(field):
                told = ROW.search(field.clause)
                found.setdefault(int(told[1]) if told else order, []).append(field)
        return found

    def _first_signature(self) -> int:
        """Return the row of the first signature: they follow the rows that are counted without a gap.

        A question in a row after the gap belongs to that row's signature, as on Lancashire's template
        for carers, where the last row names the children in placement for whom the IRO signs too.
        """
        places = self._places()
        if not self.numbered:
            return max(places, default=0) + 1
        return next(n for n in range(1, len(places) + 2) if n not in places)

    def _row(self, fields: Sequence[Field], signature: Signature | None) -> Iterable[Row]:
        told = [f for f in fields if f.id in self.shown]
        if signature is not None:
            if told or signature.id in self.wanted:
                yield self._signature(told, signature)
        elif told:
            factor = " ".join(f.label for f in fields)
            yield Row(factor, self._assessment(told, fields[0]), self._comments(told, fields[0]))

    def _signature(self, told: Sequence[Field], signature: Signature) -> Row:
        signed = self.given.get(signature.id, Signed(signature.label))
        mark = f"Fingerprint {signed.fingerprint}" if signed.fingerprint else ""
        state = signed.said if signature.id in self.wanted else "Not asked for in this case"
        lines = [*(f"{f.label}: {self._answer(f)}" for f in told), state]
        return Row(signature.label, "\n".join(lines), mark)

    def _assessment(self, told: Sequence[Field], first: Field) -> str:
        """Return the answers of a row; of several questions the further ones stand before theirs."""
        return "\n".join(
            self._answer(f) if f is first else f"{f.label} {self._answer(f)}" for f in told
        )

    def _comments(self, told: Sequence[Field], first: Field) -> str:
        found = ((f, self.answers.get(f"{f.id}.comment", "")) for f in told)
        return "\n".join(text if f is first else f"{f.label} {text}" for f, text in found if text)

    def _answer(self, field: Field) -> str:
        return said(field.kind, self.answers.get(field.id, "")) or "Not answered"


def columns_of(form: Form) -> tuple[str, ...]:
    """Return the headings of a form's three columns."""
    return form.columns if len(form.columns) == len(COLUMNS) else COLUMNS


def role_of(role: str, acting_for: str) -> str:
    """Return in which role somebody signed, and for whom."""
    return words_within(role) + (f", acting for {acting_for}" if acting_for else "")
