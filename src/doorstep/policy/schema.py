"""The JSON Schemas of a pack's files, made from the models that read them."""

from typing import Any

from doorstep.policy.condition import Strict
from doorstep.policy.load import PARTS
from doorstep.policy.pack import Head, Tiers

FILES: dict[str, type[Strict]] = {"pack.yaml": Head, **PARTS, "tiers": Tiers}


def schemas() -> dict[str, Any]:
    """Return one JSON Schema (2020-12) per kind of file."""
    return {
        name: {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            **model.model_json_schema(by_alias=True),
        }
        for name, model in FILES.items()
    }
