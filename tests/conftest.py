"""What all tests share: the clean tables of Connecticut, and everything made from them, once."""

import warnings

import pytest
from hypothesis import settings

from fairtown.data import states, warehouse
from fairtown.outputs.inputs import CleanTables
from fairtown.outputs.run import Made, run

settings.register_profile("fairtown", max_examples=60, deadline=None, derandomize=True)
settings.load_profile("fairtown")


@pytest.fixture(scope="session")
def clean() -> CleanTables:
    tables = CleanTables(states.state("ct"), warehouse.FOLDER)
    with warnings.catch_warnings():
        # places() still warns, see test_places_are_made_without_a_warning
        warnings.filterwarnings("ignore", "'str' is not supported as a fill value")
        assert len(tables.places)
    return tables


@pytest.fixture(scope="session")
def made(clean: CleanTables) -> dict[tuple[str, int], Made]:
    return {(m.measure.id, m.year): m for m in run(clean)}
