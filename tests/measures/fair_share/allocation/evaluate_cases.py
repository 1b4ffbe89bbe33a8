"""Three made-up regions for tests of allocations."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fairtown.measures.fair_share.allocation.method import Method
from fairtown.measures.fair_share.allocation.needs import NEEDS

NAMES = ["a", "b", "c", "d", "e"]
REGIONS = ["r1", "r1", "r2", "r2", "r3"]
HOUSEHOLDS = [1000.0, 3000.0, 2000.0, 2000.0, 500.0]
EQUAL = Method("m", "M", {"homes": 1})


def rows(**changes) -> pd.DataFrame:
    """Return observations of town figures: value, margin and flag by output."""
    figures = {
        "households": (HOUSEHOLDS, [50.0] * 5, ""),
        "census_housing_units": ([1100.0, 3300.0, 2200.0, 2200.0, 550.0], [np.nan] * 5, ""),
        "poverty_share": ([0.05, 0.30, 0.10, 0.10, 0.10], [0.02] * 5, ""),
        "multifamily_share": ([0.1, 0.5, 0.2, 0.3, 0.0], [np.nan] * 5, "no_margin"),
        "permits_per_year": ([1.0] * 5, [np.nan] * 5, ""),
    } | changes
    out = [
        pd.DataFrame({"geoid": NAMES, "output": name, "value": v, "moe": m, "flag": f})
        for name, (v, m, f) in figures.items()
    ]
    for name in (n for n in NEEDS if NEEDS[n].published is None):
        need = pd.DataFrame({"geoid": ["r1", "r2", "r3"], "output": name, "value": [400.0, 300.0, 50.0],
                             "moe": [82.25, 32.9, 16.45], "flag": ""})  # fmt: skip
        out.append(need)
    return pd.concat(out, ignore_index=True).assign(vintage="2022")
