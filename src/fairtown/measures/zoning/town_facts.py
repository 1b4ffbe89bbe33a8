"""Published facts on the zoning of single towns: quoted with their date, not a survey of towns.

Only facts in figures that have a year are here; the table has them all, with their sources and addresses.
"""

from __future__ import annotations

import pandas as pd

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data import catalog
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import gather, observe
from fairtown.units import SQFT_PER_ACRE

TABLE_YEAR = catalog.latest("ct_zoning_facts.town_facts").year
PERCENT = 100.0
QUOTED = "quoted"
ACRES, SQUARE_FEET, SHARE, DENSITY = "acres", "square feet", "percent of town land", "units per acre"
#: Our name of a fact, and the factor from its unit to ours.
OUTPUTS = {
    "min_lot": "least_land_sqft",
    "lot_area_per_dwelling": "least_land_sqft",
    "duplex_share_of_town": "two_family_share",
    "multifamily_share_of_town": "multifamily_share",
    "multifamily_max_density": "most_homes_per_acre",
}
FACTORS = {ACRES: SQFT_PER_ACRE, SQUARE_FEET: 1.0, SHARE: 1 / PERCENT, DENSITY: 1.0}


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the facts in figures that sources date to a year, by town and district."""
    facts = inputs.table("ct_zoning_facts.town_facts", TABLE_YEAR)
    places = inputs.places()
    own = facts[(facts.as_of_year == year) & facts.number.notna() & facts.measure.isin(list(OUTPUTS))]
    out = []
    for fact in own.itertuples():
        town = places[(places.geoid == fact.geoid) & (places.vintage == fact.vintage)]
        value = fact.number * FACTORS[fact.unit]
        out.append(observe(town, OUTPUTS[fact.measure], value, group=fact.district, flag=QUOTED))
    return gather(out)


MEASURE = Measure(
    id="zoning.town_facts",
    title="Facts on towns' zoning, as published",
    summary="Single published facts on the zoning of Connecticut's towns, such as the land that a home needs in a "
    "district, each with its date and source.",
    formula="The published figure; acres are told as square feet, 43,560 to the acre.",
    outputs=(
        Output("least_land_sqft", "square feet", "least land for a home in the district"),
        Output("two_family_share", "share", "share of the town's land where two-family homes were allowed"),
        Output("multifamily_share", "share", "share of the town's land where homes for three families or more may be "
               "built, with more review than one-family homes"),
        Output("most_homes_per_acre", "as published", "most homes per acre in buildings for several families"),
    ),
    years=(1995, 2008, 2013, 2014, 2021, 2022),
    reads=("ct_zoning_facts.town_facts", *GEOGRAPHY),
    references=("Courts, town codes, press and studies as named with each fact in the table "
                "ct_zoning_facts.town_facts",),
    limits=(
        "These are scattered facts, not a survey. A town that is not here is not thereby known to differ.",
        "Dates differ and codes change: a fact of 1995 is no fact of today.",
        "A district stands for itself: it can cover much of a town or little.",
        "Facts in words, and facts of no known year, are in the table only.",
    ),
    worked=WorkedExample(
        given="A newspaper says in 2022 that homes in a district need four acres.",
        columns=("quantity", "calculation", "result"),
        rows=(("least land", "4 × 43,560", "174,240 square feet"),),
        result="The fact stands under 2022 with the newspaper as its source.",
    ),
    group_words={name: f"District {name}" for name in ("R-80", "R-20", "R-43")}
    | {"Oenoke Ridge area": "Oenoke Ridge area"},
    margin="quoted",
    compute=compute,
)  # fmt: skip
