"""Requests made from the API's own description, aimed now and then at what is there."""

import os
import random
from datetime import timedelta
from typing import Any
from uuid import uuid4

import schemathesis
import web_made as made
from sample import LONG
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

EXAMPLES = int(os.environ.get("DOORSTEP_API_EXAMPLES", "25" if LONG else "8"))  # of each operation
HIT = 0.8
# What is well formed can still be refused for what it says: a visit in the future, a child not there.
REFUSED_FOR_WHAT_IT_SAYS = ["2xx", "304", "403", "404", "409", "422"]
SETTINGS: dict[str, Any] = {
    "checks": {"positive_data_acceptance": {"expected-statuses": REFUSED_FOR_WHAT_IT_SAYS}},
}


def config() -> SchemathesisConfig:
    """Return the settings of a run."""
    return SchemathesisConfig.from_dict(SETTINGS)


class Aim:
    """Lets most of the well formed requests name a child or a visit that is there.

    What is wrong stays as wrong as it was made.
    """

    def __init__(self, child_ids: list[str], visit_ids: list[int]):
        self.child_ids, self.visit_ids = child_ids, visit_ids
        self.rng, self.sent = random.Random(1), [str(uuid4())]

    def at(self, case: schemathesis.Case) -> None:
        """Aim a request."""
        if case.meta is None or case.meta.generation.mode != GenerationMode.POSITIVE:
            return
        if self.rng.random() < HIT:
            path: Any = case.path_parameters
            if "child_id" in (path or {}):
                path["child_id"] = self.rng.choice(self.child_ids)
            if "visit_id" in (path or {}):
                path["visit_id"] = self.rng.choice(self.visit_ids)
            if isinstance(case.body, dict):
                case.body = self._sent(case.body)

    def _sent(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return a body of children who are there; often of a day on which a visit could be."""
        ids = self.rng.sample(self.child_ids, min(len(body["children"]), len(self.child_ids)))
        told = body | {"children": [self._child(c, i) for c, i in zip(body["children"], ids)]}  # noqa: B905
        self.sent.append(str(uuid4()))
        told["client_id"] = self.rng.choice(self.sent[-3:])
        if self.rng.random() < HIT:
            told["visit_date"] = (made.TODAY - timedelta(self.rng.randrange(1, 90))).isoformat()
            told.pop("role", None)
            told |= self._whole(told)
        return told

    @staticmethod
    def _whole(body: dict[str, Any]) -> dict[str, Any]:
        """Return what lets a visit or contact be recorded, whatever else it says."""
        if "kind" not in body:
            return {"came_of": "made", "place": "home", "approved_by": None}
        whole = {
            "agency": "Riverside School",
            "observations": "In school every day.",
            "answers": {},
        }
        return whole | {"kind": "other_agency", "reached": None}

    @staticmethod
    def _child(child: Any, child_id: str) -> Any:
        if not isinstance(child, dict):
            return child_id
        return child | {"child_id": child_id, "why_not_seen": "Asleep", "seen_alone": None}
