"""YAML as packs use it: no key twice, no surprising types, and the line of every part.

PyYAML speaks YAML 1.1, where `no` is false, `010` is 8 and `24:00` is 1440. Here only `true` and
`false` are booleans, only plain decimals are numbers and only `YYYY-MM-DD` is a date.
"""

import re
import stat
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LARGEST = 1_000_000  # bytes
MOST_NODES = 200_000
DEEPEST = 40
Where = Sequence[str | int]


HELP = {
    "mapping values are not allowed": (
        "a text with a colon in it needs quotes around it, and neighbours stand equally far in"
    ),
    "could not find expected ':'": "is there a colon after the word, and is the line before it whole?",
    "did not find expected key": "is it indented as its neighbours are, and is every quote closed?",
    "did not find expected '-' indicator": "is it indented as its neighbours are?",
    "unexpected end of stream": "a quote is opened and not closed",
}


class YamlError(ValueError):
    """A file that is not the YAML a pack may use; the message names file and line."""


class StrictLoader(_Base):  # type: ignore[misc]
    """A safe loader that refuses duplicate keys and reads only the plainest types."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("int", r"^-?(?:0|[1-9][0-9]*)$", "-0123456789"),
    ("null", r"^(?:~|null|)$", ["~", "n", ""]),
    ("timestamp", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "0123456789"),
):
    StrictLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first)
    )


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[Hashable, Any]:
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    if "<<" in keys:
        raise yaml.constructor.ConstructorError(
            problem="`<<` is not used here; write the words out", problem_mark=node.start_mark
        )
    for key in keys:
        if not isinstance(key, Hashable):
            raise yaml.constructor.ConstructorError(
                problem="a list or mapping cannot be a key", problem_mark=node.start_mark
            )
    twice = sorted(str(key) for key, count in Counter(keys).items() if count > 1)
    if twice:
        again = next(k for k, v in node.value[::-1] if str(loader.construct_object(k)) == twice[0])
        raise yaml.constructor.ConstructorError(
            problem=f"`{twice[0]}` is written twice; keep one", problem_mark=again.start_mark
        )
    return {
        k: loader.construct_object(v, deep=True) for k, (_, v) in zip(keys, node.value, strict=True)
    }


def _day(loader: Any, node: yaml.ScalarNode) -> Any:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError as error:
        raise yaml.constructor.ConstructorError(
            problem=f"{node.value} is no day: {error}", problem_mark=node.start_mark
        ) from error


StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
StrictLoader.add_constructor("tag:yaml.org,2002:timestamp", _day)


@dataclass(frozen=True)
class Document:
    """What a file says, and where."""

    file: Path
    data: Any
    node: yaml.Node | None

    def line(self, where: Where) -> int:
        """Return the line on which the part at `where` (keys and positions) begins."""
        node, line = self.node, 1
        for step in where:
            found = _step(node, step)
            if found is None:
                break
            node, line = found
        return line


def _step(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value, key.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].start_mark.line + 1
    return None


def called(file: Path) -> str:
    """Return a file's name as messages give it: with its folder, but for the pack's own file."""
    alone = file.name == "pack.yaml" or not file.parent.name
    return file.name if alone else f"{file.parent.name}/{file.name}"


def _text(file: Path) -> str:
    """Return the text of a file that may be a pack's: a plain file, and not a large one."""
    found = file.stat()
    if not stat.S_ISREG(found.st_mode):
        raise YamlError(f"{called(file)}: not a file; a pack is made of plain YAML files")
    if found.st_size > LARGEST:
        raise YamlError(f"{called(file)}: larger than {LARGEST:,} bytes; no file of a pack is")
    return file.read_text(encoding="utf-8")


def _guard(file: Path, node: yaml.Node | None) -> None:
    """Refuse a file whose parts stand for far more than is written (aliases of aliases)."""
    sizes: dict[int, int] = {}

    def size(part: yaml.Node, depth: int) -> int:
        if depth > DEEPEST:
            raise YamlError(f"{called(file)}: nested more than {DEEPEST} deep; write it plainer")
        if id(part) not in sizes:
            pairs = part.value if isinstance(part, yaml.MappingNode) else []
            items = part.value if isinstance(part, yaml.SequenceNode) else []
            parts = [*items, *(half for pair in pairs for half in pair)]
            sizes[id(part)] = 1 + sum(size(inner, depth + 1) for inner in parts)
        return sizes[id(part)]

    if node is not None and size(node, 0) > MOST_NODES:
        raise YamlError(f"{called(file)}: says more than {MOST_NODES:,} things; split it")


def read(file: Path) -> Document:
    """Return what the YAML file says.

    Raises: YamlError naming the file and the line.
    """
    text = ""
    try:
        text = _text(file)
        loader = StrictLoader(text)
        node = loader.get_single_node()
        _guard(file, node)
        data = loader.construct_document(node) if node is not None else None
    except (FileNotFoundError, YamlError):
        raise
    except OSError as error:
        raise YamlError(f"{called(file)}: cannot be read ({error.strerror})") from error
    except RecursionError:
        raise YamlError(f"{called(file)}: nested too deeply; write it plainer") from None
    except UnicodeDecodeError as error:
        raise YamlError(f"{called(file)}: not UTF-8 text; save it as UTF-8") from error
    except (yaml.YAMLError, ValueError) as error:
        raise YamlError(f"{called(file)}{_told(error, text)}") from error
    return Document(file, data, node)


def _told(error: Exception, text: str) -> str:
    """Return the line of a mistake, and what is wrong in words that help to mend it."""
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or error)
    if mark is None:
        return f": {problem}"
    line = [*text.splitlines(), "", ""][min(mark.line, text.count("\n") + 1)]
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent or line[mark.column : mark.column + 1] == "\t":
        problem = "tabs are not allowed; use spaces"
    elif "cannot start any token" in problem:
        problem = f"a text that begins with `{line[mark.column : mark.column + 1]}` needs quotes"
    added = next((f"; {help_}" for said, help_ in HELP.items() if said in problem), "")
    return f", line {mark.line + 1}: {problem}{added}"
