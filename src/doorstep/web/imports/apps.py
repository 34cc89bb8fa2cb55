"""The app's name for Django."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Extracts that come in: checked, previewed, applied, undone."""

    name = "doorstep.web.imports"
    label = "imports"
