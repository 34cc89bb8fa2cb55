"""The app's name for Django."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Extracts that come in: checked, previewed, applied, undone."""

    name = "doorstep.web.imports"
    label = "imports"

    def ready(self) -> None:
        """Have the pages of a list say how much is wrong in its data, which this app knows."""
        from doorstep.web.imports.on_my_day import asked_part  # noqa: PLC0415
        from doorstep.web.imports.quality_list import seen_by  # noqa: PLC0415 (models are loaded now)
        from doorstep.web.lists import also  # noqa: PLC0415
        from doorstep.web.lists.scope import WRONG  # noqa: PLC0415

        WRONG[:] = [seen_by]
        also.add("imports/on_my_day.html", asked_part)
