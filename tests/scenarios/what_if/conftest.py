"""The figures of Connecticut that a plan moves, read once for all tests of the what-if."""

import pytest

from fairtown.release.reader import OpenRelease
from fairtown.scenarios.what_if.plan import WhatIf


@pytest.fixture(scope="session")
def plan(release: OpenRelease) -> WhatIf:
    return WhatIf(release)
