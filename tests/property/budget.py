"""How many examples a property runs with: a third of what it names, all of them with DOORSTEP_LONG_TESTS.

`tools/mutants.py` plants bugs in the engine and runs with half of them: each bug is found.
"""

import os

from sample import LONG

FACTOR = float(os.environ.get("DOORSTEP_EXAMPLES", "1" if LONG else "0.35"))


def times(examples: int) -> int:
    return max(20, round(examples * FACTOR))
