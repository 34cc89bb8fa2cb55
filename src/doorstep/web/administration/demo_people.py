"""Invented names for the leaders of the demonstration, and which role its teams' workers have."""

from collections.abc import Iterator
from itertools import count

from doorstep.synth.names import BOYS, GIRLS, SURNAMES
from doorstep.vocabulary import Role

SERVICES = {
    "Assessment": Role.SOCIAL_WORKER,
    "Help and Protection": Role.SOCIAL_WORKER,
    "Looked After": Role.SOCIAL_WORKER,
    "Disabled Children": Role.SOCIAL_WORKER,
    "Leaving Care": Role.PERSONAL_ADVISER,
    "Fostering": Role.FOSTERING_SOCIAL_WORKER,
    "Independent Reviewing": Role.IRO,
}


def leaders() -> Iterator[str]:
    """Yield invented names without end, none twice before all pairs have been used."""
    firsts, lasts = sorted(GIRLS + BOYS), sorted(SURNAMES, reverse=True)
    for number in count():
        yield f"{firsts[number * 2 % len(firsts)]} {lasts[(number + number // len(lasts)) % len(lasts)]}"
