"""What stands in something that was set aside, by the words of the form it was written on."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from doorstep.web.accounts.access import Access
from doorstep.web.caseload.models import Visit
from doorstep.web.caseload.queries import children_for
from doorstep.web.phone.answering import holding
from doorstep.web.phone.models import Kind, Sent, SetAside
from doorstep.web.policies.queries import stack
from doorstep.web.visits.call_form import PLAIN
from doorstep.web.visits.contact_form import ContactForm
from doorstep.web.visits.visit_form import SeenForm, VisitForm

ANOTHER = "Another child"
PLAINLY = {
    "child_id": "Child",
    "child_ids": "Children",
    "together": "Together with",
    "call": "Call",
}


def labels_of(row: SetAside, names: Mapping[int, str]) -> dict[str, str]:
    """Return how the form calls what was written, by the names that were sent.

    `names` are those of children that may be said; another is called so, whether there is one or not.
    """
    if row.kind == Kind.ASSESSMENT:
        return PLAINLY | _of_policy(str(row.body.get("form", "")))
    form = ContactForm if row.kind == Kind.CONTACT else VisitForm
    found = PLAINLY | _of_form(form.base_fields)
    if row.kind == Kind.CALL:
        for paper in (PLAIN, *stack().forms.values()):
            found |= {f"a_{each.id}": each.label for each in paper.fields}
    for prefix, pk in _parts(row).items():
        name = names.get(pk, ANOTHER)
        of_child = _of_form(SeenForm.base_fields, prefix=f"{prefix}-")
        found |= {key: _of_child(label, name) for key, label in of_child.items()}
    return found


def _of_child(label: str, name: str) -> str:
    return label.replace("{}", name) if "{}" in label else f"{name}: {label}"


def _of_form(fields: Any, *, prefix: str = "") -> dict[str, str]:
    """Return the labels of a form's fields."""
    return {f"{prefix}{name}": str(field.label or name) for name, field in fields.items()}


def _of_policy(form: str) -> dict[str, str]:
    paper = stack().forms.get(form)
    return {each.id: each.label for each in paper.fields} if paper else {}


def names_for(row: SetAside, by: Access) -> dict[int, str]:
    """Return the names of the children with parts of their own, as far as somebody may see them."""
    seen = children_for(by).filter(pk__in=_parts(row).values())
    return {child.pk: child.name or child.child_id for child in seen}


def _parts(row: SetAside) -> dict[str, int]:
    """Return the beginnings of the names of children's own parts, such as "c7", with the child's key."""
    fields = row.body.get("fields", {})
    told = {name.partition("-")[0] for name in fields if name.startswith("c") and "-" in name}
    return {prefix: int(prefix[1:]) for prefix in sorted(told) if _is_key(prefix[1:])}


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 12


def typed_of(row: SetAside) -> Iterator[tuple[str, str]]:
    """Yield what was written as the ordinary form takes it."""
    if row.body.get("call"):
        yield "type", str(row.body["call"])
    for name, value in row.body.get("fields", {}).items():
        if name not in ("client_id", "step", "type", "writer"):
            yield from ((name, each) for each in (value if isinstance(value, list) else [value]))


def is_used(client_id: UUID) -> bool:
    """Test whether anything was recorded under an id."""
    sent = Sent.objects.filter(client_id=client_id).exists()
    return sent or Visit.objects.filter(client_id=client_id).exists()


def standing_under(row: SetAside, by: Access) -> list[dict[str, Any]]:
    """Return what was recorded under the same id, as far as one may see it: the other version."""
    sent = Sent.objects.filter(client_id=row.client_id).first()
    pks = sent.made.get("visits", []) if sent else []
    pks = pks or list(Visit.objects.filter(client_id=row.client_id).values_list("pk", flat=True))
    return holding(pks, by=by)
