"""The maps of On The Line as zoning: how much land a family needs, and nothing on what kinds of homes are allowed.

So every treatment is unknown. In 1924 the map of area districts is taken, on which every place of the town lies once.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from fairtown.concepts import FairtownError
from fairtown.data.geometry import polygons
from fairtown.data.zoning_atlases.assemble import assemble
from fairtown.data.zoning_atlases.record import Number, Origin, Zoning, rule_row

RULE = "min_land_per_family"
#: The map that lies on top of the other one of 1924: what the land is for.
USES = "use_districts"
FIRST_YEAR = 1924
FIRST_MAP = "https://github.com/ontheline/otl-zoning-west-hartford"
LATER_MAPS = "https://github.com/ontheline/otl-zoning-metro-hartford"
KINDS = {
    "residential": "residential",
    "residential_business": "mixed",
    "business": "nonresidential",
    "industrial": "nonresidential",
    "not_zoned": "unknown",
    "other": "unknown",
    "": "unknown",
}


def origin(year: int) -> Origin:
    """Return where the map of a year comes from."""
    return Origin(
        source="On The Line (Jack Dougherty, Ilya Ilyankou), Trinity College",
        url=FIRST_MAP if year == FIRST_YEAR else LATER_MAPS,
        licence="MIT",
        land="land within the drawn districts, roads and water included",
        code_date=str(year),
    )


def zoning_from_zones(zones: pd.DataFrame, jurisdiction: str, uses: bool = False) -> Zoning:
    """Return the zoning of one town's map of one year from rows of `on_the_line.zones`.

    `uses`: take the map of use districts of 1924 instead. Raises FairtownError if rows are of two towns or years.
    """
    for column in ("geoid", "year"):
        if zones[column].nunique() != 1:
            values = ", ".join(map(str, sorted(zones[column].unique())))
            raise FairtownError(
                f"on_the_line.zones: {column} is {values or 'missing'}, expected one town and year"
            )
    is_use = zones["map"] == USES
    own = zones[is_use == uses] if is_use.any() else zones
    own = own.reset_index(drop=True)
    year = int(own.year.iloc[0])
    shapes, notes = polygons.repair_polygons(
        f"zones of {year}", np.asarray(shapely.from_wkt(own.geometry), object)
    )
    rules = [
        rule_row(row, "", RULE, "square feet", Number(float(least)))
        for row, least in enumerate(own.min_land_per_family_sqft)
        if not np.isnan(least)
    ]
    columns = {
        "jurisdiction": [jurisdiction] * len(own),
        "district": own.zone,
        "name": own.zone,
        "kind": own.use.map(KINDS),
        "overlay": [False] * len(own),
        "acres": polygons.acres(shapes),
        "valid_from": [str(year)] * len(own),
        "file_row": own.row.astype(int),
    }
    return assemble(f"{jurisdiction} {year}", origin(year), columns, rules, shapes, notes)
