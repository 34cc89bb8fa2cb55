"""The app's name for Django."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    """The append-only, hash-chained log of reads and changes."""

    name = "doorstep.web.audit"
    label = "audit"

    def ready(self) -> None:
        """Guard the tables after every migration, and tell of everybody who signs in."""
        from doorstep.web.audit import sign_in
        from doorstep.web.audit.triggers import install_after_migrate

        post_migrate.connect(install_after_migrate, sender=self)
        sign_in.listen()
