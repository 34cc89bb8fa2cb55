"""Collect the golden tests that stand beside the rules in src/doorstep/packs/ and tests/policies/."""

from functools import cache
from pathlib import Path

import pytest

from doorstep.policy import load_pack
from doorstep.reports.golden import Example, examples, verdict

pack_in = cache(load_pack)


@cache
def written_in(folder: Path) -> dict[Path, list[Example]]:
    """Return the examples of a pack by file: each is read once, not once for each neighbour."""
    found: dict[Path, list[Example]] = {}
    for example in examples(folder):
        found.setdefault(example.file, []).append(example)
    return found


def pytest_collect_file(parent, file_path: Path):
    if file_path.name.endswith(".test.yaml"):
        return GoldenFile.from_parent(parent, path=file_path)
    return None


def pack_folder(file: Path) -> Path:
    return next(p for p in file.parents if (p / "pack.yaml").exists())


class GoldenFile(pytest.File):
    def collect(self):
        folder = pack_folder(self.path)
        for example in written_in(folder).get(self.path, []):
            yield GoldenTest.from_parent(self, name=example.name, example=example, folder=folder)


class GoldenTest(pytest.Item):
    def __init__(self, *, example: Example, folder: Path, **kwargs):
        super().__init__(**kwargs)
        self.example, self.folder = example, folder

    def runtest(self):
        wrong = verdict(self.example, pack_in(self.folder)).wrong
        if wrong:
            raise GoldenError("\n".join(wrong))

    def repr_failure(self, excinfo, style=None):
        if isinstance(excinfo.value, GoldenError):
            return f"{self.example.file.name}: {self.example.name}\n{excinfo.value}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self):
        return self.path, 0, f"{self.path.name}: {self.name}"


class GoldenError(Exception):
    pass
