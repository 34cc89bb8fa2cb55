"""How many examples the property tests try: DOORSTEP_EXAMPLES=10 tries ten times as many."""

import os

FACTOR = float(os.environ.get("DOORSTEP_EXAMPLES", "1"))


def times(examples: int) -> int:
    return max(20, round(examples * FACTOR))
