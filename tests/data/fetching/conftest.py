"""The publisher of Rhode Island on loopback, and a fetch of its tables."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fairtown.cli.commands import main

from . import rhode_island_files
from .publisher import Publisher, published

TABLES = "acs5.race_ethnicity,acs5.tenure"
OPTIONS = ["--state", "ri", "--years", "2022", "--tables", TABLES]


@pytest.fixture
def rhode_island() -> Iterator[Publisher]:
    with published(rhode_island_files.bulk_files()) as owner:
        owner.answers[rhode_island_files.SURVEY_PATH] = rhode_island_files.answer
        yield owner


@pytest.fixture(scope="session")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which Rhode Island was fetched; tests that change it copy it."""
    home = tmp_path_factory.mktemp("fetched")
    with published(rhode_island_files.bulk_files()) as owner:
        assert main(["fetch", *OPTIONS, "--from", owner.url, "--out", str(home)]) == 0
    return home
