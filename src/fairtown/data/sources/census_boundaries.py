"""Generalised boundaries of tracts and towns, for maps and for placing points.

Cartographic boundaries at about 1:500,000, clipped to the shore. Degrees WGS84, six decimals.
Shapes of coastal and lake towns still hold some water.
"""

from fairtown.concepts import Column, Edition, Source, Table

SHAPE = (Column("geometry", "WKT", "multipolygon, degrees WGS84"),)

TRACTS = Table(
    name="tracts",
    title="Boundaries of census tracts with land",
    key=("geoid",),
    columns=SHAPE,
    editions=(Edition(2010, "2010", "2010"), Edition(2020, "2020 tracts, codes of 2022", "2022")),
)

TOWNS = Table(
    name="towns",
    title="Boundaries of towns",
    key=("geoid",),
    columns=SHAPE,
    editions=(Edition(2020, "towns, coded by historical county", "2010"),),
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
