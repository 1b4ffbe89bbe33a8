"""How far survey errors of household-based indicators go together: what the default correlation of recipes rests on.

The Bureau publishes no covariances. But five-year estimates that end a year apart share four of five years, so that
what changes between them in a tract is mostly sampling error: the households of the last year for those of the first.
Each change is divided by its standard error, turned so that more is better, and correlated over the tracts of a state.
If it were all sampling error, the spread of the divided changes would be about 1.

    .venv/bin/python benchmarks/household_errors.py BEFORE.csv.gz AFTER.csv.gz [BEFORE AFTER …]

Each file holds the Bureau's cells of one period: level, geoid (or geoid_2022), variable, estimate, moe. Codes of
tracts may differ by county; the tract's own six digits must name one tract of the state.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from fairtown.data.federal import acs5
from fairtown.measures.opportunity.index.catalogue import SURVEY
from fairtown.measures.opportunity.indicators import estimate
from fairtown.measures.uncertainty import Z_90

#: Years that two periods which end a year apart do not share, of five.
ONE_OF_FIVE = 1 / 5
#: From the quartiles of a normal distribution to its standard deviation.
QUARTILES = 1.349
OF_THE_STATE = slice(5, None)
CODES = {f"acs5.{t.name}.{c.name}": c.code for t in acs5.SOURCE.tables for c in t.columns}
OF_TRACTS = [d for d in SURVEY if d.level == "tract"]
HOUSEHOLDS = [d.id for d in OF_TRACTS if d.household_based]


def indicators(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return values, more is better, and standard errors of the indicators by tract; income as a logarithm."""
    cells = pd.read_csv(path, dtype={"geoid": str, "geoid_2022": str})
    cells = cells[cells.level == "tract"]
    code = "geoid_2022" if "geoid_2022" in cells else "geoid"
    wide = cells.pivot(index=code, columns="variable", values=["estimate", "moe"])
    values, errors = {}, {}
    for definition in OF_TRACTS:
        columns = {*definition.numerator, *definition.denominator}
        own = pd.DataFrame({c: wide["estimate", CODES[c]] for c in columns})
        own = own.assign(**{c + "_moe": wide["moe", CODES[c]] for c in columns})
        value, moe, _base = estimate(definition, own)
        is_log = definition.unit == "dollars"
        values[definition.id] = definition.direction * (np.log(value) if is_log else value)
        errors[definition.id] = moe / Z_90 / (value if is_log else 1)
    tract = wide.index.str[OF_THE_STATE]
    alone = ~tract.duplicated(keep=False)
    return tuple(pd.DataFrame(table, index=tract)[alone] for table in (values, errors))  # type: ignore[return-value]


def changes(before: Path, after: Path) -> pd.DataFrame:
    """Return the change of each indicator by tract in standard errors of what the periods do not share."""
    (value_1, error_1), (value_2, error_2) = indicators(before), indicators(after)
    error = np.sqrt((error_1**2 + error_2**2) * ONE_OF_FIVE)
    divided = ((value_2 - value_1) / error).replace([np.inf, -np.inf], np.nan)
    return divided - divided.median()


def main() -> None:
    files = [Path(name) for name in sys.argv[1:]]
    if not files or len(files) % 2:
        sys.exit(__doc__)
    means = []
    for before, after in zip(files[::2], files[1::2], strict=True):
        found = changes(before, after)
        spread = (found.quantile(0.75) - found.quantile(0.25)) / QUARTILES
        ranks = found.corr(method="spearman")
        pairs = ranks.loc[HOUSEHOLDS, HOUSEHOLDS].to_numpy()[np.triu_indices(len(HOUSEHOLDS), 1)]
        print(f"\n{before.name} to {after.name}: spread of the changes in standard errors")
        print(spread.round(2).to_string())
        print("rank correlations")
        print(ranks.round(2).to_string())
        print(f"household-based: {pairs.min():.2f} to {pairs.max():.2f}")
        five = ranks.drop("twice_poverty_share").drop(columns="twice_poverty_share")
        five = five.loc[[h for h in HOUSEHOLDS if h in five], [h for h in HOUSEHOLDS if h in five]]
        means.append(five.to_numpy()[np.triu_indices(len(five), 1)].mean())
        print(f"mean of income, poverty, costs, owners and cars: {means[-1]:.2f}")
    print(f"\nmean of all pairs of periods: {np.mean(means):.2f}")


if __name__ == "__main__":
    main()
