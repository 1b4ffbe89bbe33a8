"""The app of jobs."""

from django.apps import AppConfig


class Jobs(AppConfig):
    """When each periodic job ran, and whether it failed."""

    name = "fairtown.hub.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
