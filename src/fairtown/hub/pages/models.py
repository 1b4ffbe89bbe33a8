"""What editors write: pages of the organisation, steps, news and reports, in each language at the same address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing
from wagtail_localize.fields import SynchronizedField

from fairtown.hub.pages.blocks import RICH, CostTermBlock
from fairtown.hub.pages.editorial import EditorialPage
from fairtown.hub.pages.events import EventPage, EventsIndexPage

__all__ = ["EditorialPage", "EventPage", "EventsIndexPage"]

#: An excerpt of what others wrote is short, so that it stays a quotation.
MOST_WORDS = 60


class HomePage(Page):
    """The root of a language. The front page itself shows figures, and stands outside."""

    max_count_per_parent = 1
    private_page_options: list[str] = []
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "pages.ContentPage", "pages.StepsPage", "pages.NewsIndexPage", "pages.ReportsPage", "pages.PeoplePage",
        "pages.CoalitionPage", "pages.EventsIndexPage",
    ]  # fmt: skip
    override_translatable_fields = [SynchronizedField("slug")]
    template = "pages/page.html"

    class Meta:
        """What editors call it."""

        verbose_name = gettext_lazy("home page")
        verbose_name_plural = gettext_lazy("home pages")


class ContentPage(EditorialPage):
    """About, what opportunity is, policy, campaigns, privacy, corrections: a lead and a body."""

    subpage_types = ["pages.ContentPage"]
    template = "pages/page.html"

    class Meta:
        """What editors call it."""

        verbose_name = gettext_lazy("page")
        verbose_name_plural = gettext_lazy("pages")


class StepsPage(EditorialPage):
    """The five steps, and what they cost together."""

    costs = StreamField(
        [("term", CostTermBlock())], blank=True, verbose_name=gettext_lazy("What the plan costs")
    )
    content_panels = [*EditorialPage.content_panels, FieldPanel("costs")]
    subpage_types = ["pages.StepPage"]
    max_count_per_parent = 1
    template = "pages/steps.html"

    class Meta:
        """What editors call it."""

        verbose_name = gettext_lazy("page of the five steps")
        verbose_name_plural = gettext_lazy("pages of the five steps")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the steps in order, and the cost with what the reader changed."""
        context = super().get_context(request, *args, **kwargs)
        terms, message = costs_from(self.costs, request)
        return context | {
            "steps": StepPage.objects.child_of(self).live().order_by("number"),
            "terms": terms,
            "total": sum(term["dollars"] for term in terms),
            "planned": sum(child.value["dollars"] for child in self.costs),
            "cost_error": message,
        }


#: More than any plan of a state costs: a slip of the keyboard.
MOST_DOLLARS = 10**9


def costs_from(stream: Any, request: HttpRequest) -> tuple[list[dict[str, Any]], str]:
    """Return the parts of the cost, each as the plan has it or as `c1`, `c2` of the address say; and what is wrong."""
    terms, message = [], ""
    for n, child in enumerate(stream, start=1):
        typed = request.GET.get(f"c{n}", "").replace(",", "").replace("$", "").strip()
        planned = child.value["dollars"]
        if typed.isascii() and typed.isdigit() and int(typed) <= MOST_DOLLARS:
            dollars = int(typed)
        else:
            dollars = planned
            if typed:
                message = _("%(label)s: write whole dollars up to %(most)s. The plan's figure stays.") % {
                    "label": child.value["label"], "most": f"{MOST_DOLLARS:,}"
                }  # fmt: skip
        terms.append({**child.value, "name": f"c{n}", "dollars": dollars, "planned": planned})
    return terms, message


class StepPage(EditorialPage):
    """One of the steps: the problem in live figures, what is asked, who decides, what can be done now."""

    number = models.PositiveSmallIntegerField(gettext_lazy("Number of the step"))
    ask = RichTextField(gettext_lazy("What we ask for"), features=RICH)
    who_decides = RichTextField(gettext_lazy("Who decides"), features=RICH)
    town_can = RichTextField(gettext_lazy("What a town can do now"), features=RICH)
    you_can = RichTextField(gettext_lazy("What you can do now"), features=RICH)
    resources = RichTextField(gettext_lazy("Read on"), features=RICH, blank=True)

    content_panels = [
        *Page.content_panels, FieldPanel("number"), FieldPanel("intro"),
        FieldPanel("body", heading=gettext_lazy("The problem")), FieldPanel("ask"), FieldPanel("who_decides"),
        FieldPanel("town_can"), FieldPanel("you_can"), FieldPanel("resources"),
    ]  # fmt: skip
    override_translatable_fields = [SynchronizedField("slug"), SynchronizedField("number")]
    parent_page_types = ["pages.StepsPage"]
    subpage_types: list[str] = []
    template = "pages/step.html"

    class Meta:
        """What editors call it."""

        verbose_name = gettext_lazy("step")
        verbose_name_plural = gettext_lazy("steps")

    def _texts(self) -> list[str]:
        parts = (self.ask, self.who_decides, self.town_can, self.you_can, self.resources)
        return [*super()._texts(), *map(get_text_for_indexing, parts)]


class NewsIndexPage(EditorialPage):
    """News: own posts, what others wrote about us, and what is worth reading."""

    subpage_types = ["pages.Post", "pages.LinkPost"]
    max_count_per_parent = 1
    template = "pages/news.html"

    class Meta:
        """What editors call it."""

        verbose_name = gettext_lazy("news page")
        verbose_name_plural = gettext_lazy("news pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the three lists, newest first."""
        context = super().get_context(request, *args, **kwargs)
        links = list(LinkPost.objects.child_of(self).live().order_by("-day"))
        return context | {
            "posts": Post.objects.child_of(self).live().order_by("-day"),
            "in_the_news": [link for link in links if link.kind == LinkPost.IN_THE_NEWS],
            "worth_reading": [link for link in links if link.kind == LinkPost.WORTH_READING],
        }


class Post(EditorialPage):
    """Our own news."""

    day = models.DateField(gettext_lazy("Day"), default=localdate)
    author = models.CharField(gettext_lazy("Author"), max_length=120, blank=True)
    content_panels = [
        *Page.content_panels,
        FieldPanel("day"),
        FieldPanel("author"),
        *EditorialPage.content_panels[1:],
    ]
    override_translatable_fields = [SynchronizedField("slug"), SynchronizedField("day")]
    parent_page_types = ["pages.NewsIndexPage"]
    subpage_types: list[str] = []
    template = "pages/post.html"

    class Meta:
        """What editors call it."""

        verbose_name = gettext_lazy("post")
        verbose_name_plural = gettext_lazy("posts")

    @classmethod
    def newest(cls, language: str, most: int) -> list[Post]:
        """Return the newest published posts in a language."""
        posts = cls.objects.live().filter(locale__language_code=language)
        return list(posts.order_by("-day", "-pk")[:most])


class LinkPost(EditorialPage):
    """What others wrote: about us, or worth reading; outlet, day, link and a short excerpt."""

    IN_THE_NEWS, WORTH_READING = "in_the_news", "worth_reading"
    KINDS = [(IN_THE_NEWS, gettext_lazy("In the news")), (WORTH_READING, gettext_lazy("Worth reading"))]

    kind = models.CharField(gettext_lazy("Kind"), max_length=20, choices=KINDS, default=IN_THE_NEWS)
    outlet = models.CharField(gettext_lazy("Outlet"), max_length=120)
    day = models.DateField(gettext_lazy("Day"), null=True, blank=True)
    link = models.URLField(gettext_lazy("Link"), blank=True, max_length=500)
    content_panels = [
        *Page.content_panels, FieldPanel("kind"), FieldPanel("outlet"), FieldPanel("day"), FieldPanel("link"),
        FieldPanel("intro", heading=gettext_lazy("Excerpt, at most 60 words")),
    ]  # fmt: skip
    override_translatable_fields = [
        SynchronizedField("slug"), SynchronizedField("day"), SynchronizedField("kind"), SynchronizedField("link")
    ]  # fmt: skip
    parent_page_types = ["pages.NewsIndexPage"]
    subpage_types: list[str] = []
    template = "pages/link_post.html"

    class Meta:
        """What editors call it."""

        verbose_name = gettext_lazy("link to what others wrote")
        verbose_name_plural = gettext_lazy("links to what others wrote")

    def clean(self) -> None:
        """Refuse a long excerpt, and a day that has not come."""
        super().clean()
        n = len(self.intro.split())
        if n > MOST_WORDS:
            message = _("An excerpt has at most %(most)s words, and this one has %(n)s. Shorten it.")
            raise ValidationError({"intro": message % {"most": MOST_WORDS, "n": n}})
        if self.day and self.day > localdate() + timedelta(days=1):
            raise ValidationError({"day": _("This day has not come yet.")})


class ReportsPage(EditorialPage):
    """Reports and fact sheets."""

    subpage_types = ["pages.ReportPage"]
    max_count_per_parent = 1
    template = "pages/reports.html"

    class Meta:
        """What editors call it."""

        verbose_name = gettext_lazy("page of reports")
        verbose_name_plural = gettext_lazy("pages of reports")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the reports, newest first."""
        context = super().get_context(request, *args, **kwargs)
        return context | {"reports": ReportPage.objects.child_of(self).live().order_by("-day")}


class ReportPage(EditorialPage):
    """A report or fact sheet with its file."""

    day = models.DateField(gettext_lazy("Day"), default=localdate)
    file = models.ForeignKey(
        "wagtaildocs.Document", null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=gettext_lazy("File"),
    )  # fmt: skip
    content_panels = [
        *Page.content_panels,
        FieldPanel("day"),
        FieldPanel("file"),
        *EditorialPage.content_panels[1:],
    ]
    override_translatable_fields = [SynchronizedField("slug"), SynchronizedField("day")]
    parent_page_types = ["pages.ReportsPage"]
    subpage_types: list[str] = []
    template = "pages/report.html"

    class Meta:
        """What editors call it."""

        verbose_name = gettext_lazy("report or fact sheet")
        verbose_name_plural = gettext_lazy("reports and fact sheets")


class PersonBlock(blocks.StructBlock):
    """Somebody of the staff or the board; shown once they agreed."""

    name = blocks.CharBlock(label=gettext_lazy("Name"))
    role = blocks.CharBlock(label=gettext_lazy("Role"))
    text = blocks.TextBlock(required=False, label=gettext_lazy("Text"))
    agreed_on = blocks.DateBlock(
        required=False,
        label=gettext_lazy("Agreed on"),
        help_text=gettext_lazy("The day of their written consent. Without it nothing of them is shown."),
    )

    class Meta:
        icon = "user"
        label = gettext_lazy("Person")


class PeoplePage(EditorialPage):
    """Staff and board, each with their consent."""

    people = StreamField([("person", PersonBlock())], blank=True, verbose_name=gettext_lazy("People"))
    content_panels = [*EditorialPage.content_panels, FieldPanel("people")]
    max_count_per_parent = 1
    subpage_types: list[str] = []
    template = "pages/people.html"

    class Meta:
        """What editors call it."""

        verbose_name = gettext_lazy("page of people")
        verbose_name_plural = gettext_lazy("pages of people")

    @property
    def shown(self) -> list[Any]:
        """Those who agreed to be named."""
        return [child.value for child in self.people if child.value["agreed_on"]]


class MemberBlock(blocks.StructBlock):
    """An organisation of the coalition; shown once it agreed."""

    name = blocks.CharBlock(label=gettext_lazy("Organization"))
    url = blocks.URLBlock(required=False, label=gettext_lazy("Website"))
    since = blocks.IntegerBlock(required=False, label=gettext_lazy("Member since"))
    agreed_on = blocks.DateBlock(
        required=False,
        label=gettext_lazy("Agreed on"),
        help_text=gettext_lazy("The day of its written consent. Without it the organization is not shown."),
    )

    class Meta:
        icon = "group"
        label = gettext_lazy("Organization")


class CoalitionPage(EditorialPage):
    """The organisations that stand together, each with its consent."""

    members = StreamField([("member", MemberBlock())], blank=True, verbose_name=gettext_lazy("Members"))
    content_panels = [*EditorialPage.content_panels, FieldPanel("members")]
    max_count_per_parent = 1
    subpage_types: list[str] = []
    template = "pages/coalition.html"

    class Meta:
        """What editors call it."""

        verbose_name = gettext_lazy("page of the coalition")
        verbose_name_plural = gettext_lazy("pages of the coalition")

    @property
    def shown(self) -> list[Any]:
        """Those that agreed to be named."""
        return [child.value for child in self.members if child.value["agreed_on"]]
