"""The app's name for Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, roles, teams, deputies: who may see and do what."""

    name = "doorstep.web.accounts"
    label = "accounts"
