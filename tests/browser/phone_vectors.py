"""Print forms filled in at random, with what the server works out for each, for the phone to look up."""

import json
import sys
from typing import Any


def all_vectors(seed: str, children: int, forms: int) -> list[dict[str, Any]]:
    """Return children of every policy, what travels of each, and forms with the effect wanted."""
    import effects_found as found
    import effects_made as made

    packs = [*made.PACKS, made.ALL]
    told = [found.vectors(p, children=children, forms=forms, seed=seed) for p in packs]
    return [each for pack in told for each in pack]


if __name__ == "__main__":
    import django

    django.setup()
    seed, children, forms = sys.argv[1:]
    print(json.dumps(all_vectors(seed, int(children), int(forms))))  # noqa: T201
