"""Write the generated parts of the docs anew: the words of the pack language, the pack schemas.

`python tools/make_docs.py` writes; with `--check` it only says whether they are as they should be.
"""

import json
import sys
from pathlib import Path

from doorstep.facts import EpisodeKind, EventKind, FactKind, Method, Place, Role, VisitType
from doorstep.policy.schema import schemas
from doorstep.policy.words import DESCRIPTIONS, Anchor, Spell, Until

DOCS = Path(__file__).parents[1] / "docs"
LISTS = {
    "facts": FactKind,
    "events": EventKind,
    "methods": Method,
    "places": Place,
    "visit types": VisitType,
    "roles": Role,
    "episodes": EpisodeKind,
    "anchors": Anchor,
    "what ends a raised tier": Until,
}


def words() -> str:
    lines = ["**Spells** (`is`, `applies_to`, `since`, `of`)", "", "| word | while |", "|---|---|"]
    lines += [f"| `{spell}` | {DESCRIPTIONS[spell]} |" for spell in Spell]
    for name, group in LISTS.items():
        lines += ["", f"**{name.capitalize()}**: {', '.join(f'`{word}`' for word in group)}"]
    return "\n".join(lines)


def generated() -> dict[Path, str]:
    page = DOCS / "pack-language.md"
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition("<!-- generated: words -->\n")
    _, _, after = rest.partition("<!-- end -->")
    found = {page: f"{before}<!-- generated: words -->\n{words()}\n<!-- end -->{after}"}
    for name, schema in schemas().items():
        file = DOCS / "schema" / f"{name.removesuffix('.yaml')}.schema.json"
        found[file] = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    return found


def main() -> None:
    stale = [f for f, text in generated().items() if not f.exists() or f.read_text() != text]
    if "--check" in sys.argv:
        for file in stale:
            print(f"{file.relative_to(DOCS.parent)} is stale: run `make docs`")
        sys.exit(bool(stale))
    for file, text in generated().items():
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
