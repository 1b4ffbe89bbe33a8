"""School districts of Connecticut on the map: outlines, the grades of regional ones, and designated high schools.

Two layers lie over each other: in 27 towns the younger students go to the town's own district and the older ones to a
regional one. A town without a high school of its own, or in a regional one, designates others.
"""

from fairtown.concepts import Column, Edition, Source, Table

CODE = Column("district_code", "code", "code of the district", like=r"\d{7}")
#: About 99 percent of the state's land must lie in a district of either layer; outlines are coarse.
BOUNDARIES = Table(
    name="boundaries",
    title="Outlines of school districts",
    key=("layer", "district_code"),
    universe="districts of towns and regions",
    columns=(
        Column(
            "layer",
            "text",
            "elementary (with unified districts) or secondary",
            one_of=("elementary", "secondary"),
        ),
        CODE,
        Column("name", "text", "name on the map"),
        Column(
            "geometry",
            "WKT",
            "multipolygon, degrees WGS84",
            like=r"MULTIPOLYGON \(\(\(.*\)\)\)",
        ),
    ),
    editions=(Edition(2019, "2019", "2010"),),
    rows=296,
    notes="Drawn for maps, at about 1:500,000. Region 6 and Litchfield stand as before they became Region 20 in 2024.",
)

GRADES = Table(
    name="regional_grades",
    title="Grades and towns of regional districts",
    key=("district", "geoid"),
    universe="regional districts",
    columns=(
        Column("district", "text", "name of the district", like=r"Regional School District #\d+"),
        Column("grades", "text", "grades that it teaches", one_of=("K-12", "7-12", "9-12"), per="district"),
    ),
    editions=(Edition(2024, "about 2024", "2010"),),
    places=("town",),
    rows=48,
)

HIGH_SCHOOLS = Table(
    name="designated_high_schools",
    title="High schools that towns designate for their students",
    key=("geoid", "receiving_district", "school"),
    universe="towns whose district has no high school for all of its students",
    columns=(
        Column("receiving_district", "text", "district of the school", like=r".*District.*"),
        Column("school", "text", "name of the school or program"),
    ),
    editions=(Edition(2024, "about 2024", "2010"),),
    places=("town",),
    rows=135,
    notes="Programs of a school, like a night school, are listed as the Department lists them.",
)

SOURCE = Source(
    code="ct_school_districts",
    title="School districts: outlines, grades, designated high schools",
    publisher="Connecticut State Department of Education; U.S. Census Bureau (outlines)",
    page="https://portal.ct.gov/sde",
    licence="open government data, published for reuse; outlines are in the public domain",
    compiled_from="CT-Data-Haven/cwi (MIT) and index2019, ct-zip-to-school-district (MIT)",
    tables=(BOUNDARIES, GRADES, HIGH_SCHOOLS),
)
