"""Published shares of Connecticut's land by what may be built there: quoted by edition, not computed.

The layer of the state's zoning atlas is in no public file that we know, so its shares cannot be made again. Editions
differ slightly: each stands with its date.
"""

from __future__ import annotations

import pandas as pd

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data import catalog
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import gather, observe

TABLE_YEAR = catalog.latest("ct_zoning_facts.statewide_facts").year
PERCENT = 100.0
QUOTED = "quoted"
#: The edition of a fact: a part of its date and of its source.
EDITIONS = (
    ("review_2013", "2013 review", "", "Review of town codes of May 2013"),
    ("first_release", "January 2021", "first release", "Zoning atlas, first release of January 2021"),
    ("page_2021", "2021 (2,620 districts)", "", "Zoning atlas, page of 2021"),
    ("page_2022", "2022", "Zoning Atlas page", "Zoning atlas, page of 2021 and 2022"),
    ("update_2022", "2022", "2022 update", "Zoning atlas, update of 2022"),
    ("press_2022", "2021-2022", "press", "Press on the zoning atlas, 2021 and 2022"),
    ("summary_2023", "2023", "Thousand Cuts", "Summary of a study of 2023"),
)
#: What is quoted: the fact's name, our name, whether it is a percentage, and words.
FACTS = (
    ("land_share_1_family_as_of_right", "one_family_share", True,
     "land where a one-family home is allowed as of right"),
    ("land_share_2_family_as_of_right", "two_family_share", True,
     "land where a two-family home is allowed as of right"),
    ("land_share_3_family_as_of_right", "three_family_share", True,
     "land where a three-family home is allowed as of right"),
    ("land_share_4plus_family_as_of_right", "four_family_share", True,
     "land where a home for four families or more is allowed as of right"),
    ("residential_land_share_only_1_family", "only_one_family_share", True,
     "land mainly for homes where only a one-family home is allowed as of right"),
    ("primarily_residential_share_only_1_family", "only_one_family_share", True, ""),
    ("residential_land_share_adu_allowed", "accessory_share", True,
     "land for homes where an accessory home is allowed, as of right or after a hearing"),
    ("residential_land_share_adu_as_of_right", "accessory_as_of_right_share", True,
     "land for homes where an accessory home is allowed as of right"),
    ("land_share_min_lot_one_acre_or_more", "acre_share", True,
     "land for homes that needs about an acre or more for each, in round numbers"),
    ("housing_land_share_with_parking_minimum", "parking_share", True,
     "land for homes where parking spaces are required"),
    ("towns_only_1_family", "towns_only_one_family", False, "towns that allow one-family homes only"),
    ("municipalities_multifamily_by_right", "towns_multifamily_as_of_right", False,
     "towns where homes for three families or more are allowed as of right somewhere"),
    ("municipalities_multifamily_by_special_permit", "towns_multifamily_by_permit", False,
     "towns where they are allowed by special permit only"),
    ("municipalities_multifamily_not_permitted", "towns_without_multifamily", False,
     "towns where they are not allowed"),
    ("municipalities_without_defined_zoning", "towns_without_zoning", False, "towns without defined zoning"),
)  # fmt: skip


def edition(as_of: str, source: str) -> str:
    """Return the edition that a fact is from, blank if it is none that is quoted here."""
    for name, date, who, _ in EDITIONS:
        is_date = as_of == date if date.isdigit() else as_of.startswith(date)
        if is_date and who in source:
            return name
    return ""


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the figures that sources of a year quote for the state."""
    facts = inputs.table("ct_zoning_facts.statewide_facts", TABLE_YEAR)
    places = inputs.places()
    facts = facts[(facts.as_of_year == year) & facts.number.notna()]
    names = {fact: (name, is_percent) for fact, name, is_percent, _ in FACTS}
    out = []
    for fact in facts[facts.measure.isin(list(names))].itertuples():
        name, is_percent = names[fact.measure]
        state = places[(places.geoid == fact.geoid) & (places.vintage == fact.vintage)]
        value = fact.number / PERCENT if is_percent else fact.number
        out.append(observe(state, name, value, group=edition(fact.as_of, fact.source), flag=QUOTED))
    return gather(out)


MEASURE = Measure(
    id="zoning.statewide_shares",
    states=("ct",),
    title="Zoning of the state, as published",
    summary="What others have published about Connecticut's zoning: on how much of the land each kind of home is "
    "allowed, "
    "by edition.",
    formula="The published figure. Shares of the zoning atlas are acres where a kind of home is allowed as of right / "
    "acres of zoned land, without state and federal land.",
    outputs=tuple(
        Output(name, "share" if is_percent else "towns", title)
        for _, name, is_percent, title in FACTS
        if title
    ),
    years=(2013, 2021, 2022, 2023),
    reads=("ct_zoning_facts.statewide_facts", *GEOGRAPHY),
    references=(
        "Desegregate Connecticut, Connecticut Zoning Atlas, https://www.desegregatect.org/atlas",
        "Connecticut Fair Housing Center and Open Communities Alliance, review of town codes current to May 2013",
    ),
    limits=(
        "Figures are quoted: the atlas's layer of districts is not public, so they cannot be computed again here.",
        "Editions count slightly different districts and land: a small difference between two of them is no change of "
        "zoning.",
        "The share for one family only is published as 'as of right, no other housing type': whether other homes need "
        "a hearing there or are not allowed at all is not said.",
        "Where a kind of home is allowed as of right on some land, other rules can still make it impossible to build.",
        "The share of land that needs an acre or more is a round number from the press.",
    ),
    worked=WorkedExample(
        given="An atlas of 1,000 acres of zoned land, of which 20 allow homes for four families or more as of right.",
        columns=("quantity", "calculation", "result"),
        rows=(("share for four families or more", "20 / 1,000", "2%"),),
        result="On two percent of the land such a home needs no hearing.",
    ),
    group_words={name: label for name, _, _, label in EDITIONS},
    margin="quoted",
    compute=compute,
)
