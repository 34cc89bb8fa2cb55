"""The closed code lists of the SSDA903 and the CIN census, over all years.

Codes that were withdrawn (H5, P2, Z1) stay: a file of an earlier year holds them.
"""

import re

PLACEMENTS = frozenset(
    {
        *("A3", "A4", "A5", "A6", "H5", "K1", "K2", "K3", "P1", "P2", "P3"),
        *("R1", "R2", "R3", "R5", "S1", "T0", "T1", "T2", "T3", "T4"),
        *("U1", "U2", "U3", "U4", "U5", "U6", "Z1", "Z11", "Z12", "Z13", "Z14"),
    }
)
PROVIDERS = frozenset({"PR0", "PR1", "PR2", "PR3", "PR4", "PR5"})
LEGAL_STATUSES = frozenset(
    {"C1", "C2", "D1", "E1", "V2", "V3", "V4", "L1", "L2", "L3", "J1", "J2", "J3"}
)
NEEDS = frozenset(f"N{digit}" for digit in range(10))
REFERRAL_SOURCES = frozenset(
    {
        *("1A", "1B", "1C", "1D", "2A", "2B", "3A", "3B", "3C", "3D", "3E", "3F"),
        *("4", "5A", "5B", "5C", "5D", "6", "7", "8", "9", "10"),
    }
)
ABUSE_CATEGORIES = frozenset({"NEG", "PHY", "SAB", "EMO", "MUL"})
ACCOMMODATIONS = frozenset("BCDEGHKRSTUVWXYZ")

_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}", re.IGNORECASE)


def is_postcode(text: str) -> bool:
    """Test whether a text has the shape of a postcode of the United Kingdom."""
    return bool(_POSTCODE.fullmatch(text))
