"""Schedules: what happens on two phones of two people, drawn from a seed.

A schedule is a list of steps; what each means stands in `play.py`. Only steps that can happen are drawn:
nobody saves in a window that is locked.
"""

from dataclasses import dataclass, field
from random import Random

PEOPLE = ("ada", "bo")
PHONES = ("one", "two")
DAY = 86_400_000  # milliseconds
CUTS = (
    "cut_before", "cut_after", "broken_before", "broken_after", "gateway_after", "half_answer",
    "not_now", "too_many", "old_token", "twice", "slow",
)  # fmt: skip
# What may come next, and how often.
STEPS = {
    "save": 30, "save_and_kill": 6, "save_wrong": 3, "save_twice": 3, "fault": 18, "session_fault": 5,
    "offline": 6, "online": 6, "send": 8, "send_and_kill": 6, "reload": 6, "second_window": 5,
    "close_window": 3, "session_ends": 5, "sign_in": 4, "sign_out": 3, "other_person": 3,
    "clock": 5, "full": 3, "room": 2, "wait": 4,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens on one phone."""

    does: str
    phone: str
    given: dict[str, int | str] = field(default_factory=dict)


def schedule(seed: int, number: int) -> list[Step]:
    """Return the schedule of this number."""
    luck = Random(f"{seed} {number}")
    phones = PHONES if luck.random() < 0.35 else PHONES[:1]
    names, weights = zip(*STEPS.items(), strict=True)
    drawn = luck.choices(names, weights, k=luck.randint(5, 14))
    steps = [each for does in drawn for each in _drawn(does, luck.choice(phones), luck)]
    first = [_step("save", phone, luck) for phone in phones]
    return first + steps


def _drawn(does: str, phone: str, luck: Random) -> list[Step]:
    """Return a step; after what goes wrong only at the next sending, or saving, one that does it."""
    step = _step(does, phone, luck)
    if does not in ("fault", "session_fault", "full"):
        return [step]
    return [step, _step(luck.choice(("save", "save", "send", "save_and_kill")), phone, luck)]


def _step(does: str, phone: str, luck: Random) -> Step:
    given: dict[str, int | str] = {"window": luck.randrange(2)}
    if does.endswith("_kill"):
        given["after"] = luck.choice((0, 1, 3, 8, 15, 30, 60, 120))
    if does.endswith("fault"):
        given["kind"] = luck.choice(CUTS)
    if does == "clock":
        given["shift"] = luck.choice((-2 * DAY, -DAY, DAY, 2 * DAY, 0))
    if does.startswith("save"):
        given["child"] = luck.randrange(3)
        given["together"] = int(luck.random() < 0.2)
    return Step(does, phone, given)
