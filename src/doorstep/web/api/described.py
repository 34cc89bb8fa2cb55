"""The API as a whole: every operation registered, and the description of them all."""

import json

from doorstep.web.api.site import api
from doorstep.web.api.views import account, children, due, recording, visits  # noqa: F401

__all__ = ["api", "as_text"]


def as_text() -> str:
    """Return the description as it is published in `docs/schema/api-v1.json`."""
    return json.dumps(api.get_openapi_schema(), indent=2, ensure_ascii=False) + "\n"
