"""The JSON Schemas of a pack's files, made from the models that read them."""

from typing import Any

from doorstep.policy.duty import Counts, Duty
from doorstep.policy.pack import Head, Tiers

FILES: dict[str, type[Head] | type[Duty] | type[Counts] | type[Tiers]] = {
    "pack.yaml": Head,
    "duties": Duty,
    "counts": Counts,
    "tiers": Tiers,
}


def schemas() -> dict[str, Any]:
    """Return one JSON Schema (2020-12) per kind of file."""
    return {
        name: {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            **model.model_json_schema(by_alias=True),
        }
        for name, model in FILES.items()
    }
