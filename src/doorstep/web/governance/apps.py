"""The app's name for Django."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """How long records are kept, who disposes of them, and what a person is given of their own."""

    name = "doorstep.web.governance"
    label = "governance"
