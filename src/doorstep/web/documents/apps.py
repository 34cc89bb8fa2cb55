"""The app's name for Django."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Documents for the case management system."""

    name = "doorstep.web.documents"
    label = "documents"
