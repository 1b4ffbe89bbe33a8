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
)
