"""A policy in plain words: every part of a pack as sentences with clause, day and whether it is ours.

The handbook prints them and the change note compares them, so that both say the same.
"""

from doorstep.policy.plain.parts import parts_of
from doorstep.policy.plain.said import Part, Row, Said

__all__ = ["Part", "Row", "Said", "parts_of"]
