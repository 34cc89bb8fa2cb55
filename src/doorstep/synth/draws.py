"""Draws from weighted lists and from bins of lengths."""

from collections.abc import Mapping
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Weighted(Generic[T]):
    """A list of things, each with its weight."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        self.things = list(weights)
        self.cumulative = list(accumulate(weights.values()))

    def draw(self, rng: Random) -> T:
        """Return one of the things, by weight."""
        return rng.choices(self.things, cum_weights=self.cumulative)[0]


def within(rng: Random, bins: Weighted[tuple[float, float]]) -> float:
    """Return a number from one of the bins, even within it."""
    low, high = bins.draw(rng)
    return low + (high - low) * rng.random()


def days_about(rng: Random, mean: float) -> int:
    """Return a length in days, at least one, with an exponential tail."""
    return 1 + int(rng.expovariate(1 / mean))


def shares(total: int, weights: Mapping[str, float]) -> dict[str, int]:
    """Return whole numbers in proportion to the weights that add up to `total`.

    Example:
        >>> shares(10, {"a": 1, "b": 2})
        {'a': 3, 'b': 7}
    """
    whole = sum(weights.values())
    edges = [round(total * part / whole) for part in accumulate(weights.values())]
    return {
        name: edge - before
        for name, edge, before in zip(weights, edges, [0, *edges[:-1]], strict=True)
    }
