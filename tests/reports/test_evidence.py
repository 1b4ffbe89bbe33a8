"""How sure the indices are, by the 2020 census: the kept files are of this release."""

import pytest

from fairtown.release.reader import OpenRelease
from fairtown.reports import evidence

MEASURES = (
    "segregation.dissimilarity",
    "segregation.isolation",
    "segregation.exposure",
    "segregation.entropy",
)
SMALL = (("09005", 0.308), ("09015", 0.327), ("09013", 0.427))


def test_the_kept_comparison_is_of_the_figures_of_the_release(release: OpenRelease) -> None:
    """If this fails the figures have changed: run benchmarks/segregation_census.py with --write."""
    rows = evidence.comparison()
    assert len(rows) == 99
    places = [p for p in release.all_places if p["level"] in ("state", "county")]
    published = {
        (r["measure"], r["grp"], r["geoid"], r["output"]): r
        for r in release.observations(list(MEASURES), places, [2023], ["corrected", "value"])
    }
    for row in rows.itertuples():
        own = published[row.measure, row.group, row.geoid, "corrected"]
        assert (own["value"], own["moe"]) == (
            pytest.approx(row.ours, abs=1e-6),
            pytest.approx(row.moe, abs=1e-6),
        )
        plain = published[row.measure, row.group, row.geoid, "value"]
        assert plain["value"] == pytest.approx(row.as_computed, abs=1e-6)


def test_the_census_of_the_counties_is_that_of_an_independent_audit() -> None:
    rows = evidence.comparison()
    own = rows[(rows.measure == MEASURES[0]) & (rows.group == "nh_black|nh_white")].set_index("geoid")
    for geoid, census in SMALL:
        assert own.census[geoid] == pytest.approx(census, abs=5e-4)


def test_more_figures_agree_with_the_census_than_the_first_model_gave() -> None:
    """58 of 99 held and 68 after the trend, 1.8 points apart, and small groups too high (docs/decisions/0020)."""
    every = evidence.against_census(evidence.comparison())
    assert every.held >= 65
    assert every.held_in_2020 >= 78
    assert every.error < 0.016 < 0.026 < every.error_as_computed
    rows = evidence.comparison().query("group == 'nh_black|nh_white'").set_index(["measure", "geoid"])
    for geoid, census in SMALL:
        row = rows.loc[MEASURES[0], geoid]
        assert abs(row.ours - census) < row.moe


def test_intervals_hold_the_counts_when_these_are_surveyed() -> None:
    for found in evidence.covered(evidence.coverage(), "09"):
        assert found.n >= 5_000
        assert 0.88 <= found.counties <= 0.92
        assert 0.83 <= found.state <= 0.93
