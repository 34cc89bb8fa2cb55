"""A form as it is filled in for one child or several: the common part, and the parts of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import QueryDict

from doorstep.engine import answer
from doorstep.engine.conditions import holds
from doorstep.policy.stack import Stack
from doorstep.vocabulary import VisitType
from doorstep.web.accounts.access import Access
from doorstep.web.caseload.models import Child, Visit
from doorstep.web.visits.agreeing import entered_by_hand, in_force
from doorstep.web.visits.call_form import CallForm, Known, form_of
from doorstep.web.visits.contact_form import ContactForm
from doorstep.web.visits.forms import Asking, Form, Recording
from doorstep.web.visits.prefilled import common_of, seen_of
from doorstep.web.visits.queries import case_without, first_written_at, report_of, together
from doorstep.web.visits.report import VisitReport
from doorstep.web.visits.visit_form import SeenForm, VisitForm
from doorstep.web.visits.words import CALLS, CONTACTS
from doorstep.web.visits.writer import Writer

NOT_ECHOED = {"csrfmiddlewaretoken", "step", "withdraw_reason"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One form, blank or filled in: `common` is asked once, `parts` of each child.

    `typed` is everything that was typed, so that a further page can hand it on.
    """

    kind: VisitType
    children: tuple[Child, ...]
    others: tuple[Child, ...]
    common: Recording
    parts: tuple[SeenForm, ...] = ()
    typed: tuple[tuple[str, str], ...] = ()

    @property
    def forms(self) -> list[Form]:
        """Return its forms in the order of the page."""
        return [self.common, *self.parts]

    def is_valid(self) -> bool:
        """Test whether everything was filled in as it should be."""
        return all([form.is_valid() for form in self.forms])  # noqa: C419 (each shows its errors)

    def without_errors(self) -> None:
        """Show what was typed, and no errors."""
        for form in self.forms:
            form.without_errors()

    @property
    def client_id(self) -> UUID:
        """Return the id that was made with the form."""
        found: UUID = self.common.cleaned_data["client_id"]
        return found

    def reports(self) -> dict[str, VisitReport]:
        """Return what is said of each child, by child_id."""
        signed = self.common.signed
        if self.parts:
            return {part.child.child_id: signed(part.report()) for part in self.parts}
        said = signed(self.common.report())  # type: ignore[attr-defined]
        return {child.child_id: said for child in self.children}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Who fills a form in, when, of which child, under which policies; and which record it corrects.

    `told_at` is when it was saved on a phone, before it was sent; `writer` who wrote it there, where it
    is recorded from there by hand.
    """

    child: Child
    by: Access
    at: datetime
    stack: Stack
    corrected: Visit | None = None
    told_at: datetime | None = None
    writer: Writer | None = None


def sheet_of(
    kind: VisitType,
    setting: Setting,
    data: QueryDict | None = None,
    *,
    asked: Sequence[str] = (),
    lean: bool = False,
) -> Sheet:
    """Return the form of a visit, call or contact; `asked` are other children it is for as well.

    With `lean` those it could be for, but is not, are left out: it is not going to be shown.
    """
    data = _with_client_id(data) if data is not None else None
    chosen = data.getlist("together") if data is not None else list(asked)
    alone = setting.corrected is not None or (lean and not chosen)
    others = () if alone else _others(setting, chosen)
    children = (setting.child, *(c for c in others if c.child_id in chosen))
    asking = Asking(
        child=setting.child,
        others=others,
        by=setting.by,
        at=setting.at,
        approvers=entered_by_hand(setting.stack, _day(setting, data)),
        corrected=setting.corrected,
        told_at=setting.writer.told_at if setting.writer else setting.told_at,
        first_at=first_written_at(setting.corrected) if setting.corrected else None,
        writer=setting.writer,
    )
    report = report_of(setting.corrected) if setting.corrected else None
    initial = common_of(report) if report else {"together": chosen}
    common = _common(kind, asking, setting, data, initial)
    return Sheet(
        kind=kind,
        children=children,
        others=others,
        common=common,
        parts=_parts(common, children, data, seen_of(report) if report else {}),
        typed=tuple(_typed(data)),
    )


def _day(setting: Setting, data: QueryDict | None) -> date:
    """Return the day of the visit as far as it is known: typed, of the record, or today."""
    try:
        year, month, day = (
            int(data.get(f"visit_date-{part}") or "") if data else 0
            for part in ("year", "month", "day")
        )
        return date(year, month, day)
    except (ValueError, OverflowError):
        return setting.corrected.visit_date if setting.corrected else setting.by.on


def _others(setting: Setting, chosen: Sequence[str]) -> tuple[Child, ...]:
    return tuple(together(setting.child, setting.by, asked=chosen))


def _common(
    kind: VisitType, asking: Asking, setting: Setting, data: Any, initial: dict[str, Any]
) -> Recording:
    if kind == VisitType.VISIT:
        return VisitForm(asking, data, initial=initial)
    if kind in CONTACTS:
        return ContactForm(asking, data, initial=initial)
    policy = form_of(setting.stack, kind, adopted=in_force(setting.stack, asking.on))
    return CallForm(asking, kind, (policy, _known(setting)), data, initial=initial)


def _known(setting: Setting) -> Known:
    """Return the tier before the call, and which conditions of the form hold of the child."""
    case = case_without(setting.child, setting.corrected)
    found = answer(case, setting.stack, as_at=setting.at.date())
    child = found.child
    return Known(
        tier=str(found.tier.tier) if found.tier else "",
        holds=lambda condition: holds(condition, child, child.day),
    )


def _parts(
    common: Recording, children: Sequence[Child], data: Any, initial: dict[str, Any]
) -> tuple[SeenForm, ...]:
    if not isinstance(common, VisitForm):
        return ()
    return tuple(SeenForm(child, common, data, initial=initial) for child in children)


def _with_client_id(data: QueryDict) -> QueryDict:
    """Return what was sent with an id of its own, should it have lost the one made with the form."""
    try:
        UUID(data.get("client_id", ""))
    except ValueError:
        data = data.copy()
        data["client_id"] = str(uuid4())
    return data


def _typed(data: QueryDict | None) -> list[tuple[str, str]]:
    if data is None:
        return []
    return [
        (name, value) for name, values in data.lists() if name not in NOT_ECHOED for value in values
    ]


def kind_of(told: str) -> VisitType:
    """Return which call an address asks for; a KIT call where it does not say."""
    return next((kind for kind in CALLS if kind == told), VisitType.KIT_CALL)
