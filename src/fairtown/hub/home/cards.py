"""Cards: the picture that networks show with a link to the site or to a town, as PNG, since they take no SVG."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from fairtown.drawings.card import WIDTH, Card, drawing
from fairtown.hub.page_cache import cached_download
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf import modern_index
from fairtown.hub.shelf.figures import Figure, Figures
from fairtown.hub.shelf.measure_ids import ASSISTED
from fairtown.hub.shelf.query import town_of, without_parameters
from fairtown.release.reader import OpenRelease, Row

FONTS = Path(__file__).parents[1] / "static" / "built"
BLACK = "nh_black"


@without_parameters
@cached_download
def state(request: HttpRequest) -> HttpResponse:
    """Return the card of the site: the share of Black residents in lower-opportunity neighborhoods today."""
    release = current_release()
    place = release.state_places[0]
    year = release.latest()
    figure = _figure(release, place, modern_index.index(), year, "lower_corrected", BLACK)
    sentence = _("of Black residents live in lower-opportunity neighborhoods (%(period)s)")
    card = _card(release.state_name, figure, sentence % {"period": release.period(year)})
    name = "modern.svg" if figure else "state.svg"
    return _png(drawing(card, _map(release, name), has_legend=True))


@without_parameters
@cached_download
def town(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the card of a town: the share of its homes that are subsidized."""
    release, place = current_release(), town_of(slug)
    year = release.last_year_of(ASSISTED) if ASSISTED in release.measures else release.latest()
    figure = _figure(release, place, ASSISTED, year, "assisted_share")
    card = _card(place["name"], figure, _("of homes are subsidized (%(year)s)") % {"year": year})
    return _png(drawing(card, _map(release, f"towns/{place['slug']}.svg")))


def _figure(
    release: OpenRelease, place: Row, measure: str, year: int, output: str, group: str = ""
) -> Figure | None:
    if measure not in release.measures:
        return None
    places = [p for p in release.all_places if p["key"] == place["key"]]
    figures = Figures(release.observations([measure], places, [year], [output]), release.measures)
    found = figures.get(measure, place["key"], year, output, group)
    return found if found and found.known and not found.tells_nothing else None


def _card(title: str, figure: Figure | None, sentence: str) -> Card:
    release = current_release()
    footer = _("fairtown %(state)s · release %(date)s") % {"state": release.state_name, "date": release.date}
    if figure is None:
        return Card(
            title, "", "", _("Open figures for fair housing: every number leads to its source."), footer
        )
    return Card(title, figure.text, figure.margin, sentence, footer)


def _map(release: OpenRelease, name: str) -> str:
    return (release.path / "maps" / name).read_text(encoding="utf-8")


def _png(svg: str) -> HttpResponse:
    # only a card needs the library: a server starts without it
    from resvg_py import svg_to_bytes

    png = svg_to_bytes(svg_string=svg, width=WIDTH, font_dirs=[str(FONTS)], sans_serif_family="Public Sans")
    return HttpResponse(bytes(png), content_type="image/png")
