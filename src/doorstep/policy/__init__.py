"""What is required: packs of duties and criteria whose values are dated and cited."""

from doorstep.policy.adopt import find_policy
from doorstep.policy.counts import Counts
from doorstep.policy.duty import DatedValue, Duty
from doorstep.policy.load import PackError, find_pack, load_pack, shipped_pack, shipped_packs
from doorstep.policy.pack import Criterion, Pack, Tiers

__all__ = [
    "Counts",
    "Criterion",
    "DatedValue",
    "Duty",
    "Pack",
    "PackError",
    "Tiers",
    "find_pack",
    "find_policy",
    "load_pack",
    "shipped_pack",
    "shipped_packs",
]
