"""Read the settings of an installation from the environment; each has one name and one meaning."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

YES, NO = {"1", "yes", "true", "on"}, {"0", "no", "false", "off", ""}


def text(name: str, default: str = "") -> str:
    """Return a setting, or its default."""
    return os.environ.get(f"DOORSTEP_{name}", default).strip()


def flag(name: str, *, default: bool) -> bool:
    """Return a yes or no setting.

    Raises: ImproperlyConfigured for any other word.
    """
    told = text(name, "yes" if default else "no").casefold()
    if told in YES:
        return True
    if told in NO:
        return False
    raise ImproperlyConfigured(f"DOORSTEP_{name}={told!r}: write yes or no.")


def number(name: str, default: int) -> int:
    """Return a whole number.

    Raises: ImproperlyConfigured for anything else.
    """
    told = text(name, str(default))
    try:
        return int(told)
    except ValueError:
        raise ImproperlyConfigured(f"DOORSTEP_{name}={told!r}: write a whole number.") from None


def made(folder: Path) -> Path:
    """Return the folder of the state, made if it is not there.

    Raises: ImproperlyConfigured where none can be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"DOORSTEP_STATE={folder}: no folder is there, and none can be made: {error.strerror}."
        ) from None
    return folder


def words(name: str, default: str = "") -> list[str]:
    """Return a list written with commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def secret(name: str) -> str:
    """Return a secret: the setting itself, or what stands in the file that `NAME_FILE` names."""
    file = text(f"{name}_FILE")
    return Path(file).read_text(encoding="utf-8").strip() if file else text(name)


@dataclass(frozen=True, slots=True)
class Database:
    """What a database address says, as Django writes it."""

    settings: dict[str, Any]

    @classmethod
    def at(cls, address: str) -> "Database":
        """Return the settings for `sqlite:///file` or `postgresql://user:password@host:port/name`.

        Raises: ImproperlyConfigured for any other address.
        """
        parts = urlsplit(address)
        if parts.scheme == "sqlite":
            return cls(_sqlite(unquote(address.removeprefix("sqlite://"))))
        if parts.scheme in {"postgresql", "postgres"}:
            # Whoever cannot reach the server is told so in seconds; the rest is the address's own.
            # A lock that is held longer is told to people before the web server ends the request.
            options = {"connect_timeout": "5", "application_name": "doorstep"}
            options["options"] = "-c lock_timeout=20s"
            options |= dict(parse_qsl(parts.query))
            return cls(
                {
                    "ENGINE": "django.db.backends.postgresql",
                    "NAME": unquote(parts.path.lstrip("/")),
                    "USER": unquote(parts.username or ""),
                    "PASSWORD": unquote(parts.password or ""),
                    "HOST": options.pop("host", "") or parts.hostname or "",
                    "PORT": str(parts.port or ""),
                    "CONN_MAX_AGE": 60,
                    "CONN_HEALTH_CHECKS": True,
                    "OPTIONS": options,
                }
            )
        raise ImproperlyConfigured(
            f"DOORSTEP_DATABASE begins with {parts.scheme!r}: write sqlite:///path/to/file or "
            "postgresql://user:password@host:5432/name."
        )


def _sqlite(path: str) -> dict[str, Any]:
    # Every transaction that writes takes the lock at once, so that two writers wait for one another
    # instead of failing; the journal's mode is set once when the database is made, not here.
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "CONN_MAX_AGE": 60,  # closing the last connection would write the whole journal back
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            "init_command": "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            # Else INSERT OR REPLACE deletes past the triggers (ADR 22); and 64 MB of cache a connection.
            "PRAGMA recursive_triggers=ON; PRAGMA cache_size=-65536",
        },
    }
