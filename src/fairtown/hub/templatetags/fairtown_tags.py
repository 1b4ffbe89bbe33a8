"""Template tags and filters: a figure with its link, and texts of the release in the reader's language."""

from datetime import date
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from fairtown.concepts import GROUP_WORDS, LAW_STATUS
from fairtown.formatting import UNKNOWN, format_margin
from fairtown.hub import survey_words
from fairtown.hub.release_access import current_release, once_a_release
from fairtown.hub.shelf import figures, glossary, labels
from fairtown.hub.shelf.chart_cards import CHARTS, chart_parts
from fairtown.hub.shelf.citations import Citation
from fairtown.hub.shelf.day_words import ended_words, last_due, next_due, time_element
from fairtown.hub.shelf.day_words import in_force as in_force_words
from fairtown.hub.shelf.day_words import when as when_words
from fairtown.hub.shelf.definitions import with_definitions
from fairtown.hub.shelf.figures import Figure, linked, number
from fairtown.hub.shelf.table_rows import table_rows
from fairtown.release.periods import SURVEY
from fairtown.release.reader import OpenRelease
from fairtown.reports.duties import Duty, Period, Standing

register = template.Library()


@register.simple_tag
def fig(figure: Figure | None, bare: bool = False) -> SafeString | str:
    """Show a figure with margin and notes, linked to its explanation; `bare` has no letters of notes."""
    return UNKNOWN if figure is None else linked(figure, bare)


@once_a_release
def _frames(_release: OpenRelease) -> dict[tuple[Any, ...], SafeString]:
    return {}


@register.simple_tag(takes_context=True)
def frame(context: template.Context, name: str, route: str | None = None) -> SafeString:
    """Show menu or footer, rendered once for each release, language and `route`: a third of the time of a page."""
    has, organisation = context["has"], context["organisation"]
    above = context["is_about_no_state"]
    key = (name, route, context["language"], context["root"], above, organisation, tuple(has.items()))
    rendered = _frames(current_release())
    if key not in rendered:
        values: Any = context.flatten()
        rendered[key] = render_to_string(name, values)
    return rendered[key]


@register.inclusion_tag("shelf/_cite.html", takes_context=True)
def cite(
    context: template.Context, title: str, sources: str, path: str = "", is_folded: bool = False
) -> dict[str, Any]:
    """Show how to cite a page by its title and who published its figures.

    `path`: its address, by default the page's own; `is_folded`: shown as one line that opens.
    """
    citation = Citation(title, path or context["request"].path, sources=sources)
    return {"citation": citation, "is_folded": is_folded}


@register.simple_tag
def chart_card(chart: str, slug: str) -> SafeString | str:
    """Show the card of a chart of a town or of "state"; nothing where there are no figures for it."""
    card = CHARTS[chart](slug)
    return render_to_string("shelf/_chart_card.html", chart_parts(card)) if card else ""


@register.simple_tag
def estimate(value: float | None, moe: float | None, unit: str) -> SafeString:
    """Show a value with its margin, where it is no figure of the release."""
    return figures.estimate(value, moe, unit)


TERM = (
    '<button type="button" class="term" popovertarget="term-{id}">{label}</button>'
    '<span popover id="term-{id}" class="definition"><b>{title}</b> {definition} <a href="{url}">{more}</a></span>'
)


@register.simple_tag
def term(term_id: str, label: str = "") -> SafeString:
    """Show a term with its definition one tap away, once a page; `label`: its words in this sentence, else its name."""
    entry = glossary.BY_ID[term_id]
    return format_html(
        TERM,
        id=entry.id,
        label=label or gettext(entry.name),
        title=entry.title,
        definition=gettext(entry.definition),
        url=f"{reverse('glossary')}#{entry.id}",
        more=gettext("All terms"),
    )


class CaptureNode(template.Node):
    """Renders what it holds into a variable instead of the page."""

    def __init__(self, nodelist: template.NodeList, name: str) -> None:
        """Keep the nodes, and the name of the variable."""
        self.nodelist, self.name = nodelist, name

    def render(self, context: template.Context) -> str:
        """Set the variable to one line of HTML that may stand in an attribute too."""
        line = " ".join(self.nodelist.render(context).split()).replace('"', "&quot;")
        context[self.name] = mark_safe(line)  # noqa: S308
        return ""


@register.tag
def capture(parser: template.base.Parser, token: template.base.Token) -> CaptureNode:
    """Keep a block for a second place: `{% capture as title %}{% block title %}…{% endblock %}{% endcapture %}`."""
    _tag, _as, name = token.split_contents()
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return CaptureNode(nodelist, name)


class DefinitionsNode(template.Node):
    """Renders what it holds with the definitions of its words on tap."""

    def __init__(self, nodelist: template.NodeList) -> None:
        """Keep the nodes."""
        self.nodelist = nodelist

    def render(self, context: template.Context) -> str:
        """Return the part of the page with its definitions."""
        return with_definitions(self.nodelist.render(context), context["language"], context["has"])


@register.tag
def definitions(parser: template.base.Parser, _token: template.base.Token) -> DefinitionsNode:
    """Give the listed words of a block their definitions: `{% definitions %}…{% enddefinitions %}`."""
    nodelist = parser.parse(("enddefinitions",))
    parser.delete_first_token()
    return DefinitionsNode(nodelist)


@register.filter
def margin(moe: float | None, unit: str) -> str:
    """Return a margin in its unit, with its sign."""
    return format_margin(moe, unit)


@register.simple_tag
def certainty_labels() -> list[str]:
    """Return the labels of how certain a level is, least certain first."""
    return labels.certainty_labels()


@register.simple_tag
def rows(lines: list[Any], *classes: str) -> SafeString:
    """Show lines of a table, the first cell a heading, the others of the classes given; see `table_rows`."""
    return table_rows(lines, classes)


@register.simple_tag
def places_label(level: str) -> str:
    """Return what the places of a level are called in this state; "" where it has none."""
    return labels.places_label(level)


@register.filter
def translated(text: str) -> str:
    """Return a sentence of the release in the reader's language."""
    return survey_words.translated(text) if text else ""


@register.filter
def group_name(group: str) -> str:
    """Return the label of a census group."""
    return gettext(GROUP_WORDS[group]) if group in GROUP_WORDS else gettext(group)


@register.filter
def percent(share: float | None) -> str:
    """Return a share as a percentage with one decimal."""
    return number(share, "share")


@register.filter
def period(year: int) -> str:
    """Return the survey period that ends with `year`, or the year itself where it is none."""
    return current_release().periods().get(year, str(year))


@register.simple_tag
def latest_period(source: str = SURVEY) -> str:
    """Return the period of the newest edition of a source or table that the release holds; the survey by default."""
    return current_release().period(current_release().latest(source), source)


@register.filter
def count(value: float | None) -> str:
    """Return a whole number with commas, the same in every language, as figures have them."""
    return UNKNOWN if value is None else f"{value:,.0f}"


@register.filter
def iso_date(text: str) -> date:
    """Return the day that a clean table writes, like 2026-11-25, to be shown as the page's language writes days."""
    return date.fromisoformat(text)


@register.filter
def law_status(status: str) -> str:
    """Return how sure a rule of law is, in words."""
    return gettext(LAW_STATUS.get(status, status))


@register.filter
def day(value: date | Period | str | None) -> SafeString | str:
    """Return a day in words in a `time` element, "" where there is none; `value` may be as a table writes it."""
    return time_element(Period.parse(value) if isinstance(value, str) else value) if value else ""


@register.filter
def when(period: Period | None) -> str:
    """Return a day of the law in words, "" where there is none."""
    return when_words(period) if period else ""


@register.filter
def in_force(duty: Duty) -> str:
    """Return from when to when a duty holds, in words."""
    return in_force_words(duty)


@register.filter
def ended(duty: Duty) -> str:
    """Return when a duty ended, in words."""
    return ended_words(duty.end) if duty.end else ""


@register.filter
def due_words(standing: Standing) -> str:
    """Return by when a duty was due last and is due next, in words; "" where it has no day."""
    parts = (
        standing.last_due and last_due(standing.last_due),
        standing.next_due and next_due(standing.next_due),
    )
    return ", ".join(part for part in parts if part)


@register.filter
def plain(value: float | None, unit: str) -> str:
    """Return a value in its unit."""
    return number(value, unit)


@register.filter
def exact(value: object) -> str:
    """Return a value of a table as it stands there, the same in every language."""
    return f"{value:.15g}" if isinstance(value, float) else str(value)


@register.filter
def place_name(name: str) -> str:
    """Return the name of a tract, county or region in the reader's language; towns keep theirs."""
    return labels.place_label(name)
