"""Names of villages, sections and post offices as people wrote them, misspelt ones too, with the town of each.

The Connecticut Data Collaborative collected them from files that agencies published. Names with a number in them, parts
of addresses, are left out.
"""

from fairtown.concepts import Column, Edition, Source, Table

TOWNS = Table(
    name="towns",
    title="Names that people write for a town, a village or a section",
    key=("name",),
    universe="names found in files of agencies",
    columns=(
        Column("name", "text", "as written, in capitals", "name", like=r"[A-Z][A-Z .,'`/()-]*"),
        Column(
            "town_geoid",
            "code",
            "town, coded by historical county",
            "real.town.name",
            key_of="census_geography.towns.geoid",
        ),
    ),
    editions=(Edition(2018, "collected until 2018", "2010"),),
    notes="A village that lies in two towns is given to one of them here: census_places.towns has both.",
)

SOURCE = Source(
    code="ct_place_names",
    title="Village, section and post office names of Connecticut",
    publisher="Connecticut Data Collaborative",
    page="https://github.com/CT-Data-Collaborative/ctnamecleaner",
    licence="MIT (Copyright 2018 Connecticut Data Collaborative)",
    compiled_from="CT-Data-Collaborative/ctnamecleaner (MIT)",
    tables=(TOWNS,),
)
