"""The app's name for Django, and what it adds to the pages of a child."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """Procedures gone through for a child."""

    name = "doorstep.web.decisions"
    label = "decisions"

    def ready(self) -> None:
        """Have the timeline tell of decisions, which stand in an app above it."""
        from doorstep.web.caseload.entries import tell_of  # noqa: PLC0415 (models are loaded now)
        from doorstep.web.decisions.entries import entries_of  # noqa: PLC0415

        tell_of(entries_of)
