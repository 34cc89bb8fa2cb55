"""The app's name for Django."""

from django.apps import AppConfig


class CaseloadConfig(AppConfig):
    """Children, their facts and what was answered of them."""

    name = "doorstep.web.caseload"
    label = "caseload"
