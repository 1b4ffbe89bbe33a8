"""The app of editorial pages."""

from datetime import timedelta

from django.apps import AppConfig


class Pages(AppConfig):
    """Pages that editors write: about, steps, news, reports; figures in them are read from the release."""

    name = "fairtown.hub.pages"
    label = "pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer posts, events, what a search finds and what a site map lists to the rest of the site."""
        from django.core.management import call_command

        from fairtown.hub.jobs.registry import periodic
        from fairtown.hub.pages import choosers, shown, waiting
        from fairtown.hub.shelf import slots

        choosers.start_from_file()

        @periodic("publish-scheduled", timedelta(minutes=1))
        def publish() -> None:
            call_command("publish_scheduled", verbosity=0)

        slots.provide(slots.NEWS, shown.newest)
        slots.provide(slots.FOUND, shown.found)
        slots.provide(slots.PATHS, shown.paths)
        slots.provide(slots.ELSEWHERE, shown.elsewhere)
        slots.provide(slots.QUOTABLE, shown.quotable)
        slots.provide(slots.NEXT_EVENT, shown.next_event)
        slots.provide(slots.EVENT_AT, shown.event_at)
        slots.provide(slots.EVENT_OF, shown.event_of)
        slots.provide(slots.WAITING, waiting.drafts)
        slots.provide(slots.WAITING, waiting.figures_gone)

    def fill_empty(self) -> int:
        """Write sample pages where there are no pages."""
        from fairtown.hub.pages.seed import seed

        return seed()
