"""Events: their list, and a page for each; facts are those of one language, words are each page's own."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from fairtown.hub.pages.editorial import EditorialPage, EditorialPageForm
from fairtown.hub.shelf import slots
from fairtown.hub.shelf.events import HYBRID, IN_PERSON, ONLINE, ZONES, EventFacts, PlacesLeft, default_zone

#: What the pages of an event have in common: that of the first language says it for all.
FACTS = (
    "starts", "ends", "zone", "kind", "address", "online_link", "recording", "takes_registrations", "capacity",
    "closes", "is_cancelled",
)  # fmt: skip
MOMENTS = ("starts", "ends", "closes")
#: Events that are over, in the list.
MOST_PAST = 50


class EventsIndexPage(EditorialPage):
    """What is coming, and what was."""

    subpage_types = ["pages.EventPage"]
    max_count_per_parent = 1
    template = "pages/events.html"

    class Meta:
        """What editors call it."""

        verbose_name = gettext_lazy("page of events")
        verbose_name_plural = gettext_lazy("pages of events")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add coming events, the next first, and past ones, the latest first."""
        context = super().get_context(request, *args, **kwargs)
        events = sorted(EventPage.objects.child_of(self).live(), key=lambda page: page.leading.starts)
        return context | {
            "coming": [page for page in events if page.leading.ends > now()],
            "past": [page for page in reversed(events) if page.leading.ends <= now()][:MOST_PAST],
        }


class EventPageForm(EditorialPageForm):
    """The form of an event: what is typed is the time on the clocks of the event's zone, not of the editor's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show times on the clocks of the event; in a translation, facts are shown and cannot be changed."""
        super().__init__(*args, **kwargs)
        leading = self.instance.leading if self.instance.pk else self.instance
        for name in MOMENTS:
            if (moment := getattr(leading, name, None)) and name in self.fields:
                self.initial[name] = moment.astimezone(ZoneInfo(leading.zone)).replace(tzinfo=None)
        if leading.pk == self.instance.pk:
            return
        for name in FACTS:
            if name in self.fields:
                self.fields[name].disabled = True
                self.initial.setdefault(name, getattr(leading, name))
                if name not in MOMENTS:
                    self.initial[name] = getattr(leading, name)

    def full_clean(self) -> None:
        """Read times on the clocks of the zone that was chosen."""
        chosen = self.data.get(self.add_prefix("zone"), "") if self.is_bound else ""
        with timezone.override(ZoneInfo(chosen if chosen in ZONES else self.instance.zone)):
            super().full_clean()


class EventPage(EditorialPage):
    """An event: in person, online or both. Its link is mailed to those who registered, and shown to nobody else."""

    KINDS = [
        (IN_PERSON, gettext_lazy("In person")),
        (ONLINE, gettext_lazy("Online")),
        (HYBRID, gettext_lazy("In person and online")),
    ]
    starts = models.DateTimeField(gettext_lazy("Starts, on the clocks of its time zone"))
    ends = models.DateTimeField(gettext_lazy("Ends"))
    zone = models.CharField(
        gettext_lazy("Time zone"), max_length=40, choices=list(ZONES.items()), default=default_zone
    )
    kind = models.CharField(gettext_lazy("Kind"), max_length=12, choices=KINDS, default=IN_PERSON)
    venue = models.CharField(gettext_lazy("Venue"), max_length=160, blank=True)
    address = models.CharField(gettext_lazy("Address"), max_length=240, blank=True)
    online_link = models.URLField(
        gettext_lazy("Link to take part online"), max_length=500, blank=True,
        help_text=gettext_lazy("Mailed to those who registered, and shown nowhere."),
    )  # fmt: skip
    access = models.TextField(gettext_lazy("Access"), max_length=600, blank=True)
    spoken = models.CharField(gettext_lazy("Languages of the event"), max_length=160, blank=True)
    recording = models.URLField(gettext_lazy("Recording, afterwards"), max_length=500, blank=True)
    takes_registrations = models.BooleanField(gettext_lazy("People register"), default=True)
    capacity = models.PositiveIntegerField(
        gettext_lazy("Seats"), null=True, blank=True, help_text=gettext_lazy("Blank: no limit.")
    )
    closes = models.DateTimeField(gettext_lazy("Registration closes"), null=True, blank=True)
    is_cancelled = models.BooleanField(
        gettext_lazy("Cancelled"), default=False,
        help_text=gettext_lazy("Those who registered are told within a minute after publishing."),
    )  # fmt: skip

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel(name) for name in ("starts", "ends", "zone", "kind", "is_cancelled")]),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("venue", "address", "online_link", "access", "spoken")]
        ),
        MultiFieldPanel([FieldPanel(name) for name in ("takes_registrations", "capacity", "closes")]),
        *EditorialPage.content_panels[1:],
        FieldPanel("recording"),
    ]
    override_translatable_fields = [SynchronizedField("slug"), *(SynchronizedField(name) for name in FACTS)]
    base_form_class = EventPageForm
    parent_page_types = ["pages.EventsIndexPage"]
    subpage_types: list[str] = []
    template = "pages/event.html"

    class Meta:
        """What editors call it."""

        verbose_name = gettext_lazy("event")
        verbose_name_plural = gettext_lazy("events")

    def clean(self) -> None:
        """Refuse an event that ends before it starts, and a registration that closes after the end."""
        super().clean()
        if self.starts and self.ends and self.ends <= self.starts:
            raise ValidationError({"ends": _("The end lies before the start.")})
        if self.closes and self.ends and self.closes > self.ends:
            raise ValidationError({"closes": _("Registration closes after the event has ended.")})

    def _texts(self) -> list[str]:
        return [*super()._texts(), self.venue, self.address, self.access]

    @property
    def leading(self) -> Self:
        """The page whose facts hold for all languages: that of the first language, where it is published."""
        if self.locale.language_code == settings.LANGUAGE_CODE:
            return self
        found = (
            self.get_translations().filter(live=True, locale__language_code=settings.LANGUAGE_CODE).first()
        )
        return found or self

    @property
    def facts(self) -> EventFacts:
        """What other parts of the site know of the event, in the language of this page."""
        leading = self.leading
        return EventFacts(
            key=self.translation_key.hex, slug=self.slug, title=self.title, path=self.get_url() or "",
            starts=leading.starts, ends=leading.ends, zone=leading.zone, kind=leading.kind,
            place=", ".join(part for part in (self.venue, leading.address) if part),
            online_link=leading.online_link, access=self.access, takes_registrations=leading.takes_registrations,
            capacity=leading.capacity, closes=leading.closes, is_cancelled=leading.is_cancelled,
        )  # fmt: skip

    @property
    def kind_label(self) -> str:
        """In person, online or both, in the reader's language."""
        return str(self.leading.get_kind_display())

    @property
    def last_change(self) -> datetime:
        """When its facts were published last."""
        return self.leading.last_published_at or self.leading.starts

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page; browsers ask each time, since places go and an event may be cancelled."""
        response: HttpResponse = super().serve(request, *args, **kwargs)
        response["Cache-Control"] = "no-cache"
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the facts, and how many places are left."""
        context = super().get_context(request, *args, **kwargs)
        facts = self.facts
        left: list[PlacesLeft] = slots.ask(slots.PLACES, facts) if not facts.refusal else []
        return context | {"facts": facts, "places": left[0] if left else None}


def page_at(language: str, slug: str) -> EventPage | None:
    """Return the published event of a slug in a language, else in any."""
    return _first(EventPage.objects.live().filter(slug=slug), language)


def page_of(language: str, key: str) -> EventPage | None:
    """Return the published event of a key in a language, else in any."""
    return _first(EventPage.objects.live().filter(translation_key=key), language)


def _first(pages: Any, language: str) -> EventPage | None:
    found = list(pages.select_related("locale"))
    return min(found, key=lambda page: page.locale.language_code != language, default=None)
