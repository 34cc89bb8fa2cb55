"""Read an adoption, find its packs and compose them; one name leads to a pack or a stack."""

from collections.abc import Sequence
from datetime import date
from itertools import count
from pathlib import Path

from pydantic import ValidationError

from doorstep.policy.adoption import Adopted, Adoption
from doorstep.policy.load import PackError, find_pack
from doorstep.policy.pack import Pack
from doorstep.policy.problems import problems_of
from doorstep.policy.stack import Stack, compose
from doorstep.policy.strict_yaml import YamlError, read
from doorstep.policy.versions import Layered


def find_policy(name: str) -> Pack:
    """Return a pack, the stack of an adoption's file, or packs joined by `+` as a stack.

    Raises: PackError; LookupError if there is no such pack.
    """
    if name.endswith((".yaml", ".yml")) and Path(name).is_file():
        return stack_of(read_adoption(Path(name)), Path(name).parent)
    if "+" in name and not Path(name).is_dir():
        packs = [find_pack(part.strip()) for part in name.split("+")]
        adopted = [Adopted(**{"pack": p.id, "from": p.head.in_force_from}) for p in packs]
        return compose(name, labelled(packs, adopted))
    return find_pack(name)


def read_adoption(file: Path) -> Adoption:
    """Return the adoption the file holds.

    Raises: PackError with every problem found, each with its line.
    """
    try:
        document = read(file)
        return Adoption.model_validate(document.data)
    except FileNotFoundError:
        raise PackError(file.name, ["there is no such file"]) from None
    except YamlError as error:
        raise PackError(file.name, [str(error)]) from error
    except ValidationError as error:
        found = error.errors(include_url=False)
        raise PackError(file.name, problems_of(document, found)) from error


def stack_of(adoption: Adoption, folder: Path) -> Stack:
    """Return the packs of an adoption as one; names of folders start from the adoption's own.

    Raises: PackError; LookupError if there is no such pack.
    """
    return compose(
        adoption.authority, layers_of(adoption, folder), due_soon_days=adoption.due_soon_days
    )


def layers_of(adoption: Adoption, folder: Path) -> list[Layered]:
    """Return the adopted packs, each with the label its parts are named by.

    Raises: PackError; LookupError if there is no such pack.
    """
    return labelled([_pack(each.pack, folder) for each in adoption.adopted], adoption.adopted)


def labelled(packs: Sequence[Pack], adopted: Sequence[Adopted]) -> list[Layered]:
    """Return the packs with the labels their parts are named by: the id, with the version if need be."""
    ids = [pack.id for pack in packs]
    found: list[Layered] = []
    for pack, each in zip(packs, adopted, strict=True):
        label = pack.id if ids.count(pack.id) == 1 else f"{pack.id}@{pack.head.version}"
        taken = {layered.label for layered in found}
        numbered = (f"{label}.{n}" for n in count(2))
        free = label if label not in taken else next(x for x in numbered if x not in taken)
        found.append(Layered(free, pack, each))
    return found


def _pack(name: str, folder: Path) -> Pack:
    beside = folder / name
    return find_pack(str(beside) if (beside / "pack.yaml").is_file() else name)


def in_force_on(stack: Stack, day: date) -> list[Layered]:
    """Return the packs adopted on a day, the lowest layer first."""
    return [
        each
        for each in stack.layers
        if each.window.start <= day and (each.window.end is None or day < each.window.end)
    ]
