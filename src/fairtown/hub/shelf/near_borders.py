"""Homes and schools near the border of a neighborhood, of which it is not sure which one they are in."""

from __future__ import annotations

from fairtown.hub.shelf.figures import Figure, Figures
from fairtown.release.reader import OpenRelease

MEASURE = "opportunity.near_borders"


def near_borders(release: OpenRelease, kind: str) -> dict[str, Figure | None]:
    """Return the newest figures of points of a kind (`subsidized`, `schools`) by output; none where not held."""
    if MEASURE not in release.measures:
        return {}
    year, state = release.years_of(MEASURE)[-1], release.state_places
    figures = Figures(release.observations([MEASURE], state, [year]), release.measures)
    outputs = [output["name"] for output in release.measure(MEASURE)["outputs"]]
    return {output: figures.get(MEASURE, state[0]["key"], year, output, kind) for output in outputs}
