"""What borders keep apart: renters in High and Very High tracts within a town, and within thirty miles of it.

A housing authority that may use its vouchers only in its own town reaches the first; with agreements it reaches more.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data.geometry.projection import center, equal_area
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import gather, observe

TENURE, INDEX = "acs5.tenure", "opportunity.modern"
TOWNS, TRACTS = "census_boundaries.towns", "census_boundaries.tracts"
YEARS = (2023,)
BOUNDARY_YEAR = 2020
#: High and Very High.
LEAST_LEVEL = 4
METERS_PER_MILE = 1609.344
MILES = 30


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return renters in High and Very High tracts, of each town and within thirty miles of it, and of the state."""
    places = inputs.places()
    index = inputs.measure(INDEX, year)
    levels = index[index.output == "level"].set_index("geoid").value
    renters = inputs.table(TENURE, year).set_index("geoid").renter_households
    tracts = inputs.table(TRACTS, BOUNDARY_YEAR)
    towns = inputs.table(TOWNS, BOUNDARY_YEAR)
    high = np.where(tracts.geoid.map(levels) >= LEAST_LEVEL, tracts.geoid.map(renters).fillna(0), 0.0)
    near = _distances(towns.geometry, tracts.geometry) <= MILES
    own = tracts.geoid.map(places[places.level == "tract"].drop_duplicates("geoid").set_index("geoid").town)
    keys = towns[["geoid", "vintage"]].merge(places[["geoid", "vintage", "key"]]).set_index("geoid").key
    in_town = pd.Series(high).groupby(own.to_numpy()).sum()
    state = places[(places.level == "state") & (places.vintage == towns.vintage.iloc[0])]
    return gather(
        [
            observe(towns, "high_in_town", towns.geoid.map(keys).map(in_town).fillna(0)),
            observe(towns, "high_within_30_miles", near.astype(float) @ high),
            observe(state, "high_in_town", high.sum()),
            observe(state, "towns_without", (towns.geoid.map(keys).map(in_town).fillna(0) == 0).sum()),
        ]
    )


def _distances(towns: pd.Series, tracts: pd.Series) -> np.ndarray:
    """Return miles from each town's polygon to each tract's centroid, (towns, tracts); both are WKT in degrees."""
    shapes = shapely.from_wkt(towns.to_numpy())
    middle = center(*shapely.get_coordinates(shapes).T)

    def flat(lon_lat: np.ndarray) -> np.ndarray:
        return np.column_stack(equal_area(lon_lat[:, 0], lon_lat[:, 1], middle))

    on_plane = shapely.transform(shapes, flat)
    points = shapely.centroid(shapely.transform(shapely.from_wkt(tracts.to_numpy()), flat))
    shapely.prepare(on_plane)
    return np.asarray(shapely.distance(on_plane[:, np.newaxis], points[np.newaxis]) / METERS_PER_MILE)


MEASURE = Measure(
    id="vouchers.borders",
    states=("ct",),
    title="What town borders keep from vouchers",
    summary="How many renters live in High and Very High opportunity neighborhoods of a town, and how many within "
    "thirty miles of it.",
    formula="Renters of tracts whose level is High or Very High: those of the town's own tracts, and those of tracts "
    "whose centroid lies at most 30 miles from the town's outline, in a straight line.",
    outputs=(
        Output("high_in_town", "households", "renters in High and Very High tracts of the town"),
        Output(
            "high_within_30_miles",
            "households",
            "renters in High and Very High tracts within 30 miles of the town",
        ),
        Output(
            "towns_without", "towns", "towns without a renter in a High or Very High tract", margin="count"
        ),
    ),
    years=YEARS,
    reads=(TENURE, TOWNS, TRACTS, *GEOGRAPHY),
    uses=(INDEX,),
    references=("24 CFR 982.353: where a family can lease with a voucher",),
    limits=(
        "Other states are left out, and so are travel times: a straight line is no road.",
        "Outlines are drawn for maps, at 1:500,000: a tract at the very edge can fall on either side.",
    ),
    worked=WorkedExample(
        given="A town has 40 renters in a High tract. A Very High tract of another town, 12 miles off, has 60; one 31 "
        "miles off has 90.",
        columns=("reach", "renters"),
        rows=(("own town", "40"), ("within 30 miles", "40 + 60 = 100")),
        result="Borders keep 60 of the 100 renters within reach apart.",
    ),
    compute=compute,
)
