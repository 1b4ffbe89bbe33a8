"""The app of editorial pages."""

from django.apps import AppConfig


class Pages(AppConfig):
    """Pages that editors write: about, steps, news, reports; figures in them are read from the release."""

    name = "fairtown.hub.pages"
    label = "pages"
    default_auto_field = "django.db.models.BigAutoField"

    def fill_empty(self) -> None:
        """Write sample pages where there are no pages."""
        from fairtown.hub.pages.seed import seed

        seed()
