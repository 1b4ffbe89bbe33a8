"""Core-based statistical areas: the metropolitan or micropolitan area of each county, as delineated in 2013.

The delineation in force for the survey years 2013 to 2022; counties of before the change of codes in 2022.
"""

from fairtown.concepts import Column, Edition, Source, Table

COUNTIES = Table(
    name="counties",
    title="Metropolitan and micropolitan statistical area of each county",
    key=("geoid",),
    universe="counties",
    columns=(
        Column("area_code", "code", "code of the core-based statistical area", like=r"\d{5}", per="area"),
        Column("area", "text", "name of the area", like=".*, .*[A-Z]{2}", per="area_code"),
        Column(
            "kind",
            "text",
            "metropolitan or micropolitan",
            one_of=("metropolitan", "micropolitan"),
            per="area_code",
        ),
    ),
    editions=(Edition(2013, "2013"),),
    covers=("county",),
    notes="Worcester's area reaches into Massachusetts: only its part in the state is here.",
)

SOURCE = Source(
    code="omb_areas",
    title="Delineations of metropolitan and micropolitan statistical areas (Bulletin 13-01)",
    publisher="U.S. Office of Management and Budget",
    page="https://www.census.gov/programs-surveys/metro-micro/about/delineation-files.html",
    licence="public domain (work of the United States government)",
    compiled_from="the bulletin's list",
    tables=(COUNTIES,),
)
