"""What all tests share: which database a run is on, and the browser of the browser tests."""

import gc
import os
import shutil
from typing import Any

import pytest
import sample
from hypothesis import HealthCheck, Phase, settings

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
IN_CI = os.environ.get("CI", "").casefold() in {"1", "true", "yes"}

# How Hypothesis runs: always the same examples, or fresh ones with HYPOTHESIS_PROFILE=random. It is said
# here, before any test is read: a test takes the profile that holds when it is read.
TOO_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile(
    "steady", derandomize=True, deadline=None, database=None, suppress_health_check=TOO_SLOW
)
settings.register_profile(
    "random", derandomize=False, deadline=None, database=None, suppress_health_check=TOO_SLOW
)
settings.register_profile(  # for tools/mutants.py: one failure is enough, however large
    "quick",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=TOO_SLOW,
    phases=[Phase.explicit, Phase.generate],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_report_header() -> str:
    """Say at the top of a run which database it is on, and how much it asks."""
    database = os.environ.get("DOORSTEP_TEST_DATABASE", "sqlite")
    return (
        f"database of tests/db and tests/browser: {database}; of the large tests: {sample.said()}"
    )


def pytest_collection_finish() -> None:
    """Let the collector pass over what was loaded, and look less often: a tenth of the time was its."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def chromium() -> str | None:
    """Return where the browser of this machine is: the one of DOORSTEP_CHROMIUM, or the first found."""
    told = os.environ.get("DOORSTEP_CHROMIUM")
    return told or next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the browser of this machine; without one, browser tests are skipped, in CI they fail."""
    found = chromium()
    if found is None:
        told = "There is no Chromium here. On Debian or Ubuntu: apt-get install -y chromium"
        pytest.fail(told) if IN_CI else pytest.skip(told)
    return {**browser_type_launch_args, "executable_path": found, "args": list(FLAGS)}
