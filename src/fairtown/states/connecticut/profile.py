"""Connecticut: 169 towns decide on housing; in 2022 nine planning regions replaced eight counties in its codes."""

from pathlib import Path

from fairtown.states.connecticut import sources
from fairtown.states.profile import State, sources_in

STATE = State(
    code="ct",
    fips="09",
    name="Connecticut",
    folder=Path(__file__).parent / "tables",
    sources=sources_in(sources),
    shown=(
        "ct_housing_law.duties",
        "ct_housing_law.filing_counts",
        "ct_housing_law.filings",
        "ct_housing_law.zoning_duties",
        "ct_housing_law.zoning_steps",
        "oca_claims.access_by_race",
        "on_the_line.zone_list",
    ),
)
