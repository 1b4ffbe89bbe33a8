"""What tests of margins share."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from fairtown.concepts import FairtownError

parts = st.integers(0, 10**6)
margins = st.floats(0, 10**5).map(lambda moe: round(moe, 3))


def refusal(call, *args, **kwargs) -> str:
    with pytest.raises(FairtownError) as error:
        call(*args, **kwargs)
    line = str(error.value)
    assert "\n" not in line
    return line
