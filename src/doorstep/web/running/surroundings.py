"""What an installation rests on: clock, disk, table of bank holidays, packs; and read-only mode."""

import shutil
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from doorstep.web.running.clockwatch import doubt
from doorstep.web.running.models import ReadOnlyTime
from doorstep.web.running.outage.queries import newest_day
from doorstep.workdays import england

HOLIDAYS_FOR = timedelta(days=365)  # S16: after the table's end working days are counted by rule
LEAST_FREE = 1_000_000_000  # bytes


@dataclass(frozen=True, slots=True)
class State:
    """Whether one thing is well, and what more can be said of it without naming anybody."""

    ok: bool
    told: dict[str, Any] = field(default_factory=dict)


def clock(at: datetime, now: datetime) -> State:
    """Nothing speaks against the machine's clock."""
    return State(ok=not doubt(at=at, now=now))


def read_only(at: datetime) -> State:
    """Nothing keeps people from changing things, or no longer than it was said to."""
    row = ReadOnlyTime.objects.filter(stands=True).first()
    if row is None:
        return State(ok=True, told={"on": False})
    late = row.again_at is not None and at > row.again_at
    return State(ok=not late, told={"on": True, "since": row.began_at, "until": row.again_at})


def outage_packs(on: date) -> State:
    """Where packs are made, the newest are of today or yesterday."""
    if not settings.OUTAGE:
        return State(ok=True, told={"made": False})
    newest = newest_day()
    fresh = newest is not None and (on - newest).days <= 1
    return State(ok=fresh, told={"made": True, "newest": newest})


def bank_holidays(on: date) -> State:
    """The published table goes on for more than a year (S16)."""
    until = england().published_to
    return State(ok=until - on > HOLIDAYS_FOR, told={"published_to": until})


def disk() -> State:
    """There is room where this machine keeps what it must write."""
    free = shutil.disk_usage(_where()).free
    return State(ok=free >= LEAST_FREE, told={"free_gb": round(free / 1e9)})


def _where() -> Path:
    if connection.vendor == "sqlite":
        return Path(connection.settings_dict["NAME"]).parent
    return Path(settings.STATE) if Path(settings.STATE).is_dir() else Path("/")
