"""The Five Connecticuts: each town in one of five groups by income, people per square mile and poverty.

A study of the Connecticut State Data Center grouped the towns in 2004; these are the groups as renewed with figures of
2010. A group says what a town is like as a whole, nothing of its neighborhoods.
"""

from fairtown.concepts import Column, Edition, Source, Table

TYPES = Table(
    name="types",
    title="Five Connecticuts: the group of each town",
    key=("geoid",),
    universe="towns",
    columns=(
        Column(
            "town_type",
            "text",
            "group of the town",
            one_of=("Wealthy", "Suburban", "Rural", "Urban periphery", "Urban core"),
        ),
    ),
    editions=(Edition(2010, "2010", "2010"),),
    covers=("town",),
)

SOURCE = Source(
    code="ct_town_types",
    title="The Five Connecticuts, as renewed in 2010",
    publisher="Connecticut State Data Center, University of Connecticut",
    page="https://ctsdc.uconn.edu/",
    licence="open government data, published for reuse",
    compiled_from="CT-Data-Haven/cwi",
    tables=(TYPES,),
)
