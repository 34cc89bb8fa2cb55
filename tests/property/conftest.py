"""How Hypothesis runs here: always the same examples, or fresh ones with HYPOTHESIS_PROFILE=random."""

import os

from hypothesis import HealthCheck, Phase, settings

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
