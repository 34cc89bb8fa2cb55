"""Write the generated parts of the docs anew: words of the pack language, schemas, outputs of commands.

`python tools/make_docs.py` writes; with `--check` it only says whether they are as they should be.
"""

import json
import re
import shlex
import sys
from pathlib import Path

from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))
import coverage_of_requirements

from doorstep.cli.main import group
from doorstep.facts import EpisodeKind, EventKind, FactKind, Method, Place, Role, VisitType
from doorstep.policy.form import Known
from doorstep.policy.schema import schemas
from doorstep.policy.words import DESCRIPTIONS, Anchor, Spell, Until
from doorstep.vocabulary import (
    Act,
    Action,
    Makes,
    Measure,
    Needed,
    Record,
    ServiceState,
    Tells,
    Verdict,
)

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
SHOWN = (ROOT / "README.md", DOCS / "tour.md")  # pages whose ```console blocks are really run
CONSOLE = re.compile(r"```console\n\$ doorstep (.*)\n(?:[^`]*\n)?```")
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
    "acts": Act,
    "verdicts": Verdict,
    "actions": Action,
    "what must be told": Needed,
    "records": Record,
    "what an ending makes": Makes,
    "what an answer tells": Tells,
    "prefill": Known,
    "states of a service": ServiceState,
    "measures": Measure,
}


def words() -> str:
    lines = ["**Spells** (`is`, `applies_to`, `since`, `of`)", "", "| word | while |", "|---|---|"]
    lines += [f"| `{spell}` | {DESCRIPTIONS[spell]} |" for spell in Spell]
    for name, words_of in LISTS.items():
        lines += ["", f"**{name.capitalize()}**: {', '.join(f'`{word}`' for word in words_of)}"]
    return "\n".join(lines)


def printed(match: re.Match[str]) -> str:
    """Return a block with what its command prints to standard output."""
    done = CliRunner().invoke(group, shlex.split(match[1]), prog_name="doorstep")
    return f"```console\n$ doorstep {match[1]}\n{done.stdout}```"


SUPPLEMENT = ROOT / "src" / "doorstep" / "intake" / "schemas"
WORDS_OF: dict[tuple[str, str], list[str]] = {
    ("doorstep_visits", "visit_type"): list(VisitType),
    ("doorstep_visits", "method"): list(Method),
    ("doorstep_visits", "place"): list(Place),
    ("doorstep_visits", "role"): list(Role),
    ("doorstep_visits", "approved_by"): list(Role),
    ("doorstep_facts", "fact"): [*FactKind, "self_isolation", "shielding"],
    ("doorstep_events", "event"): list(EventKind),
    ("doorstep_visiting_plans", "agreed_by"): list(Role),
    ("doorstep_tier_decisions", "decided_by"): list(Role),
}


def supplement() -> dict[Path, str]:
    """Return the schemas of the supplement with the words of today."""
    found = {}
    for (table, column), words_of in WORDS_OF.items():
        file = SUPPLEMENT / f"{table}.json"
        data = json.loads(found.get(file) or file.read_text(encoding="utf-8"))
        (field,) = [f for f in data["fields"] if f["name"] == column]
        field["constraints"]["enum"] = words_of
        found[file] = json.dumps(data, indent=2, ensure_ascii=False) + "\n"
    return found


def generated() -> dict[Path, str]:
    page = DOCS / "pack-language.md"
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition("<!-- generated: words -->\n")
    _, _, after = rest.partition("<!-- end -->")
    found = {page: f"{before}<!-- generated: words -->\n{words()}\n<!-- end -->{after}"}
    for shown in SHOWN:
        found[shown] = CONSOLE.sub(printed, shown.read_text(encoding="utf-8"))
    found |= supplement()
    found[DOCS / "coverage.md"] = coverage_of_requirements.page()
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
