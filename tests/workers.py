"""What the workers of a run share."""

import os
import tempfile
from pathlib import Path

import pytest


def shared_by_workers(factory: pytest.TempPathFactory, name: str) -> Path:
    """Return a path that all workers of a run share, or one of this process alone."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return factory.getbasetemp().parent / name
    return Path(tempfile.mkdtemp(dir=factory.getbasetemp())) / name
