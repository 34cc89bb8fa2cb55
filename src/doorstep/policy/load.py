"""Read a pack from its folder of YAML files."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from doorstep.policy.condition import Strict
from doorstep.policy.counts import Counts
from doorstep.policy.crossed import crossed
from doorstep.policy.duty import Duty
from doorstep.policy.form import Form
from doorstep.policy.pack import Head, Pack, Tiers
from doorstep.policy.problems import problems_of
from doorstep.policy.procedure import Procedure
from doorstep.policy.rule import Rule
from doorstep.policy.service import Figure, Service
from doorstep.policy.strict_yaml import YamlError, called, read
from doorstep.policy.wording import Wording

PARTS: dict[str, type[Strict]] = {
    "duties": Duty,
    "counts": Counts,
    "rules": Rule,
    "procedures": Procedure,
    "forms": Form,
    "wording": Wording,
    "services": Service,
    "figures": Figure,
}
FOLDERS = (*PARTS, "tiers")
# What a part of each folder is called.
FOLDER_OF: dict[str, str] = {
    "duty": "duties",
    "counts": "counts",
    "rule": "rules",
    "procedure": "procedures",
    "form": "forms",
    "wording": "wording",
    "service": "services",
    "figure": "figures",
}
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


def head_of(folder: Path) -> Head:
    """Return what the pack in `folder` says of itself, whatever is wrong with its other files.

    Raises: PackError with every problem of its pack.yaml.
    """
    problems: list[str] = []
    head = _model(Head, folder / "pack.yaml", problems)
    if head is None:
        raise PackError(folder.resolve().name, problems)
    return head


def load_pack(folder: Path) -> Pack:
    """Return the pack in `folder`, its duties in the order of their ids.

    Raises: PackError with every problem found, each with its file and line.
    """
    problems: list[str] = []
    head = _model(Head, folder / "pack.yaml", problems)
    duties = _all(Duty, folder / "duties", problems)
    counts = _all(Counts, folder / "counts", problems)
    rules = _all(Rule, folder / "rules", problems)
    procedures = _all(Procedure, folder / "procedures", problems)
    forms = _all(Form, folder / "forms", problems)
    wordings = _all(Wording, folder / "wording", problems)
    services = _all(Service, folder / "services", problems)
    figures = _all(Figure, folder / "figures", problems)
    tiers = [_model(Tiers, f, problems) for f in _files(folder / "tiers")]
    problems += _strangers(folder)
    if len(tiers) > 1:
        problems.append("tiers: a pack has one file of tiers; put the criteria together")
    if problems or head is None:
        raise PackError(folder.resolve().name, problems)
    pack = Pack(
        head=head,
        duties=tuple(sorted(duties, key=lambda d: d.id)),
        counts={c.id: c for c in counts},
        rules={r.id: r for r in rules},
        procedures={p.id: p for p in procedures},
        forms={f.id: f for f in forms},
        wordings={w.id: w for w in wordings},
        services={s.id: s for s in services},
        figures={f.id: f for f in figures},
        tiers=tiers[0] if tiers else None,
        folder=folder,
    )
    problems = list(crossed(pack))
    if problems:
        raise PackError(folder.resolve().name, problems)
    return pack


def _all(model: type[M], folder: Path, problems: list[str]) -> list[M]:
    found = (_named(model, file, problems) for file in _files(folder))
    return [part for part in found if part is not None]


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
        problems.append(f"{called(file)}: its id is `{name}`; name the file {name}.yaml")
    return found


def _model(model: type[M], file: Path, problems: list[str]) -> M | None:
    try:
        document = read(file)
    except FileNotFoundError:
        problems.append(f"{called(file)}: not found")
        return None
    except YamlError as error:
        problems.append(str(error))
        return None
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        problems += problems_of(document, error.errors(include_url=False))
        return None
