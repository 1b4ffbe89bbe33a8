"""Three made-up regions, and the figures of their towns."""

import pandas as pd
import pytest

from fairtown.measures.fair_share.allocation.figures import TownFigures

from .evaluate_cases import NAMES, REGIONS, rows


@pytest.fixture(scope="module")
def places() -> pd.DataFrame:
    towns = pd.DataFrame({"geoid": NAMES, "key": NAMES, "name": [n.upper() for n in NAMES], "slug": NAMES,
                          "region": REGIONS, "level": "town"})  # fmt: skip
    keys = sorted(set(REGIONS))
    regions = pd.DataFrame(
        {"geoid": keys, "key": keys, "name": keys, "slug": keys, "region": "", "level": "region"}
    )
    return pd.concat([towns, regions]).assign(vintage="2022")


@pytest.fixture(scope="module")
def figures(places) -> TownFigures:
    return TownFigures.from_observations(rows(), places)
