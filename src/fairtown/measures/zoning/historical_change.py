"""What became of West Hartford's first zoning: the districts of 1924 under the map of 1958.

Each place of the town keeps both rules: the least land per family then and after. Maps: On The Line.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.data.zoning_atlases.historical import FIRST_MAP, FIRST_YEAR, LATER_MAPS, RULE, zoning_from_zones
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import gather, observe
from fairtown.measures.uncertainty import share
from fairtown.measures.zoning.change import (
    ADDED,
    DROPPED,
    LOOSENED,
    SAME,
    TIGHTENED,
    over_time,
    sum_by_direction,
)

TABLES_YEAR = 1958
OLD_MAP = "old_map"
DIRECTION_WORDS = {
    TIGHTENED: "more land asked per family",
    LOOSENED: "less land asked per family",
    SAME: "as much land asked as before",
    DROPPED: "no longer for homes",
    ADDED: "homes planned where none were",
}


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return acres and homes by what became of the least land per family, for every town with both maps."""
    zones = inputs.table("on_the_line.zones", TABLES_YEAR)
    places = inputs.places()
    out = []
    for geoid, own in zones.groupby("geoid"):
        if not {FIRST_YEAR, year} <= set(own.year):
            continue
        place = places[(places.geoid == geoid) & (places.vintage == own.vintage.iloc[0])]
        town = str(place.name.iloc[0])
        before, after = (zoning_from_zones(own[own.year == y], town) for y in (FIRST_YEAR, year))
        changes = sum_by_direction(over_time(before, after, RULE))
        changes = changes[changes.direction.isin(list(DIRECTION_WORDS))].reset_index(drop=True)
        many = place.iloc[np.zeros(len(changes), int)]
        group = changes.direction.to_numpy()
        part = share(changes.acres, np.full(len(changes), changes.acres.sum()))
        for output, values in (("acres", changes.acres), ("share", part),
                               ("homes_before", changes.homes_before),
                               ("homes_after", changes.homes_after)):  # fmt: skip
            out.append(observe(many, output, values, group=group, flag=OLD_MAP))
        for output, column in (("land_acres", "acres"), ("all_homes_before", "homes_before"),
                               ("all_homes_after", "homes_after")):  # fmt: skip
            out.append(observe(place, output, changes[column].sum(), flag=OLD_MAP))
    return gather(out)


MEASURE = Measure(
    id="zoning.historical_change",
    title="Zoning over time: West Hartford from 1924 to 1958",
    summary="How much of West Hartford asked for more land per family in 1958 than in 1924, how much for less, and how "
    "many homes each map would have let in.",
    formula="The two maps are laid over each other; each piece keeps the least land per family of both. Homes = "
    "acres × "
    "43,560 / square feet per family, for each map. Share = acres of a kind of change / land on both maps.",
    outputs=(
        Output("acres", "acres", "land with this kind of change"),
        Output("share", "share", "its share of the land on both maps"),
        Output("homes_before", "homes", "homes that this land would have held by the minimum of 1924"),
        Output("homes_after", "homes", "homes that it would have held by the minimum of 1958"),
        Output("land_acres", "acres", "land on both maps"),
        Output("all_homes_before", "homes", "homes by the minimum of 1924 on all of it"),
        Output("all_homes_after", "homes", "homes by the minimum of 1958 on all of it"),
    ),
    years=(1958,),
    reads=("on_the_line.zones", *GEOGRAPHY),
    references=(
        "Maps of 1924 and 1958 by Jack Dougherty and Ilya Ilyankou for On The Line (Trinity College), "
        f"{FIRST_MAP} and {LATER_MAPS}",
    ),
    limits=(
        "Both maps were laid over today's by hand: along borders a strip can seem to change that did not.",
        "In 1924 every place had a least amount of land per family, shops and factories too; in 1958 only land for "
        "homes has one. Land that is no longer for homes may never have held any.",
        "Homes at the minimum are not homes built: roads, parks and all other rules are left aside.",
        "Today's map is in no public layer that we know; single facts on today's code stand among the town's facts.",
    ),
    worked=WorkedExample(
        given="100 acres that asked for 6,000 square feet per family in 1924: 70 ask for 9,000 in 1958, 20 for 6,000, "
        "and 10 are for shops.",
        columns=("land", "homes before", "homes after"),
        rows=(
            ("70 acres, more land asked", "70 × 43,560 / 6,000 = 508.2", "70 × 43,560 / 9,000 = 338.8"),
            ("20 acres, as before", "145.2", "145.2"),
            ("10 acres, no longer for homes", "72.6", "0"),
        ),
        result="Seventy percent of the land asks for more; homes fall from 726 to 484.",
    ),
    group_words=DIRECTION_WORDS,
    margin="measured",
    compute=compute,
)
