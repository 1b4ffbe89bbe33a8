"""How sure the intervals of segregation are, by a truth that is not of our making: the 2020 census.

1. Coverage: the 2020 counts of Connecticut's voting districts are taken to be the truth and surveyed many times with
   the margins of the tracts of 2019-2023 of the same county. Counted is how often our 90% intervals hold the truth.
2. Plain comparison: the indices that we publish for the state and the eight counties, beside those of the counts.
   Voting districts are no tracts, and five years of survey are no day in April 2020: also compared is the value on the
   line between 2015-2019 and 2019-2023, whose middles are three and one year away.

    .venv/bin/python benchmarks/segregation_census.py --districts us_voting_districts_2020_race.csv.gz
        [--surveys 40] [--draws 200] [--write]

--write keeps what pages show in src/fairtown/reports/evidence_files/. The counts: 2020 census (P.L. 94-171) by voting
district as compiled by alarm-redist/census-2020 (CC BY-SA 4.0); columns state, county_fips, pop_* of five groups.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from segregation_survey import BY_MEASURE, KINDS, Shared, levels, values_of_indices
from tqdm import tqdm

from fairtown.concepts import GROUPS
from fairtown.measures.segregation.estimation.by_area import People, interval_of
from fairtown.measures.segregation.estimation.counts import Areas
from fairtown.measures.segregation.estimation.draws import evaluate_draws
from fairtown.measures.segregation.estimation.survey_error import Interval, Survey, corrected
from fairtown.reports import evidence

BEFORE, NOW = 2019, 2023
#: The middle of the later survey is 2021, of the earlier one 2017; the census was in 2020.
PART_OF_NOW = 0.75
STATE = "09"


class Districts:
    """The voting districts with people, and the state and its counties that they make up."""

    def __init__(self, file: Path):
        rows = pd.read_csv(file, dtype={"county_fips": str})
        rows = rows[(rows.state == "CT") & (rows.pop_total > 0)]
        self.counts = rows[[f"pop_{g}" for g in GROUPS]].to_numpy(float)
        self.counties, self.codes = np.unique(rows.county_fips, return_inverse=True)

    @property
    def places(self) -> list[str]:
        return [STATE, *self.counties]


def indices(counts: np.ndarray, codes: np.ndarray, n: int) -> np.ndarray:
    """Return every index of the state and of its counties, (..., indices, 1 + counties)."""
    people, county = People(counts), Areas(codes, n)
    whole = Areas(np.zeros_like(codes), 1)
    return np.stack(
        [np.concatenate([i(people, whole), i(people, county)], axis=-1) for i in BY_MEASURE.values()], axis=-2
    )


def interval(estimate: np.ndarray, moe: np.ndarray, codes: np.ndarray, n_draws: int, seed: int) -> Interval:
    n = int(codes.max()) + 1
    drawn = Survey.from_estimates(estimate, moe).drawn(n_draws, seed)
    answers = evaluate_draws(drawn, lambda counts: indices(counts, codes, n))
    return corrected(indices(estimate, codes, n), answers[:, 0], answers[:, 1])


def published(year: int, places: list[str]) -> Interval:
    """Return what the release says of state and counties, as computed and with survey error taken out."""
    areas = [area for area in levels(year) if area.level in ("state", "county")]
    assert [key for area in areas for key in area.places.key] == places
    found = [interval_of(area, lambda counts, area=area: values_of_indices(area, counts)) for area in areas]
    return Interval(
        *(
            np.concatenate([getattr(f, name) for f in found], axis=-1)
            for name in ("value", "corrected", "moe")
        )
    )


def comparison(districts: Districts) -> pd.DataFrame:
    """Return each index of each place by the census and as we publish it, one row each."""
    true = indices(districts.counts, districts.codes, len(districts.counties))
    old, new = published(BEFORE, districts.places), published(NOW, districts.places)
    ours_then, plain_then = (
        PART_OF_NOW * getattr(new, name) + (1 - PART_OF_NOW) * getattr(old, name)
        for name in ("corrected", "value")
    )
    figures = (true, new.corrected, new.moe, new.value, ours_then, plain_then)
    rows = [
        (*name, place, *(figure[i, j] for figure in figures))
        for i, name in enumerate(BY_MEASURE)
        for j, place in enumerate(districts.places)
    ]
    return pd.DataFrame(rows, columns=list(evidence.COMPARISON))


def coverage(districts: Districts, n_surveys: int, n_draws: int) -> pd.DataFrame:
    """Return how many intervals hold the truth, by survey, measure, group and place."""
    county = next(area for area in levels(NOW) if area.level == "county")
    shared = Shared.from_estimates(county.people.counts, county.margins)
    tracts_of = [np.flatnonzero(county.codes == code) for code in range(len(districts.counties))]
    true = indices(districts.counts, districts.codes, len(districts.counties))
    out = []
    for number, (kind, survey) in enumerate(KINDS.items()):
        held = np.zeros(true.shape)
        for seed in tqdm(range(n_surveys), desc=kind):
            rng = np.random.default_rng([number, seed])
            like = np.array([rng.choice(tracts_of[code]) for code in districts.codes])
            found = interval(*survey(districts.counts, shared.at(like), rng), districts.codes, n_draws, seed)
            held += np.abs(found.corrected - true) <= found.moe
        out += [
            (kind, *name, place, int(held[i, j]), n_surveys)
            for i, name in enumerate(BY_MEASURE)
            for j, place in enumerate(districts.places)
        ]
    return pd.DataFrame(out, columns=list(evidence.COVERAGE))


def show_comparison(rows: pd.DataFrame) -> None:
    found = evidence.against_census(rows)
    print(f"\n{found.n} values of {NOW - 4}-{NOW} beside the 2020 counts of voting districts")
    print(f"  held: {found.held} ({found.held / found.n:.0%}), after the trend {found.held_in_2020} "
          f"({found.held_in_2020 / found.n:.0%})")  # fmt: skip
    print(f"  mean error in points, after the trend: {100 * found.error_as_computed:.1f} as computed, "
          f"{100 * found.error:.1f} with survey error taken out")  # fmt: skip
    for group in ("nh_black|nh_white", "nh_asian|nh_white", "hispanic|nh_white"):
        print(f"  dissimilarity {group}:")
        for row in rows[(rows.measure == "segregation.dissimilarity") & (rows.group == group)].itertuples():
            print(f"    {row.geoid}: census {row.census:.3f}, ours {row.ours:.3f} ± {row.moe:.3f}, as computed "
                  f"{row.as_computed:.3f}")  # fmt: skip


def show_coverage(rows: pd.DataFrame) -> None:
    print("\n2020 counts of voting districts surveyed: coverage of 90% intervals, in percent")
    for kind, own in rows.groupby("survey", sort=False):
        is_state = own.geoid == STATE
        county, state = (100 * o.held.sum() / o.n.sum() for o in (own[~is_state], own[is_state]))
        print(f"  surveyed {kind}: state {state:.1f}, counties {county:.1f}")
        by_index = own[~is_state].groupby(["measure", "group"], sort=False)[["held", "n"]].sum()
        print((100 * by_index.held / by_index.n).round(1).to_string())
        by_place = own.groupby("geoid")[["held", "n"]].sum()
        print((100 * by_place.held / by_place.n).round(1).to_string())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--districts", type=Path, required=True, help="2020 counts by voting district")
    parser.add_argument("--surveys", type=int, default=40, help="surveys of the counts, of each kind")
    parser.add_argument("--draws", type=int, default=200, help="draws per interval")
    parser.add_argument("--write", action="store_true", help="keep the figures that pages show")
    given = parser.parse_args()
    districts = Districts(given.districts)
    compared = comparison(districts)
    show_comparison(compared)
    covered = coverage(districts, given.surveys, given.draws)
    show_coverage(covered)
    if given.write:
        evidence.write(compared, covered)


if __name__ == "__main__":
    main()
