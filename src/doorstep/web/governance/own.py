"""Who acts in their own name, and what is refused: two people decide, and no deputy is one of them."""

from dataclasses import replace

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can


class NotAllowedError(ValueError):
    """Something that may not be done now; the message says why, and what could be done instead."""


def in_own_name(access: Access) -> Access:
    """Return a person with the roles that are their own, and none they hold as a deputy."""
    own = tuple(held for held in access.held if held.acting_for_id is None)
    return replace(access, held=own, acting_for="", kept={})


def may_approve(access: Access) -> bool:
    """Test whether a person may approve disposals in their own name."""
    return in_own_name(access).has(Can.APPROVE_DISPOSAL)


def may_govern(access: Access) -> bool:
    """Test whether a person governs records in their own name."""
    return in_own_name(access).has(Can.GOVERN_RECORDS)


def right_of(access: Access) -> Can:
    """Return by which right a person opens the pages of records: governing them, or restricting them."""
    return Can.GOVERN_RECORDS if access.has(Can.GOVERN_RECORDS) else Can.RESTRICT
