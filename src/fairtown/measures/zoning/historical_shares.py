"""Zoning around Hartford in 1924 and the 1950s: land by the least land that a family needed.

West Hartford was the first town of the state with zoning, in 1924. Its five districts ask for 750 to 9,000 square feet
per family; a generation later the maps of Avon and Bloomfield ask for up to two acres. Maps: On The Line.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from fairtown.concepts import Check, Measure, Output, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.data.zoning_atlases.historical import FIRST_MAP, FIRST_YEAR, zoning_from_zones
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import Columns, gather, observe
from fairtown.measures.uncertainty import share
from fairtown.measures.zoning.minimum_land import BUILDERS_ACRE_SQFT, MinimumLand, by_minimum, of_map
from fairtown.units import SQFT_PER_ACRE

TABLES_YEAR, LOTS_YEAR = 1958, 2020
EVERY, HOMES_ONLY = "with_other_uses", "homes_only"
RESIDENTIAL = "residential"
OLD_MAP = "old_map"
MINIMA = (750, 1000, 1500, 3000, 6000, 9000, 10000, 10500, 15000, 18000, 20000, 30000, 40000, 87120)
#: The district of 1924 that asks for so many square feet.
DISTRICTS_1924 = {"A": 9000, "B": 6000, "C": 3000, "D": 1500, "E": 750}
WEST_HARTFORD = "0900382590"


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return land by minimum for every town that has a map of the year, and the lots of 2020 in districts of 1924."""
    zones = inputs.table("on_the_line.zones", TABLES_YEAR)
    lots = inputs.table("on_the_line.parcels_1924", LOTS_YEAR)
    places = inputs.places()
    out: list[Columns] = []
    for geoid, own in zones[zones.year == year].groupby("geoid"):
        place = places[(places.geoid == geoid) & (places.vintage == own.vintage.iloc[0])]
        for variant, land in _lands(own, str(place.name.iloc[0])).items():
            out += _observe_land(place, variant, land)
    if year == FIRST_YEAR:
        out += _lots(places, lots)
    return gather(out)


def _lands(zones: pd.DataFrame, town: str) -> dict[str, MinimumLand]:
    """Return land by minimum: wherever the map sets one, and where the land is for homes alone."""
    zoning = zoning_from_zones(zones, town)
    if (zoning.districts.kind == "unknown").all():
        # on the map of 1924 areas and uses are drawn apart
        return {EVERY: of_map(zoning), HOMES_ONLY: of_map(zoning, zoning_from_zones(zones, town, uses=True))}
    alone = (zoning.districts.kind == RESIDENTIAL).to_numpy()
    least = zoning.limits("min_land_per_family", "")[0]
    return {EVERY: of_map(zoning), HOMES_ONLY: by_minimum(zoning.districts.acres[alone], least[alone])}


def _observe_land(place: pd.DataFrame, variant: str, land: MinimumLand) -> list[Columns]:
    def observation(output: str, value: float, group: str = "") -> Columns:
        return observe(place, output, value, group=group, variant=variant, flag=OLD_MAP)

    out = [
        observation("land_acres", land.total),
        observation("builders_acre_share", land.at_least(BUILDERS_ACRE_SQFT)),
        observation("acre_share", land.at_least(SQFT_PER_ACRE)),
        observation("median_minimum_sqft", land.median),
        observation("homes_at_minimum", land.homes),
    ]
    for least, acres, part in zip(land.least, land.acres, land.shares, strict=True):
        out += [observation("acres", acres, f"{least:.0f}"), observation("share", part, f"{least:.0f}")]
    return out


def _lots(places: pd.DataFrame, lots: pd.DataFrame) -> list[Columns]:
    own = places.merge(lots, on=["geoid", "vintage"])
    group = own.zone.map(DISTRICTS_1924).astype(str).to_numpy()
    part = share(own.acres, np.full(len(own), own.acres.sum()))
    columns = (("lots", own.parcels), ("lot_acres", own.acres), ("lot_share", part))
    return [
        observe(own, output, value, group=group, variant=EVERY, flag=OLD_MAP) for output, value in columns
    ]


def _check(what: str, output: str, value: float, group: str, tolerance: float = 0.5) -> Check:
    return Check(what, value, tolerance, FIRST_MAP, WEST_HARTFORD, FIRST_YEAR, output, group, EVERY)


MEASURE = Measure(
    id="zoning.historical_shares",
    title="Zoning of the past: land that each family needed",
    summary="How much land the first zoning maps asked of each family: West Hartford 1924 and 1958, Avon 1953 and "
    "Bloomfield 1958.",
    formula="share = acres of the districts that ask for this much land per family / acres of all districts that ask "
    "for some. Acres are measured on the map in an equal-area projection. Homes at the minimum = acres × 43,560 / "
    "square feet per family, added up.",
    outputs=(
        Output("land_acres", "acres", "land where the map asks for a least amount of land per family"),
        Output("acres", "acres", "land that asks for this much per family"),
        Output("share", "share", "its share of the land with a minimum"),
        Output(
            "builders_acre_share",
            "share",
            "share of this land where a family needs 40,000 square feet or more",
        ),
        Output("acre_share", "share", "share of this land where a family needs a full acre or more"),
        Output(
            "median_minimum_sqft", "square feet", "half of this land asks for at least so much per family"
        ),
        Output("homes_at_minimum", "homes", "homes that would fit by the minimum alone"),
        Output("lots", "lots", "lots lived on in 2020 that lay in this district in 1924"),
        Output("lot_acres", "acres", "their land"),
        Output("lot_share", "share", "their share of the land of all such lots"),
    ),
    years=(1924, 1953, 1958),
    reads=("on_the_line.zones", "on_the_line.parcels_1924", *GEOGRAPHY),
    variants={
        EVERY: "All land with a minimum per family, also where shops or factories are allowed.",
        HOMES_ONLY: "Only land that is for homes alone.",
    },
    references=(
        "Jack Dougherty and contributors, On The Line: How Schooling, Housing, and Civil Rights Shaped Hartford and "
        "Its Suburbs (Trinity College), chapter 3; maps by Jack Dougherty and Ilya Ilyankou, " + FIRST_MAP,
        "Robert H. Whitten, West Hartford Zoning (Zoning Commission, 1924)",
    ),
    limits=(
        "The zones say how much land a family needs, not which kinds of homes are allowed: a large minimum makes "
        "homes for several families costly without naming them.",
        "Old paper maps were laid over today's by hand. Roads, parks and water are in the acres.",
        "Homes at the minimum compare two rules; they were never built and are no forecast.",
        "The map of 1924 is the tentative one of the zoning commission.",
        "Lots of 2020 are an approximate set, and a lot on a border counts in one district.",
    ),
    worked=WorkedExample(
        given="A town with 600 acres that ask for 40,000 square feet per family and 400 acres that ask for 10,000.",
        columns=("quantity", "calculation", "result"),
        rows=(
            ("land with a minimum", "600 + 400", "1,000 acres"),
            ("share that needs 40,000 square feet or more", "600 / 1,000", "60%"),
            (
                "homes at the minimum",
                "600 × 43,560 / 40,000 + 400 × 43,560 / 10,000",
                "653.4 + 1,742.4 = 2,395.8",
            ),
        ),
        result="Sixty percent of the land would hold 27 percent of the homes.",
    ),
    checks=(
        _check("Land of district A, 1924", "acres", 6430, "9000"),
        _check("Land of district B, 1924", "acres", 5540, "6000"),
        _check("Land of district C, 1924", "acres", 1825, "3000"),
        _check("Land of district D, 1924", "acres", 435, "1500"),
        _check("Land of district E, 1924", "acres", 109, "750"),
        _check("Land of all districts, 1924", "land_acres", 14339, ""),
        _check("Share of district A, 1924", "share", 0.45, "9000", 0.0045),
        _check("Share of district B, 1924", "share", 0.39, "6000", 0.0039),
        *(
            _check(f"Land of lots of 2020 in district {name}", "lot_acres", acres, str(DISTRICTS_1924[name]))
            for name, acres in (("A", 2821), ("B", 3725), ("C", 1201), ("D", 316), ("E", 84))
        ),
    ),
    group_words={str(least): f"{least:,} square feet per family" for least in MINIMA},
    margin="measured",
    compute=compute,
)
