"""Logs as data on standard error; nothing personal is written to them (U4)."""

from typing import Any

LOGGING: dict[str, Any] = {"version": 1, "disable_existing_loggers": False}
