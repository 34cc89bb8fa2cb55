"""The app's name for Django, and what it tells the apps below."""

from django.apps import AppConfig


class MovesConfig(AppConfig):
    """Children, drafts, signatures and reminders that pass from one person to another."""

    name = "doorstep.web.moves"
    label = "moves"

    def ready(self) -> None:
        """Say who knows who is away."""
        from doorstep.web.accounts.away import told_by
        from doorstep.web.moves.absences import away_beside, away_now

        told_by(away_now, away_beside)
