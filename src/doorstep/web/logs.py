"""Logs as data on standard error, one JSON object a line; nothing personal is written to them (U4).

What a line may say is a closed list. A library's message is never written, since it may hold a path, a
name or a value: only whose it is, where it was written and, of an error, its type and its place.
"""

import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

KNOWN = (
    "time", "level", "event", "request_id", "method", "route", "status", "ms", "user_id",
    "job", "count", "failures", "error", "place", "logger", "said_at", "told",
)  # fmt: skip
PACKAGE = str(Path(__file__).parents[1])

log: Any = structlog.stdlib.get_logger("doorstep")


def fault(error: BaseException) -> dict[str, str]:
    """Return an error's type and place for a log line: never its words, never a value.

    Example:
    >>> try:
    ...     {}["a name"]
    ... except KeyError as error:
    ...     fault(error)["error"]
    'KeyError'
    """
    kind = type(error)
    name = (
        kind.__qualname__
        if kind.__module__ == "builtins"
        else f"{kind.__module__}.{kind.__qualname__}"
    )
    return {"error": name, "place": _place(error.__traceback__)}


def _place(trace: TracebackType | None) -> str:
    """Return file, line and function of the last step in our own code, else of the last step."""
    steps = traceback.extract_tb(trace)
    ours = [s for s in steps if s.filename.startswith(PACKAGE)]
    if not steps:
        return ""
    last = (ours or steps)[-1]
    return f"{_short(last.filename)}:{last.lineno} in {last.name}"


def _short(filename: str) -> str:
    """Return a file's name without where this machine keeps it."""
    if filename.startswith(PACKAGE):
        return str(Path(filename).relative_to(Path(PACKAGE).parent))
    return "/".join(Path(filename).parts[-3:])


def _librarys(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Write a library's record without its message."""
    if event.get("_from_structlog"):
        return event
    record: logging.LogRecord = event["_record"]
    said_at = f"{_short(record.pathname)}:{record.lineno}"
    told: EventDict = {"event": "library", "logger": record.name, "said_at": said_at}
    if record.name == "gunicorn.error" and _is_of_the_server(record):
        told["told"] = event["event"]
    broke = event.get("exc_info")
    if broke and broke[1]:
        told.update(fault(broke[1]))
    told["request_id"] = getattr(getattr(record, "request", None), "request_id", None)
    return {**told, "_record": record, "_from_structlog": False}


def _is_of_the_server(record: logging.LogRecord) -> bool:
    """Test whether the web server tells of its own processes, not of somebody's request."""
    return record.levelno <= logging.INFO or str(record.msg).startswith(
        ("WORKER TIMEOUT", "Worker ")
    )


def _only_known(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Add time and level, and leave out whatever is not on the list."""
    record: logging.LogRecord = event["_record"]
    event["time"] = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    event["level"] = record.levelname.lower()
    return {name: event[name] for name in KNOWN if event.get(name) is not None}


structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)

_TO_ROOT = {"handlers": [], "level": "INFO", "propagate": True}
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "data": {
            "()": "structlog.stdlib.ProcessorFormatter",
            "processors": [_librarys, _only_known, structlog.processors.JSONRenderer()],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "data"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "doorstep": _TO_ROOT,
        "django": _TO_ROOT,
        # A refused request is in our own line already; only what broke is told here.
        "django.request": {**_TO_ROOT, "level": "ERROR"},
        "django.server": {**_TO_ROOT, "level": "ERROR"},
        "gunicorn.error": _TO_ROOT,
        "gunicorn.access": {**_TO_ROOT, "level": "ERROR"},
    },
}
