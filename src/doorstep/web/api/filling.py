"""Fill in the forms of the pages with what a system sent, so that one set of rules holds for both."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.http import Http404, QueryDict

from doorstep.vocabulary import VisitType
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.api.received import ContactSent, SeenChild, VisitSent
from doorstep.web.caseload.joined import refuse_put_away
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.queries import NO_SUCH_CHILD, children_for
from doorstep.web.caseload.visible import sight_of
from doorstep.web.problems import Wrong
from doorstep.web.visits.sheets import Setting, Sheet, sheet_of
from doorstep.web.visits.words import CALLS, CameOf

YES_NO = {True: "yes", False: "no"}
CALLED = {"visit_type": "kind", "together": "children", "__all__": ""}
NOT_ASKED = "This is not asked here. Leave it out."
NOT_HELD = "The account does not hold this role, or may not record in it."
TWICE = "The same child is named twice."
BESIDE = {"client_id", "children", "answers", "kind", "reached"}


def children_to_record(child_ids: Sequence[str], *, by: Access) -> list[Child]:
    """Return the children in the order they were sent.

    Raises: Http404 if one of them is not there, or may not be recorded for: which, is not said;
    PutAwayError.
    """
    rows = children_for(by, can=Can.RECORD).filter(child_id__in=child_ids)
    found = {child.child_id: child for child in rows.select_related("document")}
    if set(found) != set(child_ids):
        raise Http404(NO_SUCH_CHILD)
    refuse_put_away(found.values(), sight_of(by).joined)
    return [found[child_id] for child_id in child_ids]


def ids_of(sent: VisitSent | ContactSent) -> list[str]:
    """Return the children something was sent of."""
    return [c.child_id if isinstance(c, SeenChild) else c for c in sent.children]


def sheet(sent: VisitSent | ContactSent, children: Sequence[Child], setting: Setting) -> Sheet:
    """Return the form, filled in with what was sent, and not yet asked whether it is valid."""
    data = QueryDict(mutable=True)
    data["client_id"] = str(sent.client_id)
    data.setlist("together", [child.child_id for child in children[1:]])
    for name in type(sent).model_fields:
        if name not in BESIDE:
            _put(data, name, getattr(sent, name))
    if isinstance(sent, VisitSent):
        for child, seen in zip(children, sent.children, strict=True):
            _put_child(data, f"c{child.pk}-", seen, sent)
        kind = VisitType.VISIT
    else:
        _put_contact(data, sent)
        kind = VisitType(sent.kind)
    found = sheet_of(kind, setting, data, lean=True)
    if {child.pk for child in found.children} != {child.pk for child in children}:
        raise Http404(NO_SUCH_CHILD)
    return found


def _put(data: QueryDict, name: str, value: Any) -> None:
    """Put a value where a browser would: a day into its three boxes."""
    if isinstance(value, date):
        for part in ("day", "month", "year"):
            data[f"{name}-{part}"] = str(getattr(value, part))
    elif isinstance(value, bool):
        data[name] = YES_NO[value]
    elif value is not None:
        data[name] = str(value)


def _put_child(data: QueryDict, prefix: str, seen: SeenChild, sent: VisitSent) -> None:
    for name in type(seen).model_fields:
        if name != "child_id":
            _put(data, prefix + name, getattr(seen, name))
    if seen.seen is None and sent.came_of == CameOf.MADE:
        data[f"{prefix}seen"] = "not_recorded"


def _put_contact(data: QueryDict, sent: ContactSent) -> None:
    data["visit_type"] = str(sent.kind)
    if sent.reached is not None:
        data["came_of"] = str(CameOf.MADE if sent.reached else CameOf.NO_ANSWER)
    for name, answer in sent.answers.items():
        data.setlist(f"a_{name}", answer if isinstance(answer, list) else [answer])


# --- what is wrong with it ----------------------------------------------------------------------------


def wrong_in(found: Sheet, sent: VisitSent | ContactSent) -> list[Wrong]:
    """Return what the form finds wrong, in the words of what was sent; nothing if it can be recorded."""
    child_ids = ids_of(sent)
    if len(set(child_ids)) < len(child_ids):
        return [Wrong("children", TWICE)]
    found.is_valid()
    wrong = list(_of_form(found.common.errors, "", sent))
    for part in found.parts:
        place = child_ids.index(part.child.child_id)
        wrong += _of_form(part.errors, f"children.{place}.", sent)
    return [*wrong, *_not_asked(found, sent)]


def _of_form(errors: Any, prefix: str, sent: VisitSent | ContactSent) -> Iterator[Wrong]:
    for name, said in errors.items():
        yield from (Wrong(prefix + _called(name, sent), str(each)) for each in said)


def _called(name: str, sent: VisitSent | ContactSent) -> str:
    if name.startswith("a_"):
        return f"answers.{name.removeprefix('a_')}"
    if name == "came_of" and isinstance(sent, ContactSent):
        return "reached"
    return CALLED.get(name, name)


def _not_asked(found: Sheet, sent: VisitSent | ContactSent) -> Iterable[Wrong]:
    """Yield what was sent though the form has no place for it: nothing that is said is dropped."""
    fields = found.common.fields
    for name in sorted(sent.model_fields_set - BESIDE - {"role"}):
        if name not in fields and getattr(sent, name) not in ("", None):
            yield Wrong(name, NOT_ASKED)
    if sent.role not in (None, *found.common.asking.roles):
        yield Wrong("role", NOT_HELD)
    if isinstance(sent, ContactSent):
        yield from _not_of_a_call(found, sent)


def _not_of_a_call(found: Sheet, sent: ContactSent) -> Iterable[Wrong]:
    if sent.reached is not None and VisitType(sent.kind) not in CALLS:
        yield Wrong("reached", NOT_ASKED)
    for name in sent.answers:
        if f"a_{name}" not in found.common.fields:
            yield Wrong(f"answers.{name}", NOT_ASKED)
