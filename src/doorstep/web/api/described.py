"""The API as a whole: with every operation registered."""

from doorstep.web.api.site import api, as_text
from doorstep.web.api.views import (  # noqa: F401 (they register themselves)
    account,
    children,
    description,
    due,
    recording,
    visits,
)

__all__ = ["api", "as_text"]
