"""Generalised boundaries of tracts and jurisdictions, for maps and for placing points.

Cartographic boundaries at about 1:500,000, clipped to the shore. Degrees WGS84, six decimals.
Shapes on a coast or lake still hold some water.
"""

from fairtown.concepts import Column, Edition, Source, Table

SHAPE = (Column("geometry", "WKT", "multipolygon, degrees WGS84", like=r"MULTIPOLYGON \(\(\(.*\)\)\)"),)


def _as_large_as(land: str) -> tuple[str, str]:
    """Return the rules that tie a shape to its land: coarse lines lose a little of it, and some water is within."""
    return f"area_sq_mi(geometry) >= 0.9 * {land}", f"area_sq_mi(geometry) <= 2.1 * {land}"


TRACTS = Table(
    name="tracts",
    title="Boundaries of census tracts with land",
    key=("geoid",),
    columns=SHAPE,
    # the tracts of 2020 carry the codes of the surveys that use them
    editions=(Edition(2010, "2010"), Edition(2020, "2020", codes=2022)),
    covers=("land tract",),
)

TOWNS = Table(
    name="towns",
    title="Boundaries of jurisdictions",
    key=("geoid",),
    columns=SHAPE,
    editions=(Edition(2020, "2020", codes=2010),),
    covers=("town",),
    rules=_as_large_as("census_geography.towns.land_area_sq_mi"),
)

SOURCE = Source(
    code="census_boundaries",
    title="Cartographic boundary files",
    publisher="U.S. Census Bureau",
    page="https://www.census.gov/geographies/mapping-files/time-series/geo/cartographic-boundary.html",
    licence="public domain (work of the United States government)",
    compiled_from="cartographic boundary files",
    tables=(TRACTS, TOWNS),
)
