"""How the needs that the survey counts lie to the numbers of homes that others have published for the state."""

from __future__ import annotations

from dataclasses import dataclass

from fairtown.measures.fair_share.allocation.figures import TownFigures
from fairtown.measures.fair_share.allocation.needs import NEEDS, STUDY_RANGE


@dataclass(frozen=True)
class PublishedNeed:
    """The range of the numbers that others have published, homes, and the counted need that lies nearest to it.

    `nearest`: its key in `NEEDS`; `homes`: its number. `study_low`, `study_high`: the range of the state's study, with
    the homes of all incomes in it, `within` the counted needs that lie in that, `reference` who published it.
    """

    low: float
    high: float
    nearest: str
    homes: float
    study_low: float
    study_high: float
    within: tuple[str, ...]
    reference: str


def published_need(figures: TownFigures) -> PublishedNeed:
    """Return how the counted needs of the state lie to what others have published."""
    published = [n.published for n in NEEDS.values() if n.published is not None]
    numbers = [float(p.values[max(p.values)]) for p in published]
    low, high = min(numbers), max(numbers)
    counted = {name: float(need.round().sum()) for name, need in figures.needs.items()}
    nearest = min(counted, key=lambda name: max(low - counted[name], counted[name] - high, 0.0))
    study_low, study_high = STUDY_RANGE.values[max(STUDY_RANGE.values)]
    within = tuple(name for name, homes in counted.items() if study_low <= homes <= study_high)
    return PublishedNeed(
        low, high, nearest, counted[nearest], study_low, study_high, within, STUDY_RANGE.reference
    )
