"""What all tests share: the clean tables of Connecticut, and everything made from them, once."""

import os
import tempfile
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from fairtown.data import states, warehouse
from fairtown.outputs.build import build
from fairtown.outputs.inputs import CleanTables
from fairtown.outputs.release import latest
from fairtown.outputs.run import Made, run

settings.register_profile("fairtown", max_examples=30, deadline=None, derandomize=True)
settings.load_profile("fairtown")


@pytest.fixture(scope="session")
def clean() -> CleanTables:
    return CleanTables(states.state("ct"), warehouse.FOLDER)


@pytest.fixture(scope="session")
def made(clean: CleanTables) -> dict[tuple[str, int], Made]:
    return {(m.measure.id, m.year): m for m in run(clean)}


@pytest.fixture(scope="session")
def release_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of Connecticut: built by one worker, waited for by the others."""
    shared = tmp_path_factory.getbasetemp().parent / "release"
    if "PYTEST_XDIST_WORKER" not in os.environ:
        shared = Path(tempfile.mkdtemp(dir=tmp_path_factory.getbasetemp()))
    with FileLock(f"{shared}.lock"):
        found = latest(shared)
        return found or Path(build(shared, date="2026-01-01").path)
