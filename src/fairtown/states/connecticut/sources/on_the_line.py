"""Zoning maps of the past around Hartford, drawn anew for the book On The Line.

West Hartford 1924, Avon 1953, Bloomfield 1958 and West Hartford 1958. The zones say how much land each family needs,
not which kinds of homes are allowed. In 1924 every place lies in one use district and in one area district: the two
maps of that year lie on top of each other. Lines of old paper maps were placed on today's by hand: they can be off.
The homes of 2020 in the districts of 1924 are kept as sums by district: no lot, nothing that leads to one door.
"""

from fairtown.concepts import Column, Edition, Source, Table

ZONES = Table(
    name="zones",
    title="Zoning districts of West Hartford 1924, Avon 1953, Bloomfield 1958 and West Hartford 1958",
    key=("geoid", "year", "row"),
    universe="polygons of zoning maps",
    columns=(
        Column("year", "year", "year of the map", per=("geoid", "map")),
        Column("row", "number", "number of the polygon, in the order of the files"),
        Column(
            "map",
            "text",
            "area_districts or use_districts in 1924, metro_hartford_1950s after",
            one_of=("area_districts", "use_districts", "metro_hartford_1950s"),
        ),
        Column("zone", "text", "zone as the map names it", like="[A-Z].*"),
        Column(
            "use",
            "text",
            "what the land is for; blank on the map of area districts, which is silent on it",
            like="[a-z_]+",
            blank="map == 'area_districts'",
        ),
        Column(
            "min_land_per_family_sqft",
            "square feet",
            "least land per family; blank where the zone sets none",
            "min_land_per_family_sqft",
            least=750,
            most=90_000,
            step=1,
            blank=97,
            per=("geoid", "year", "map", "zone"),
        ),
        Column("acres", "acres", "area as published, rounded to a tenth of an acre", step=0.1),
        Column(
            "geometry", "WKT", "polygon or multipolygon, degrees WGS84", like=r"(MULTI)?POLYGON \(\(.*\)\)"
        ),
    ),
    editions=(Edition(1958, "maps of 1924, 1953 and 1958", "2010"),),
    places=("town",),
    rows=180,
    rules=(
        "row == position",
        "abs(area_acres(geometry) - acres) <= 0.08 * acres + 0.1",
        "inside(geometry, census_boundaries.towns.geometry) == 1",
    ),
    notes="Each year is one map of its own: the 1924 map is the tentative one of the zoning commission.",
)

PARCELS = Table(
    name="parcels_1924",
    title="Land that is lived on in 2020, by the district that it was in in 1924, West Hartford",
    key=("geoid", "zone"),
    universe="residential lots of 2020, an approximate set",
    columns=(
        Column("zone", "text", "area district of 1924", like="[A-E]"),
        Column("parcels", "lots", "number of lots", total=19_895),
        Column("acres", "acres", "their area", total=8146.645323),
    ),
    editions=(Edition(2020, "lots of 2020", "2010"),),
    places=("town",),
    rows=5,
    rules=("acres <= parcels",),
    notes="Schools, parks, cemeteries, industry and shops were left out by hand; roads and mixed places were not. "
    "One lot of 19,896 lies in no district and is left out.",
)

ZONE_LIST = Table(
    name="zone_list",
    title="Residential zones that towns' maps of the 1950s and 1960s name",
    key=("geoid", "year", "zone"),
    universe="residential zones in the legends of zoning maps",
    columns=(
        Column("year", "year", "year of the map"),
        Column(
            "zone",
            "text",
            "zone, named by its least land per family: R87 is 87,000 square feet",
            like=r"[A-Z]+\d+",
        ),
        Column(
            "min_land_per_family_sqft", "square feet", "least land per family, in round numbers", step=1000
        ),
        Column("note", "text", "what the legend leaves open", blank="any", per=("geoid", "year")),
    ),
    editions=(Edition(1962, "maps of 1954 to 1962", "2010"),),
    places=("town",),
    rows=42,
    rules=("min_land_per_family_sqft == 1000 * first_number(zone)",),
    notes="A town and year that is not here had no legend that could be read.",
)

SOURCE = Source(
    code="on_the_line",
    title="On The Line: zoning in West Hartford 1924 and around Hartford in the 1950s",
    publisher="Jack Dougherty and Ilya Ilyankou, On The Line, Trinity College",
    page="https://github.com/ontheline/otl-zoning-west-hartford",
    licence="MIT",
    compiled_from="ontheline/otl-zoning-west-hartford, ontheline/otl-zoning-metro-hartford; lots of 2020 from the "
    "Connecticut Department of Energy and Environmental Protection",
    tables=(ZONES, PARCELS, ZONE_LIST),
)
