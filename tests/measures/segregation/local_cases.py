"""Tracts for tests of local measures."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from fairtown.measures.segregation import (
    concentration_at_extremes,
    contribution_to_entropy,
    local_divergence,
    local_entropy,
    local_isolation,
    location_quotient,
)

entropy_of, entropy_moe = local_entropy.local_entropy, local_entropy.local_entropy_moe
divergence_of, divergence_moe = local_divergence.local_divergence, local_divergence.local_divergence_moe
contribution = contribution_to_entropy.contribution_to_entropy
ice, ice_moe = (
    concentration_at_extremes.concentration_at_extremes,
    concentration_at_extremes.concentration_at_extremes_moe,
)


isolation, isolation_moe = local_isolation.local_isolation, local_isolation.local_isolation_moe
quotient, shrunk, trust = (
    location_quotient.location_quotient,
    location_quotient.shrunk_quotient,
    location_quotient.trust,
)


TRACTS = np.array([(80, 15, 5), (60, 30, 10), (20, 50, 30), (10, 40, 50)])
tracts = npst.arrays(np.int64, (6, 3), elements=st.integers(0, 500))
