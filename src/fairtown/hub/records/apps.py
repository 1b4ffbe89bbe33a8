"""The app of the records."""

from django.apps import AppConfig


class Records(AppConfig):
    """Corrections of zoning facts and hearings, stored outside the release and never in it."""

    name = "fairtown.hub.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
