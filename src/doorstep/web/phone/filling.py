"""Fill in the ordinary form with what a phone sent; what it does not ask is refused, not dropped."""

from collections.abc import Iterable, Iterator, Sequence

from django.http import Http404, QueryDict

from doorstep.vocabulary import VisitType
from doorstep.web.caseload.queries import NO_SUCH_CHILD
from doorstep.web.fields import DateField3
from doorstep.web.phone.models import Kind
from doorstep.web.phone.received import Filled, Thing
from doorstep.web.problems import Wrong
from doorstep.web.visits.forms import Form
from doorstep.web.visits.sheets import Setting, Sheet, sheet_of
from doorstep.web.visits.words import CONTACTS

REFUSED = "Something in it is not as it should be."
NOT_ASKED = "The form does not ask this. Nothing is dropped: it is kept with what you sent."
TWICE = "The form takes one answer here, and there are several."
OF_THE_PAGE = {"client_id", "type", "step", "together"}
PARTS = ("day", "month", "year")
Values = dict[str, str | list[str]]


class InvalidError(ValueError):
    """The form finds something wrong; `wrong` says what and where."""

    def __init__(self, wrong: Sequence[Wrong]):
        super().__init__(REFUSED)
        self.wrong = list(wrong)


def sheet_for(thing: Thing, said: Filled, fields: Values, setting: Setting) -> Sheet:
    """Return the ordinary form as it was filled in on a phone, not yet asked whether it is valid.

    Raises: Http404 for a child it is to be about who may not be recorded for.
    """
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    data["client_id"] = str(thing.client_id)
    found = sheet_of(_kind(thing.kind, said), setting, data, lean=True)
    if {child.child_id for child in found.children} != set(said.child_ids):
        raise Http404(NO_SUCH_CHILD)
    return found


def _kind(kind: Kind, said: Filled) -> VisitType:
    if kind == Kind.CALL:
        return VisitType(said.call or VisitType.KIT_CALL)
    return VisitType.VISIT if kind == Kind.VISIT else CONTACTS[0]


def wrong_in(sheet: Sheet, fields: Values) -> list[Wrong]:
    """Return what the form finds wrong, by the names of its fields; nothing if it can be recorded."""
    sheet.is_valid()
    wrong = [each for form in sheet.forms for each in _of_form(form)]
    return [*wrong, *_not_asked(sheet, fields)]


def _of_form(form: Form) -> Iterable[Wrong]:
    for name, said in form.errors.items():
        where = form.add_prefix(name) if name in form.fields else ""
        yield from (Wrong(where, str(each)) for each in said)


def _not_asked(sheet: Sheet, fields: Values) -> Iterator[Wrong]:
    """Yield what was sent though the form has no place for it."""
    known = {name: many for form in sheet.forms for name, many in _names(form)}
    for name, value in fields.items():
        if name in OF_THE_PAGE or not value or value == [""]:
            continue
        if name not in known:
            yield Wrong(name, NOT_ASKED)
        elif isinstance(value, list) and len(value) > 1 and not known[name]:
            yield Wrong(name, TWICE)


def _names(form: Form) -> Iterator[tuple[str, bool]]:
    """Yield the names that a form's controls have, and whether one takes several answers."""
    for name, field in form.fields.items():
        own = form.add_prefix(name)
        if isinstance(field, DateField3):
            yield from ((f"{own}-{part}", False) for part in PARTS)
        else:
            yield own, getattr(field.widget, "allow_multiple_selected", False)
