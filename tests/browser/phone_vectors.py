"""Print forms filled in at random, with what the server works out for each, for the phone to look up."""

import json
import sys
from random import Random
from typing import Any


def vectors(seed: str, children: int, forms: int) -> list[dict[str, Any]]:
    """Return children of every policy, what travels of each, and forms with the effect wanted."""
    import effects_made as made

    random, found = Random(seed), []
    for pack in [*made.PACKS, made.ALL]:
        for _ in range(children):
            told = made.a_child(random, pack)
            shared, effects = made.table_of(told)
            filled = [_form(made.a_form(random, told), told) for _ in range(forms)]
            found.append({"pack": pack, "shared": shared, "effects": effects, "forms": filled})
    return found


def _form(form: Any, told: Any) -> dict[str, Any]:
    import effects_made as made

    wanted, _, _ = made.worked_out(told, form)
    days = {"made": form.made.isoformat(), "written": form.at.date().isoformat()}
    return {"kind": form.kind, "days": days, "data": form.data, "wanted": wanted}


if __name__ == "__main__":
    import django

    django.setup()
    seed, children, forms = sys.argv[1:]
    print(json.dumps(vectors(seed, int(children), int(forms))))  # noqa: T201
