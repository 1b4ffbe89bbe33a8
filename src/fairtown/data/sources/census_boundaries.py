"""Generalised boundaries of tracts and towns, for maps and for placing points.

Cartographic boundaries at about 1:500,000, clipped to the shore. Degrees WGS84, six decimals.
Shapes of coastal and lake towns still hold some water.
"""

from fairtown.concepts import Column, Edition, Source, Table

SHAPE = (Column("geometry", "WKT", "multipolygon, degrees WGS84", like=r"MULTIPOLYGON \(\(\(.*\)\)\)"),)
LAND_OF_2020 = (
    'sums(census_geography.tract_relationship.land_m2, "geoid_2020")[census_geography.tracts_2020.geoid_2020]'
)


def _as_large_as(land: str) -> tuple[str, str]:
    """Return the rules that tie a shape to its land: coarse lines lose a little of it, and some water is within."""
    return f"area_sq_mi(geometry) >= 0.9 * {land}", f"area_sq_mi(geometry) <= 2.1 * {land}"


TRACTS = Table(
    name="tracts",
    title="Boundaries of census tracts with land",
    key=("geoid",),
    columns=SHAPE,
    editions=(Edition(2010, "2010", "2010"), Edition(2020, "2020 tracts, codes of 2022", "2022")),
    covers=("land tract",),
    rules=(
        "inside(geometry, census_boundaries.towns.geometry[census_geography.tracts_2020.town_geoid]) == 1",
        "max(inside(geometry, census_boundaries.towns.geometry[census_geography.tracts_2010.town_geoid]), "
        "inside(geometry, census_boundaries.towns.geometry[census_geography.tracts_2010.also_town_geoid])) == 1",
        *_as_large_as("census_geography.tracts_2010.land_area_sq_mi"),
        *_as_large_as(f"{LAND_OF_2020} / 2589988.11"),
    ),
)

TOWNS = Table(
    name="towns",
    title="Boundaries of towns",
    key=("geoid",),
    columns=SHAPE,
    editions=(Edition(2020, "towns, coded by historical county", "2010"),),
    covers=("town",),
    rules=_as_large_as("census_geography.towns.land_area_sq_mi"),
)

SOURCE = Source(
    code="census_boundaries",
    title="Cartographic boundary files",
    publisher="U.S. Census Bureau",
    page="https://www.census.gov/geographies/mapping-files/time-series/geo/cartographic-boundary.html",
    licence="public domain (work of the United States government)",
    compiled_from="boundaries as kept in CT-Data-Haven/cwi",
    tables=(TRACTS, TOWNS),
)
