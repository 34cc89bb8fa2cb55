"""What the model knows of a record that somebody wrote in a schedule."""

from dataclasses import dataclass, field

TOLD, UNTOLD, REFUSED = "told", "untold", "refused"  # told that it is saved; killed before; no room


@dataclass
class Thing:
    """A record that somebody wrote in a schedule, and what they were told."""

    client_id: str
    phone: str
    user: str
    children: list[int]
    text: str
    wrong: bool
    state: str = UNTOLD
    shifts: set[int] = field(default_factory=set)  # of the phone's clock since it was saved


class WrongError(AssertionError):
    """The database does not hold what the model says."""
