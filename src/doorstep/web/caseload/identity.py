"""Who a child is, for finding and grouping: keys of names, the address that holds, the household."""

import unicodedata
from collections.abc import Iterable
from datetime import date

from doorstep.facts import Address


def key_of(name: str) -> str:
    """Return a name without accents, capitals and signs, as it is searched by.

    Example:
        >>> key_of("Zoë O'Brien-Núñez")
        'zoe obrien nunez'
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = (c if c.isalpha() else " " if c in " -" else "" for c in plain)
    return " ".join("".join(kept).split())


def address_on(addresses: Iterable[Address], on: date) -> Address | None:
    """Return where the child lives on a day: of several the one that began last."""
    held = [
        a
        for a in addresses
        if (a.start_date is None or a.start_date <= on) and (a.end_date is None or on < a.end_date)
    ]
    return max(held, key=lambda a: a.start_date or date.min, default=None)


def household_of(address: Address | None) -> str:
    """Return what those at one door have in common; blank where only the postcode is known."""
    if address is None or not address.line:
        return ""
    return f"{address.postcode} {key_of(address.line)} {_digits(address.line)}"


def _digits(line: str) -> str:
    return "".join(c for c in line if c.isdigit())
