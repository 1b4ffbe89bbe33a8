"""Homes built with federal tax credits: HUD's database of Low-Income Housing Tax Credit projects, placed until 2022.

A row is a project. What HUD does not know, a year or how many homes, is blank.
"""

from fairtown.concepts import Column, Edition, Source, Table

PROJECTS = Table(
    name="projects",
    title="Low-Income Housing Tax Credit projects",
    key=("hud_id",),
    universe="projects that credits were allotted to",
    columns=(
        Column("hud_id", "text", "HUD's number of the project", "HUD_ID"),
        Column("project", "text", "name", "PROJECT", blank="any"),
        Column("city", "text", "city", "PROJ_CTY", blank="any"),
        Column("lat", "degrees", "latitude", "LATITUDE", blank="any"),
        Column("lon", "degrees", "longitude", "LONGITUDE", blank="any"),
        Column("units", "homes", "homes", "N_UNITS", blank="any"),
        Column("low_income_units", "homes", "homes for households with low incomes", "LI_UNITS", blank="any"),
        Column(
            "year_in_service",
            "calendar year",
            "year in which it was placed in service",
            "YR_PIS",
            blank="any",
        ),
    ),
    editions=(Edition(2022, "1987-2022"),),
)

SOURCE = Source(
    code="hud_tax_credits",
    title="Low-Income Housing Tax Credit database",
    publisher="U.S. Department of Housing and Urban Development",
    page="https://lihtc.huduser.gov/",
    licence="public domain (work of the United States government)",
    compiled_from="LIHTCPUB.CSV",
    tables=(PROJECTS,),
)
