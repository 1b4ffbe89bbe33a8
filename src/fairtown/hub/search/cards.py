"""Places that were found, as the page of results shows them: where each lies and what the site has of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fairtown.hub.shelf import modern_index
from fairtown.hub.shelf.figures import Figures
from fairtown.hub.shelf.place_urls import url_of
from fairtown.release.finder import Match
from fairtown.release.reader import OpenRelease, Row

DISTRICTS = "ct_edsight.meals"


@dataclass(frozen=True)
class Card:
    """A place with the URL of its page, blank where it has none yet, and what it lies in.

    `share`: of the people of a ZIP code who live there; `kind`: as of `Match`; `towns`: of a region or county.
    """

    place: Row
    url: str
    kind: str = ""
    share: float | None = None
    town: Row | None = None
    region: str = ""
    county: str = ""
    towns: tuple[Row, ...] = ()


def card(release: OpenRelease, match: Match) -> Card:
    """Return the card of a place that a text can mean."""
    place = match.place
    town = next((t for t in release.towns if t["key"] in (place["key"], place["town"])), None)
    names = {p["key"]: p["name"] for p in release.all_places if p["level"] in ("county", "region")}
    own = [t for t in release.towns if place["key"] in (t["county"], t["region"])]
    lies_in = town or place
    return Card(
        place,
        url_of(place),
        match.kind,
        match.share,
        town,
        names.get(lies_in["region"], ""),
        names.get(lies_in["county"], ""),
        tuple(own),
    )


def neighborhood(release: OpenRelease, tract: Row) -> dict[str, Any]:
    """Return the card of a tract with its opportunity level by the index of today, and how sure that is.

    `level` is 0 where it has none; None without the index, or for a tract of older codes.
    """
    found: dict[str, Any] = {"card": card(release, Match(tract, "tract")), "level": None}
    index = modern_index.index()
    if index in release.measures and tract["vintage"] == release.profile.vintages[-1]:
        year = release.latest()
        rows = release.observations([index], [tract], [year], modern_index.OUTPUTS)
        found |= modern_index.tract_lines(Figures(rows, release.measures), [tract], year)[0]
        found["period"] = release.period(year)
    return found


def districts(release: OpenRelease, town: Row) -> list[str]:
    """Return the names of the school districts that serve a town, as far as the release knows them."""
    if not any(address == DISTRICTS for address, _year in release.editions):
        return []
    codes = [p["geoid"] for p in release.all_places if p["key"] == town["key"]]
    return sorted({row["district"] for row in release.input_rows(DISTRICTS, geoids=codes)})
