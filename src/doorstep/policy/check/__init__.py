"""The linter of policy packs: what is wrong, doubtful or merely worth knowing."""

from doorstep.policy.check.checks import check
from doorstep.policy.check.finding import Finding, Level

__all__ = ["Finding", "Level", "check"]
