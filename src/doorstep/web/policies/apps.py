"""The app's name for Django."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """Adopted packs, and the policy pages."""

    name = "doorstep.web.policies"
    label = "policies"
