"""Read a pack from its folder of YAML files."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from doorstep.policy.condition import Strict
from doorstep.policy.duty import Counts, Duty
from doorstep.policy.pack import Head, Pack, Tiers
from doorstep.policy.strict_yaml import Document, Where, YamlError, read

FOLDERS = ("duties", "counts", "tiers")
LONGEST_PLACE, MOST_PROBLEMS = 200, 20
M = TypeVar("M", bound=Strict)


class PackError(ValueError):
    """A pack that cannot be used; `problems` name file, line and what to do."""

    def __init__(self, pack: str, problems: list[str]):
        super().__init__("\n".join(f"{pack}: {p}" for p in problems))
        self.problems = problems


def shipped_packs() -> tuple[str, ...]:
    """Return the names of the packs inside the package."""
    folder = Path(str(files("doorstep") / "packs"))
    return tuple(sorted(p.name for p in folder.iterdir() if (p / "pack.yaml").exists()))


@cache
def shipped_pack(name: str) -> Pack:
    """Return the pack `name` that lies inside the package."""
    return load_pack(Path(str(files("doorstep") / "packs" / name)))


def find_pack(name: str) -> Pack:
    """Return a shipped pack by its name, or the pack in a folder.

    Raises: PackError; LookupError if there is no such pack.
    """
    if name in shipped_packs():
        return shipped_pack(name)
    folder = Path(name)
    try:
        is_pack = (folder / "pack.yaml").is_file()
    except OSError:  # a name longer than a path may be
        is_pack = False
    if is_pack:
        return load_pack(folder)
    raise LookupError(
        f"There is no policy pack {name!r}. Shipped packs: {', '.join(shipped_packs())}. "
        f"For one of your own, give the folder that holds its pack.yaml."
    )


def load_pack(folder: Path) -> Pack:
    """Return the pack in `folder`, its duties in the order of their ids.

    Raises: PackError with every problem found, each with its file and line.
    """
    problems: list[str] = []
    head = _model(Head, folder / "pack.yaml", problems)
    duties = [_named(Duty, f, problems) for f in _files(folder / "duties")]
    counts = [_named(Counts, f, problems) for f in _files(folder / "counts")]
    tiers = [_model(Tiers, f, problems) for f in _files(folder / "tiers")]
    problems += _strangers(folder)
    if len(tiers) > 1:
        problems.append("tiers: a pack has one file of tiers; put the criteria together")
    if problems or head is None:
        raise PackError(folder.name, problems)
    pack = Pack(
        head=head,
        duties=tuple(sorted((d for d in duties if d), key=lambda d: d.id)),
        counts={c.id: c for c in counts if c},
        tiers=tiers[0] if tiers else None,
        folder=folder,
    )
    problems = list(_crossed(pack))
    if problems:
        raise PackError(folder.name, problems)
    return pack


def _files(folder: Path) -> list[Path]:
    return sorted(f for f in folder.glob("*.yaml") if not f.name.endswith(".test.yaml"))


def _strangers(folder: Path) -> Iterator[str]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.name[0] in "._" or path.name == "sources":
            continue
        if path.is_dir() and path.name not in FOLDERS:
            inside = ", ".join(sorted(inner.name for inner in path.glob("*.y*ml"))) or "nothing"
            known = ", ".join(FOLDERS)
            yield f"{path.name}/ (with {inside}): not a folder of a pack; those are {known}"
        elif path.name in FOLDERS and not path.is_dir():
            yield f"{path.name}: must be a folder of YAML files"
        elif path.is_dir():
            yield from (
                f"{inner.relative_to(folder)}: would not be read; only .yaml files directly in"
                f" {path.name}/ are"
                for inner in sorted(path.rglob("*"))
                if inner.is_file() and (inner.parent != path or inner.suffix != ".yaml")
            )
        elif path.suffix.lower() in (".yaml", ".yml") and path.name != "pack.yaml":
            yield f"{path.name}: would not be read; put it into {', '.join(FOLDERS)}"


def _named(model: type[M], file: Path, problems: list[str]) -> M | None:
    found = _model(model, file, problems)
    name = getattr(found, "id", None)
    if name is not None and name != file.stem:
        problems.append(f"{file.name}: its id is `{name}`; name the file {name}.yaml")
    return found


def _model(model: type[M], file: Path, problems: list[str]) -> M | None:
    try:
        document = read(file)
    except FileNotFoundError:
        problems.append(f"{file.name}: not found")
        return None
    except YamlError as error:
        problems.append(str(error))
        return None
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        found = error.errors(include_url=False)
        problems += [_problem(document, e["loc"], e) for e in found[:MOST_PROBLEMS]]
        if len(found) > MOST_PROBLEMS:
            problems.append(f"{file.name}: and {len(found) - MOST_PROBLEMS} more like these")
        return None


def _problem(document: Document, where: Where, error: Any) -> str:
    path = tuple(str(step) for step in where)
    place = ".".join(p for p in path if not p.startswith(("literal", "function", "lax-or", "str-")))
    text = error["msg"].removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        text = "not a word of the pack language here; see docs/pack-language.md"
    if not where:
        text = f"empty, or not made of words and values ({text})"
    given = error.get("input")
    shown = f" (it says {given!r})" if isinstance(given, str | int) else ""
    place = place if len(place) < LONGEST_PLACE else f"{place[:LONGEST_PLACE]}..."
    name = f"{document.file.parent.name}/{document.file.name}"
    return f"{name}, line {document.line(where)}: {place or 'the file'}: {text}{shown}"


def _crossed(pack: Pack) -> Iterator[str]:
    """Yield what is wrong between the files of a pack."""
    if not pack.duties and pack.tiers is None:
        yield "duties/: a pack without a duty or a tier asks nothing; write one"
    for duty in pack.duties:
        yield from (f"duties/{duty.id}.yaml: {problem}" for problem in _duty_crossed(duty, pack))
    yield from _chains(pack)


def _circle(duty: Duty, pack: Pack) -> bool:
    """Test whether a duty supersedes itself, through others or not."""
    seen: set[str] = set()
    ahead = list(duty.supersedes)
    while ahead:
        name = ahead.pop()
        if name == duty.id:
            return True
        if name not in seen and name in pack.by_id:
            seen.add(name)
            ahead += pack.by_id[name].supersedes
    return False


def _share_crossed(duty: Duty, pack: Pack) -> Iterator[str]:
    if duty.share is None:
        return
    of = pack.by_id.get(duty.share.of)
    if of is None:
        yield f"a share of `{duty.share.of}`, which is not in this pack"
    elif of.share is not None or of.record_within or of.after_event:
        yield f"a share of `{of.id}`, which is not a duty of regular visits"


def _duty_crossed(duty: Duty, pack: Pack) -> Iterator[str]:
    for other in duty.supersedes:
        if other not in pack.by_id:
            yield f"supersedes `{other}`, which is not in this pack"
    if duty.counts and duty.counts not in pack.counts:
        yield f"counts `{duty.counts}` has no file in counts/"
    if _circle(duty, pack):
        yield "supersedes itself, through others or directly; one of them must give way"
    yield from _share_crossed(duty, pack)
    if duty.is_of_a_tier and pack.tiers is None:
        yield "applies to a tier, but the pack has no tiers/"
    if not duty.dated_values() and duty.share is None:
        yield "has no value at all; a duty needs a dated one (S13)"


def _chains(pack: Pack) -> Iterator[str]:
    if any(other not in pack.by_id for d in pack.duties for other in d.supersedes):
        return
    if any(_circle(d, pack) for d in pack.duties):
        return
    for chain in pack.chains:
        anchors = {str(d.anchor) for d in chain}
        if len(anchors) > 1:
            names = ", ".join(d.id for d in chain)
            yield f"duties {names} supersede one another, so they share a clock and one anchor"
