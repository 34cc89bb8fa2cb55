"""The regular work of lone working: whoever must know that somebody is not back is told."""

from collections.abc import Callable
from datetime import datetime

from doorstep.web.outings.alerts import is_any_due, raise_alerts

Step = Callable[[str], None]


def wanted(at: datetime) -> str | None:
    """Return the time if somebody is to be told now."""
    return at.isoformat() if is_any_due(at=at) else None


def work(at: datetime, step: Step) -> int:
    """Tell whoever is to be told now."""
    return raise_alerts(at=at, step=step)
