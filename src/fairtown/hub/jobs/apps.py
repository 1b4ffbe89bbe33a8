"""The app of jobs."""

from datetime import timedelta

from django.apps import AppConfig


class Jobs(AppConfig):
    """When each periodic job ran, and whether it failed."""

    name = "fairtown.hub.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the clock fold in what was deleted: connections stay open, and the last one to close did it before."""
        from fairtown.hub.jobs.deleted_rows import fold_log
        from fairtown.hub.jobs.registry import periodic

        periodic("deleted-rows", timedelta(seconds=20))(fold_log)
