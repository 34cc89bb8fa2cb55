"""What imports ask of a person, for the pages people begin from."""

from typing import Any

from doorstep.web.accounts.access import Access
from doorstep.web.imports.queries import how_many
from doorstep.web.lists.also import Found


def asked_part(access: Access, _: Found) -> dict[str, Any] | None:
    """Return how much is asked of a person and how much is to be settled; None if nothing is."""
    asked, differing = how_many(access)
    return {"asked": asked, "differing": differing} if asked or differing else None
