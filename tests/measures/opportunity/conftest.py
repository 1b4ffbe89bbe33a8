"""The indicators, people and index of today of Connecticut, computed once, without all other measures."""

import pandas as pd
import pytest

from fairtown.build.inputs import CleanTables, Inputs
from fairtown.measures import measure
from fairtown.measures.opportunity import indicators, modern
from fairtown.measures.opportunity.index.by_recipe import PEOPLE

YEAR = 2023


@pytest.fixture(scope="session")
def indicators_2023(clean: CleanTables) -> pd.DataFrame:
    return indicators.MEASURE.compute(Inputs(indicators.MEASURE, clean, {}), YEAR)


@pytest.fixture(scope="session")
def tracts_2023(clean: CleanTables) -> pd.DataFrame:
    return indicators.tracts_of(clean.places, "2022")


@pytest.fixture(scope="session")
def people_2023(clean: CleanTables) -> pd.DataFrame:
    people = measure(PEOPLE)
    return people.compute(Inputs(people, clean, {}), YEAR)


@pytest.fixture(scope="session")
def modern_2023(clean: CleanTables, indicators_2023: pd.DataFrame, people_2023: pd.DataFrame) -> pd.DataFrame:
    """The index of today as a release holds it."""
    done = {(indicators.MEASURE.id, YEAR): indicators_2023, (PEOPLE, YEAR): people_2023}
    return modern.MEASURE.compute(Inputs(modern.MEASURE, clean, done), YEAR)
