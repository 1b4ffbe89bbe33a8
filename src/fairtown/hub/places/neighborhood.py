"""A neighborhood: its level today, who lives there, and what the published index of 2014 said of the same land."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from fairtown.concepts import GROUP_WORDS
from fairtown.hub.errors import TranslatedError
from fairtown.hub.places.topics import INDEX
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf import modern_index
from fairtown.hub.shelf.figures import Figures, Notes
from fairtown.hub.shelf.labels import level_labels
from fairtown.hub.shelf.lines import Line
from fairtown.hub.shelf.measure_ids import PEOPLE
from fairtown.hub.shelf.neighborhoods import neighborhoods
from fairtown.release.neighborhoods import SLIVER_SHARE, Overlap
from fairtown.release.reader import OpenRelease, Row

INDEX_TABLE = "oca_index.indicators"


@dataclass(frozen=True)
class EarlierTract:
    """A tract of older codes that held land of the neighborhood, with what the index of 2014 and a survey said of it.

    `index`: as of `index_context`; `people`: as of `tract_people`.
    """

    overlap: Overlap
    index: dict[str, Any]
    people: dict[str, Any]


def tracts_of(geoid: str) -> list[Row]:
    """Return the tract of a code under all its codes; raises FairtownError if the code is that of no tract."""
    places = current_release().find_places(geoid)
    found = [p for p in places if p["level"] == "tract"]
    if not found:
        names = {"text": repr(geoid), "name": places[0]["name"]}
        raise TranslatedError(_("%(text)s is the code of %(name)s, not of a census tract.") % names)
    return found


def page_context(tract: Row) -> dict[str, Any]:
    """Return what the page of a neighborhood shows, or that of an older tract which was divided since."""
    release = current_release()
    own = neighborhoods(release)
    earlier = [
        EarlierTract(o, index_context(release, o.place), tract_people(release, o.place))
        for o in own.older(tract)
        if o.share >= SLIVER_SHARE
    ]
    levels = modern_levels(release, [o.place for o in own.newer(tract)])
    return _own_context(release, tract) | {
        "earlier": earlier,
        "newer": [levels[o.place["geoid"]] | {"share": o.of_older} for o in own.newer(tract)],
    }


def tract_context(geoid: str) -> dict[str, Any]:
    """Return what the map's panel shows of the tract of a code: by the index that is about its vintage."""
    release = current_release()
    places = tracts_of(geoid)
    with_level = [p for p in places if p["vintage"] in _indexed(release)]
    tract = (with_level or places)[0]
    return _own_context(release, tract) | {"page": neighborhoods(release).page_of(tract)}


def _own_context(release: OpenRelease, tract: Row) -> dict[str, Any]:
    return index_context(release, tract) | {
        "tract": tract,
        "page": tract,
        "town": next((t for t in release.towns if t["key"] == tract["town"]), None),
        "people": tract_people(release, tract),
        "today": modern_index.tract(release, tract),
    }


def _indexed(release: OpenRelease) -> set[str]:
    """Return the vintages of the tracts that the index of 2014 is about."""
    return {e["vintage"] for (address, _year), e in release.editions.items() if address == INDEX_TABLE}


def index_context(release: OpenRelease, tract: Row) -> dict[str, Any]:
    """Return score, level and indicators of a tract by the index of 2014; no level where it is not about the tract."""
    notes = Notes()
    if tract["vintage"] not in _indexed(release):
        return {"index": {}, "level": None, "level_label": "", "indicators": [], "notes": notes}
    state = release.state_places
    figures = Figures(release.observations([INDEX], [tract, *state]), release.measures)
    year = release.last_year_of(INDEX)
    index = {
        name: figures.get(INDEX, tract["key"], year, name, "", notes)
        for name in ("score", "level", "n_indicators")
    }
    inputs = release.input_rows(INDEX_TABLE, year, [tract["geoid"]])
    level = index["level"]
    return {
        "index": index,
        "level": int(level.row["value"]) if level else None,
        "level_label": level_labels()[int(level.row["value"]) - 1] if level else "",
        "indicators": _indicators(release, figures, tract, state[0], inputs, notes),
        "notes": notes,
    }


def modern_levels(release: OpenRelease, tracts: list[Row]) -> dict[str, dict[str, Any]]:
    """Return tracts with their level today and how sure it is, by their codes (`modern_index.tract_lines`)."""
    rows: list[Row] = []
    if tracts and modern_index.index() in release.measures:
        rows = release.observations([modern_index.index()], tracts, [release.latest()], modern_index.OUTPUTS)
    lines = modern_index.tract_lines(Figures(rows, release.measures), tracts, release.latest())
    return {line["place"]["geoid"]: line for line in lines}


def _indicators(
    release: OpenRelease, figures: Figures, tract: Row, state: Row, inputs: list[Row], notes: Notes
) -> list[dict[str, Any]]:
    """Return each indicator of a tract: its value, the state's mean, and the distance between them."""
    if not inputs:
        return []
    units = {
        c["name"]: c["unit"] for table in release.sources["oca_index"]["tables"] for c in table["columns"]
    }
    out, year = [], release.last_year_of(INDEX)
    for output in release.measures[INDEX]["outputs"]:
        if not output["name"].startswith("z_"):
            continue
        name = output["name"].removeprefix("z_")
        out.append(
            {
                "label": output["meaning"].split(":")[0],
                "value": inputs[0][name],
                "unit": units[name],
                "mean": figures.get(INDEX, state["key"], year, f"mean_{name}"),
                "z": figures.get(INDEX, tract["key"], year, output["name"], "", notes),
            }
        )
    return out


def tract_people(release: OpenRelease, tract: Row) -> dict[str, Any]:
    """Return who lives in the tract, in the latest period that counts this very tract, never a namesake."""
    rows = release.observations([PEOPLE], [tract], outputs=["share"])
    year = max((r["year"] for r in rows), default=0)
    figures = Figures(rows, release.measures)
    notes = Notes()
    lines = [
        Line(_(label), {"share": figures.get(PEOPLE, tract["key"], year, "share", group, notes)})
        for group, label in GROUP_WORDS.items()
        if group != "everyone"
    ]
    period = next((release.lineages[r["lineage"]]["period"] for r in rows if r["year"] == year), "")
    return {"lines": lines if rows else [], "period": period, "notes": notes}
