"""Procedures and forms as they stood when a decision was opened: kept as text, read back whole."""

import json
from functools import lru_cache
from hashlib import sha256
from typing import Any

from doorstep.policy.form import Form
from doorstep.policy.procedure import Procedure
from doorstep.policy.qualify import qualified
from doorstep.web.decisions.models import PolicyPart

KINDS: dict[str, type[Form] | type[Procedure]] = {"form": Form, "procedure": Procedure}


def kept(part: Form | Procedure) -> PolicyPart:
    """Return the stored copy of a part, made if this very wording was never used before."""
    body = _body(part)
    digest = sha256(body.encode()).hexdigest()
    made = {"part_id": part.id, "title": part.title, "body": body}
    return PolicyPart.objects.get_or_create(digest=digest, defaults=made)[0]


def _body(part: Form | Procedure) -> str:
    kind = "form" if isinstance(part, Form) else "procedure"
    label = part.id.rpartition("/")[0]
    told = part.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    bare = _without(told, f"{label}/") if label else told
    # Not sorted: the steps stand in the order the policy has them.
    return json.dumps({"kind": kind, "label": label, "part": bare}, ensure_ascii=False)


def _without(value: Any, start: str) -> Any:
    """Return what a part says with the names in it as they stand within their own pack."""
    if isinstance(value, dict):
        return {k: _without(v, start) for k, v in value.items()}
    if isinstance(value, list):
        return [_without(v, start) for v in value]
    return value.removeprefix(start) if isinstance(value, str) else value


@lru_cache(maxsize=512)
def read(body: str) -> Form | Procedure:
    """Return the procedure or form that a stored copy holds, named as it was in the stack."""
    told = json.loads(body)
    part = KINDS[told["kind"]].model_validate(told["part"])
    return qualified(part, told["label"], "") if told["label"] else part


def procedure_of(part: PolicyPart) -> Procedure:
    """Return the procedure a decision is gone through by."""
    found = read(part.body)
    if not isinstance(found, Procedure):
        raise TypeError(f"{part.part_id} is not a procedure")
    return found


def form_of(part: PolicyPart) -> Form:
    """Return the form that was filled in."""
    found = read(part.body)
    if not isinstance(found, Form):
        raise TypeError(f"{part.part_id} is not a form")
    return found
