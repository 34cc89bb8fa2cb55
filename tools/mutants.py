"""Plant one small bug at a time in a copy of the engine; see that the tests catch each.

Run it with `make mutants`, or `python tools/mutants.py [part of a file's name]`. It is not part of the
test run. A bug whose text is no longer found in the source is an error: mend the list, do not drop it.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

from planted_bugs import MUTANTS, Mutant

ROOT = Path(__file__).parents[1]
WORKERS = 2
TESTS = (  # the quickest first; the run stops at the first failure
    "tests/unit/test_workdays.py",
    "tests/unit/test_facts.py",
    "tests/unit/engine",
    "tests/unit/workflow",
    "tests/unit/policy/test_check_parts.py",
    "tests/policies",
    "tests/property/test_arrangements.py",
    "tests/property/test_walk.py",
    "tests/property/test_workdays.py",
    "tests/property/test_engine.py",
    "tests/property/test_laws.py",
)
PROPERTIES_ONLY = tuple(t for t in TESTS if t.startswith("tests/property"))
COPIED = (
    "pyproject.toml", "conftest.py", "README.md", "src", "tests/property", "tests/policies",
    "tests/web_settings.py", "tests/throwaway_postgresql.py",
)  # fmt: skip
BUDGET = {"HYPOTHESIS_PROFILE": "quick", "DOORSTEP_EXAMPLES": "0.5"}


class Result(NamedTuple):
    mutant: Mutant
    caught_by: str
    seconds: float


def missing(mutants: tuple[Mutant, ...]) -> list[str]:
    """Return the bugs whose text does not stand exactly once in its file."""
    texts = {m.file: (ROOT / "src/doorstep" / m.file).read_text(encoding="utf-8") for m in mutants}
    return [
        f"{m.file}: {m.old!r} stands {texts[m.file].count(m.old)} times, not once"
        for m in mutants
        if texts[m.file].count(m.old) != 1
    ]


def copy_to(folder: Path) -> None:
    """Copy what the tests need, without caches."""
    ignore = shutil.ignore_patterns("__pycache__", ".*")
    for name in (*COPIED, *(t for t in TESTS if t.startswith("tests/unit"))):
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=ignore, dirs_exist_ok=True)
        else:
            shutil.copy2(source, target)


def first_failure(folder: Path, tests: tuple[str, ...]) -> str:
    """Return the first test that fails in the copy, or nothing."""
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, **BUDGET}
    run = subprocess.run(  # noqa: PLW1510
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300
    )
    if run.returncode == 0:
        return ""
    named = re.search(r"^(?:FAILED|ERROR) (\S+)", run.stdout, re.MULTILINE)
    if run.returncode > 2 or named is None:
        raise SystemExit(f"pytest could not run:\n{run.stdout[-3000:]}{run.stderr[-3000:]}")
    return named[1].removeprefix("tests/")


def tried(mutant: Mutant, folder: Path, tests: tuple[str, ...]) -> Result:
    """Plant the bug in the copy, run the tests there, and mend the copy again."""
    target = folder / "src/doorstep" / mutant.file
    text = target.read_text(encoding="utf-8")
    started = time.monotonic()
    target.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
    try:
        caught_by = first_failure(folder, tests)
    except subprocess.TimeoutExpired:
        caught_by = "(it never ends)"
    finally:
        target.write_text(text, encoding="utf-8")
    return Result(mutant, caught_by, time.monotonic() - started)


def run_all(mutants: tuple[Mutant, ...], tests: tuple[str, ...]) -> list[Result]:
    """Try every bug, two at a time, each in a copy of its own."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as place:
        free: SimpleQueue[Path] = SimpleQueue()
        for number in range(WORKERS):
            copy_to(Path(place) / str(number))
            free.put(Path(place) / str(number))
        first = Path(place) / "0"
        if failure := first_failure(first, tests):
            raise SystemExit(f"The tests fail before any bug is planted: {failure}")

        def one(mutant: Mutant) -> Result:
            folder = free.get()
            try:
                result = tried(mutant, folder, tests)
            finally:
                free.put(folder)
            print(line(result), flush=True)
            return result

        with ThreadPoolExecutor(WORKERS) as pool:
            return list(pool.map(one, mutants))


def line(result: Result) -> str:
    """Return a row of the table."""
    m = result.mutant
    change = f"{m.old.strip()}  →  {m.new.strip()}"
    verdict = "caught  " if result.caught_by else "SURVIVED"
    return f"{verdict} {result.seconds:5.1f} s  {m.file:23} {change:90} {result.caught_by}"


def main() -> int:
    words = [a for a in sys.argv[1:] if not a.startswith("-")]
    tests = PROPERTIES_ONLY if "--properties" in sys.argv else TESTS
    lost = missing(MUTANTS)
    if lost:
        print(
            "\n".join(["These bugs can no longer be planted; mend tools/planted_bugs.py:", *lost])
        )
        return 1
    chosen = tuple(m for m in MUTANTS if not words or any(w in m.file for w in words))
    started = time.monotonic()
    results = run_all(chosen, tests)
    survived = [r for r in results if not r.caught_by]
    minutes = (time.monotonic() - started) / 60
    print(
        f"\n{len(results) - len(survived)} of {len(results)} bugs caught in {minutes:.1f} minutes"
    )
    for result in survived:
        print(line(result))
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
