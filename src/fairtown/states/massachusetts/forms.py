"""Sources of every state in the form in which they are held for Massachusetts.

Of the American Community Survey the compilers kept four groups with their margins, not all eight cells of B03002, and
owners and renters, by tract. What is left of all residents is everyone else. Margins of that, and of all households,
were not kept: no margin is made up.

A tract belongs to the town where most of its people lived in 2010. Land tells which other towns it lies in: 39 towns
have no tract with land of their own.
"""

from dataclasses import replace

from fairtown.concepts import Column, Source, Table

#: Cells of B03002 that were kept.
KEPT = ("pop_total", "pop_nh_white", "pop_nh_black", "pop_nh_asian", "pop_hispanic")
OTHERS = Column(
    "pop_nh_other",
    "people",
    "other races and several races, not Hispanic or Latino: all residents less the four groups",
    "B03002_001 - B03002_003 - B03002_004 - B03002_006 - B03002_012",
    has_moe=True,
    blank_moe="any",
)
#: Simplified lines lose islands and points: of Manchester-by-the-Sea a sixth of the land.
LEAST_LAND, MOST_LAND = 0.8, 2.1


def acs5(source: Source) -> Source:
    """Return the survey with race and tenure of tracts alone: larger places are added up from them."""
    own = {table.name: table for table in (_race(source), _tenure(source))}
    return replace(source, tables=tuple(own.get(table.name, table) for table in source.tables))


def _race(source: Source) -> Table:
    table = source.table("race_ethnicity")
    columns = tuple(column for column in table.columns if column.name in KEPT)
    parts = " + ".join(column.name for column in (*columns[1:], OTHERS))
    margins = tuple(rule for rule in table.rules if any(rule.startswith(f"{c.name}_moe") for c in columns))
    return replace(
        table,
        columns=(*columns, OTHERS),
        rules=(f"pop_total == {parts}", *margins),
        covers=("tract",),
        notes="Tracts alone are held. Other and several races are what is left of all residents, without a margin.",
    )


def _tenure(source: Source) -> Table:
    table = source.table("tenure")
    columns = (replace(table.columns[0], blank_moe="any"), *table.columns[1:])
    notes = "Tracts alone are held, without the margin of all households."
    return replace(table, columns=columns, covers=("tract",), notes=notes)


def census_geography(source: Source) -> Source:
    """Return names and codes of the 351 cities and towns, and of the tracts that lie in them."""
    return replace(
        source,
        publisher="U.S. Census Bureau; Metropolitan Area Planning Council (tracts by town)",
        licence="public domain; CC0",
        notes="Land of a town is the land of its tracts; of a town that shares one, the land within its outline.",
    )


def census_boundaries(source: Source) -> Source:
    """Return boundaries of tracts from the Census Bureau, of cities and towns from MassGIS, simplified to 40 meters."""
    land = "census_geography.towns.land_area_sq_mi"
    rules = (
        f"area_sq_mi(geometry) >= {LEAST_LAND} * {land}",
        f"area_sq_mi(geometry) <= {MOST_LAND} * {land}",
    )
    towns = replace(source.table("towns"), rules=rules)
    return replace(
        source,
        publisher="U.S. Census Bureau (tracts); MassGIS, Bureau of Geographic Information (towns)",
        tables=(source.table("tracts"), towns),
    )


FORMS = {"acs5": acs5, "census_boundaries": census_boundaries, "census_geography": census_geography}
