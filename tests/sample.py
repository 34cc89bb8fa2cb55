"""How much a run asks: all of it with DOORSTEP_LONG_TESTS=1, else a sample, always the same one.

DOORSTEP_SAMPLE=2, or any other word, asks another sample of the same size; a run says its own at the top.
"""

import os
from zlib import crc32

LONG = bool(os.environ.get("DOORSTEP_LONG_TESTS"))
SAMPLE = os.environ.get("DOORSTEP_SAMPLE", "1")


def is_asked(*told: object, one_in: int) -> bool:
    """Test whether a run asks for this: a long one for all, a short one for one in so many."""
    return LONG or crc32(" ".join(map(str, (SAMPLE, *told))).encode()) % one_in == 0


def said() -> str:
    """Return which part of the large tests a run asks."""
    return "all" if LONG else f"sample {SAMPLE} (DOORSTEP_SAMPLE; DOORSTEP_LONG_TESTS=1 asks all)"
