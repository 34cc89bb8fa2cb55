"""The app's name for Django, and what it does when the application starts and migrates."""

from typing import Any

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db import connections
from django.db.models.signals import post_migrate


class RunningConfig(AppConfig):
    """Keeping an installation going."""

    name = "doorstep.web.running"
    label = "running"

    def ready(self) -> None:
        """Register the checks, and have each migration see to the journal."""
        from doorstep.web import checks

        register(checks.journal, Tags.database)
        register(checks.installation, "doorstep", deploy=True)
        post_migrate.connect(set_journal, sender=self, dispatch_uid="doorstep-journal")


def set_journal(using: str, **_: Any) -> None:
    """Put the database's journal into the mode that is safe with the library's version."""
    from doorstep.web import journal

    journal.set_mode(connections[using])
