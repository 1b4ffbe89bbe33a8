"""The clean tables of Connecticut, in a folder where a test may change them."""

import shutil
from pathlib import Path

import pytest

from fairtown.states import state


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(state("ct").folder, tmp_path / "tables"))
