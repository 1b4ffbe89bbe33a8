"""What the body of a page is put together from. A figure has no field for a value: it is read from the release."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.forms.utils import ErrorList
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text import expand_db_html

from fairtown.hub.pages.menus import MenuBlock, drawn_places
from fairtown.hub.pages.place_blocks import FindingsBlock, MapBlock, ThermometerBlock
from fairtown.hub.shelf.chart_cards import CHARTS
from fairtown.hub.shelf.live_figures import (
    STATE,
    LiveFigure,
    place_choices,
    what_choices,
    year_choices,
)
from fairtown.hub.templatetags.fairtown_tags import chart_card, fig

#: What an editor may do to text: no color, no size, no picture of numbers.
RICH = ["bold", "italic", "link", "document-link", "ul", "ol"]
#: Stands in a text for one of the figures that are listed below it.
PLACEHOLDER = re.compile(r"\{(\d{1,2})\}")


class FigureValue(blocks.StructValue):
    """The choices of a figure, and the figure."""

    # a page asks for it in its text and in its list of sources
    @cached_property
    def live(self) -> LiveFigure:
        """The figure in the release that is shown."""
        year = self.get("year")
        return LiveFigure(self["what"], self["place"], int(year) if year else None)


class FigureBlock(blocks.StructBlock):
    """A figure of the release, its margin, year and source; "not known" where the release has none."""

    what = MenuBlock(choices=what_choices, label=gettext_lazy("Figure"))
    place = MenuBlock(choices=place_choices, label=gettext_lazy("Place"), default=STATE)
    year = MenuBlock(choices=year_choices, label=gettext_lazy("Year"), required=False)

    class Meta:
        template = "pages/blocks/figure.html"
        icon = "decimal"
        label = gettext_lazy("Live figure")
        value_class = FigureValue

    def clean(self, value: Any) -> Any:
        """Refuse a figure that the release does not have; a later release may lose it, and pages say so then."""
        cleaned = super().clean(value)
        if not cleaned.live.is_known:
            message = _("%(what)s is not known for %(place)s. Choose another place or year.")
            named = {"what": cleaned.live.what_label, "place": cleaned.live.place_label}
            raise StructBlockValidationError(block_errors={"place": ValidationError(message % named)})
        return cleaned


class TextBlock(blocks.StructBlock):
    """Text, in which {1}, {2} stand for the figures that are listed below it."""

    text = blocks.RichTextBlock(
        features=RICH,
        label=gettext_lazy("Text"),
        help_text=gettext_lazy("Write {1} where the first figure below shall stand, {2} for the second."),
    )
    figures = blocks.ListBlock(FigureBlock(), default=[], label=gettext_lazy("Figures"))

    class Meta:
        icon = "pilcrow"
        label = gettext_lazy("Text with figures")

    def clean(self, value: Any) -> Any:
        """Refuse a placeholder without a figure, and a figure that no placeholder stands for."""
        cleaned = super().clean(value)
        named = {int(n) for n in PLACEHOLDER.findall(cleaned["text"].source)}
        listed = set(range(1, len(cleaned["figures"]) + 1))
        if missing := sorted(named - listed):
            message = _("{%(n)s} has no figure: list it below the text.") % {"n": missing[0]}
            raise StructBlockValidationError(block_errors={"text": ValidationError(message)})
        if unused := sorted(listed - named):
            message = _("Nothing stands for figure %(n)s: write {%(n)s} in the text.") % {"n": unused[0]}
            errors = ListBlockValidationError(non_block_errors=ErrorList([message]))
            raise StructBlockValidationError(block_errors={"figures": errors})
        return cleaned

    def render(self, value: Any, context: Any = None) -> SafeString:
        """Return the text with each figure in its place."""
        figures = [figure.live for figure in value["figures"]]

        def shown(match: re.Match[str]) -> str:
            n = int(match[1])
            return str(fig(figures[n - 1].figure, bare=True)) if 0 < n <= len(figures) else _("not known")

        # cleaned by the editor when it was saved: only RICH is kept
        return mark_safe(PLACEHOLDER.sub(shown, expand_db_html(value["text"].source)))  # noqa: S308


class QuoteBlock(blocks.StructBlock):
    """What somebody said, with who and where it can be read."""

    text = blocks.TextBlock(label=gettext_lazy("Quote"))
    source = blocks.CharBlock(label=gettext_lazy("Who said it, and where"))
    url = blocks.URLBlock(required=False, label=gettext_lazy("Link"))

    class Meta:
        template = "pages/blocks/quote.html"
        icon = "openquote"
        label = gettext_lazy("Quote")


class PictureBlock(blocks.StructBlock):
    """A picture; what it shows is said in words."""

    image = ImageChooserBlock(label=gettext_lazy("Picture"))
    alt = blocks.CharBlock(label=gettext_lazy("What it shows, for those who cannot see it"))
    caption = blocks.CharBlock(required=False, label=gettext_lazy("Caption and photographer"))

    class Meta:
        template = "pages/blocks/picture.html"
        icon = "image"
        label = gettext_lazy("Picture")


class DownloadBlock(blocks.StructBlock):
    """A file to take away."""

    document = DocumentChooserBlock(label=gettext_lazy("File"))
    text = blocks.CharBlock(label=gettext_lazy("What it is"))

    class Meta:
        template = "pages/blocks/download.html"
        icon = "download"
        label = gettext_lazy("File to download")


def _charts() -> list[tuple[str, str]]:
    labels = {
        "assisted-towns": _("Assisted share of every place"),
        "assisted-trend": _("Assisted share over the years"),
        "opportunity-race": _("Opportunity against race"),
        "who-lives-where": _("Who lives where"),
    }
    return [(code, labels[code]) for code in CHARTS]


class ChartBlock(blocks.StructBlock):
    """A chart of the release with its table, its sources and its embed code."""

    chart = MenuBlock(choices=_charts, label=gettext_lazy("Chart"))
    place = MenuBlock(choices=drawn_places, label=gettext_lazy("Place"), default=STATE)

    class Meta:
        icon = "table"
        label = gettext_lazy("Live chart")

    def render(self, value: Any, context: Any = None) -> SafeString:
        """Return the card of the chart, or a line that says that the release has none of this place."""
        card = chart_card(value["chart"], value["place"]) if value["chart"] in CHARTS else ""
        return SafeString(card) or format_html(
            '<p class="quiet">{}</p>', _("This chart is not known for this place.")
        )


class CostTermBlock(blocks.StructBlock):
    """One part of a cost, which a reader can change."""

    label = blocks.CharBlock(label=gettext_lazy("What is paid for"))
    dollars = blocks.IntegerBlock(min_value=0, label=gettext_lazy("Dollars"))
    source = blocks.CharBlock(label=gettext_lazy("Source, or that it is an assumption"))

    class Meta:
        icon = "calculator"
        label = gettext_lazy("Part of the cost")


class HeadingBlock(blocks.CharBlock):
    """A heading of a part of the page."""

    class Meta:
        icon = "title"
        label = gettext_lazy("Heading")
        form_classname = "title"

    def render(self, value: str, context: Any = None) -> SafeString:
        """Return it as a heading of the second level."""
        return format_html("<h2>{}</h2>", linebreaksbr(value))


class Body(blocks.StreamBlock):
    """The parts of a page's body."""

    heading = HeadingBlock()
    text = TextBlock()
    figure = FigureBlock()
    chart = ChartBlock()
    map = MapBlock()
    findings = FindingsBlock()
    thermometer = ThermometerBlock()
    quote = QuoteBlock()
    picture = PictureBlock()
    download = DownloadBlock()

    class Meta:
        block_counts: ClassVar[dict[str, dict[str, int]]] = {"thermometer": {"max_num": 1}}


def figures_of(stream: Any) -> list[LiveFigure]:
    """Return every figure that a body quotes, in order."""
    found = []
    for child in stream:
        if child.block_type == "figure":
            found.append(child.value.live)
        elif child.block_type == "text":
            found += [figure.live for figure in child.value["figures"]]
    return found
