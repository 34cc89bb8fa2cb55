"""The app's name for Django."""

from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    """People, teams, deputies, packs, bank holidays: the administrator's pages."""

    name = "doorstep.web.administration"
    label = "administration"
