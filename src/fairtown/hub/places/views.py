"""Towns and tracts: their figures with margins, beside the county, the region and the state."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fairtown.concepts import GROUP_WORDS
from fairtown.hub import absent
from fairtown.hub.errors import TranslatedError
from fairtown.hub.page_cache import cached_page
from fairtown.hub.places import tables, town_columns
from fairtown.hub.places.topics import INDEX, PUBLISHED, published_levels
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf import modern_index
from fairtown.hub.shelf.figures import Figure, Figures, Notes
from fairtown.hub.shelf.labels import level_labels
from fairtown.hub.shelf.lines import Line
from fairtown.hub.shelf.measure_ids import ASSISTED, PEOPLE
from fairtown.release.reader import OpenRelease, Row

INDEX_TABLE = "oca_index.indicators"
TOWN_SORTS = {
    "name": None,
    "assisted": "subsidized.assisted_share",
    "lower": "opportunity.modern",
    "color": "residents.race_ethnicity",
}
#: Digits of the code of a tract.
GEOID_DIGITS = 11
TRACT_SORTS = ("name", "score", "level")
FIRST, LAST = -1e9, 1e9


@cached_page
def towns(request: HttpRequest) -> HttpResponse:
    """List all towns with three headline figures, in the order of `sort`."""
    release = current_release()
    sort = request.GET.get("sort", "name")
    sort = sort if sort in TOWN_SORTS else "name"
    notes, list_year = Notes(), release.last_year_of(ASSISTED)
    found = town_columns.figures(release, notes)
    # what is to be said of all of a column is said once
    notes.settle(found["lower"].values())
    lines = [
        tables.TownLine(t, {name: found[name].get(t["key"]) for name in town_columns.ORDER})
        for t in release.towns
    ]
    if sort != "name":
        lines.sort(key=lambda line: -_value(line.figures[sort]))
    context = {"lines": lines, "sort": sort, "notes": notes, "list_year": list_year}
    return render(request, "places/towns.html", context)


def _value(figure: Figure | None) -> float:
    return figure.row["value"] if figure and figure.known else FIRST


@cached_page
def tracts(request: HttpRequest) -> HttpResponse:
    """List all tracts with their level in the index of 2014, if there is one, in the order of `sort`."""
    sort = request.GET.get("sort", "name")
    sort = sort if sort in TRACT_SORTS else "name"
    release = current_release()
    if not (has_index := absent.subjects(release)["index"]):
        newest = release.profile.vintages[-1]
        rows = [p for p in release.all_places if p["level"] == "tract" and p["vintage"] == newest]
    else:
        found = release.level_rows(INDEX, release.last_year_of(INDEX), "tract", ("level", "score"), PUBLISHED)
        rows = published_levels(found)
    if has_index and sort != "name":
        rows.sort(key=lambda r: -r[sort])
    else:
        rows.sort(key=lambda r: (r["name"].split(", ")[-1], r["geoid"]))
    return render(
        request, "places/tracts.html", {"rows": rows, "sort": sort, "tracts_url": reverse("tracts")}
    )


def _tracts_of(geoid: str) -> list[Row]:
    """Return the tract of a code under all its codes; raises FairtownError if the code is that of no tract."""
    places = current_release().find_places(geoid)
    found = [p for p in places if p["level"] == "tract"]
    if not found:
        names = {"text": repr(geoid), "name": places[0]["name"]}
        raise TranslatedError(_("%(text)s is the code of %(name)s, not of a census tract.") % names)
    return found


def _tract_context(geoid: str) -> dict[str, Any]:
    release = current_release()
    places = _tracts_of(geoid)
    indexed = {e["vintage"] for (address, _year), e in release.editions.items() if address == INDEX_TABLE}
    with_level = [p for p in places if p["vintage"] in indexed]
    tract = (with_level or places)[0]
    notes = Notes()
    state = release.state_places
    figures = Figures(release.observations([INDEX], [tract, *state]), release.measures)
    year = release.last_year_of(INDEX)
    index = {
        name: figures.get(INDEX, tract["key"], year, name, "", notes)
        for name in ("score", "level", "n_indicators")
    }
    inputs = release.input_rows(INDEX_TABLE, year, [tract["geoid"]]) if with_level else []
    level = index["level"]
    return {
        "tract": tract,
        "town": next((t for t in release.towns if t["key"] == tract["town"]), None),
        "index": index,
        "level": int(level.row["value"]) if level else None,
        "level_label": level_labels()[int(level.row["value"]) - 1] if level else "",
        "indicators": _indicators(release, figures, tract, state[0], inputs, notes),
        "people": _tract_people(release, tract),
        "today": modern_index.tract(release, tract),
        "notes": notes,
    }


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


def _tract_people(release: OpenRelease, tract: Row) -> dict[str, Any]:
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


@cached_page
def tract(request: HttpRequest, geoid: str) -> HttpResponse:
    """Show a tract: its level, its score, each indicator against the state; a code without its zero leads there."""
    if len(geoid) < GEOID_DIGITS:
        return redirect("tract", geoid=_tracts_of(geoid)[0]["geoid"])
    return render(request, "places/tract.html", _tract_context(geoid))


@cached_page
def tract_panel(request: HttpRequest, geoid: str) -> HttpResponse:
    """Show the same in short, for the map's side."""
    if len(geoid) < GEOID_DIGITS:
        return redirect("tract-panel", geoid=_tracts_of(geoid)[0]["geoid"])
    return render(request, "places/_tract_panel.html", _tract_context(geoid))
