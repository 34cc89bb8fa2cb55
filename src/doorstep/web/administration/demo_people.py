"""Invented names for the leaders of the demonstration, and which role its teams' workers have."""

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
LEADERS = [
    f"{first} {last}"
    for first, last in zip(sorted(GIRLS + BOYS)[::2], sorted(SURNAMES, reverse=True), strict=False)
]
PARTNERS = [
    f"{first} {last}" for first, last in zip(sorted(BOYS), sorted(SURNAMES)[3:], strict=False)
]
