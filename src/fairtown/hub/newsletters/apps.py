"""The app of newsletters."""

from django.apps import AppConfig


class Newsletters(AppConfig):
    """Newsletters; who gets one is read from the people who joined as it is approved."""

    name = "fairtown.hub.newsletters"
    label = "newsletters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Show on the desk of staff what waits for approval, and list those on the website among its pages."""
        from fairtown.hub.newsletters import shown
        from fairtown.hub.shelf import slots

        slots.provide(slots.WAITING, shown.waiting)
        slots.provide(slots.PATHS, shown.paths)
