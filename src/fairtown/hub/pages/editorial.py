"""What every page of editors has: a lead and a body, a slug that both languages share, and what search reads."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from fairtown.hub.page_cache import shortly_kept
from fairtown.hub.pages import addresses
from fairtown.hub.pages.blocks import Body, figures_of
from fairtown.hub.pages.place_blocks import places_gone
from fairtown.hub.shelf import languages
from fairtown.hub.shelf.live_figures import LiveFigure
from fairtown.hub.site_url import absolute_url
from fairtown.release.reader import plain

WORDS_A_MINUTE = 220
#: Of parts of a body: their own style sheets.
SHEETS = {"findings": "findings.css", "thermometer": "goal.css"}


class EditorialPageForm(WagtailAdminPageForm):
    """The form of a page, which knows where a new page will stand before it stands there."""

    def clean(self) -> dict[str, Any]:
        """Refuse a slug whose address a view answers."""
        cleaned: dict[str, Any] = super().clean()
        try:
            addresses.refuse_taken(self.parent_page, cleaned.get("slug", ""))
        except ValidationError as error:
            self.add_error("slug", error)
        return cleaned


class EditorialPage(Page):
    """A page with a lead and a body. Both languages have one slug, and no figure has a value of its own."""

    intro = models.TextField(
        gettext_lazy("Lead: the answer in one or two sentences"), blank=True, max_length=600
    )
    body = StreamField(Body(), blank=True, verbose_name=gettext_lazy("Body"))
    is_sample = models.BooleanField(
        gettext_lazy("Sample content"),
        default=False,
        help_text=gettext_lazy("Readers see a band that says so."),
    )
    #: Title, lead and body without accents: what search compares, alike in every database.
    plain_text = models.TextField(editable=False, blank=True, default="")

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]
    promote_panels = [
        MultiFieldPanel([FieldPanel("slug"), FieldPanel("search_description"), FieldPanel("is_sample")])
    ]
    search_fields = [*Page.search_fields, index.SearchField("plain_text")]
    override_translatable_fields = [SynchronizedField("slug")]
    base_form_class = EditorialPageForm
    #: Nothing here is private: readers have no account, and lists, feeds and searches show what is published.
    private_page_options: list[str] = []
    #: Where the body of the page stands, in fields of blocks.
    stream_fields: tuple[str, ...] = ("body",)

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse a slug whose address a view answers: nobody would ever see the page."""
        super().clean()
        if self.path:
            addresses.refuse_taken(self.get_parent(), self.slug)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Write down what search compares, then check everything."""
        self.plain_text = plain(" ".join([self.title, self.intro, *self._texts()]))
        super().full_clean(*args, **kwargs)

    def _texts(self) -> list[str]:
        found: list[str] = []
        for name in self.stream_fields:
            stream = getattr(self, name)
            found += stream.stream_block.get_searchable_content(stream)
        return found

    @property
    def figures(self) -> list[LiveFigure]:
        """Every figure that the page quotes."""
        return [figure for name in self.stream_fields for figure in figures_of(getattr(self, name))]

    @property
    def places_gone(self) -> list[str]:
        """The places of maps and findings that the release that is shown does not know."""
        return [place for name in self.stream_fields for place in places_gone(getattr(self, name))]

    @property
    def stylesheets(self) -> list[str]:
        """The style sheets of the parts of the body that have one of their own."""
        kinds = {child.block_type for name in self.stream_fields for child in getattr(self, name)}
        return [sheet for kind, sheet in SHEETS.items() if kind in kinds]

    @property
    def minutes(self) -> int:
        """How long it takes to read."""
        return max(1, round(len(" ".join(self._texts()).split()) / WORDS_A_MINUTE))

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the page, to be kept by no browser longer than a minute: what is withdrawn is gone then."""
        return shortly_kept(super().serve(request, *args, **kwargs))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the way from the home page, and the languages in which the page can be read."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        live = {p.locale.language_code: p for p in self.get_translations(inclusive=True).filter(live=True)}
        paths = {code: p.get_url(request) for code, p in live.items()}
        context["languages"] = languages.others(self.locale.language_code, paths)
        context["alternates"] = {code: absolute_url(path) for code, path in paths.items()}
        # the home page of a language, which has depth 2, shows figures and stands outside
        context["crumbs"] = list(self.get_ancestors().live().filter(depth__gt=2).specific())
        return context
