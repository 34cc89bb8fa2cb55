"""The app's name for Django."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The append-only, hash-chained log of reads and changes."""

    name = "doorstep.web.audit"
    label = "audit"
