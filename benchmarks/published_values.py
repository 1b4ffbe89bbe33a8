"""Published values beside ours: every check of every measure, the index recomputed, its components.

Claim: the 2014 index is reproduced to 1e-12 of an independent computation, with its published level
table and principal components; every check lies within its tolerance.
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

from fairtown.build.inputs import CleanTables
from fairtown.build.run import run
from fairtown.measures.opportunity.oca_2014 import INDICATORS
from fairtown.states import state

#: Standard deviations of the components of the 822 complete tracts, repository sgaul/opportunity.
COMPONENTS = (2.5833, 1.0526, 0.9919, 0.9760, 0.8644, 0.7534, 0.5534, 0.4528, 0.4384, 0.3793, 0.2920, 0.1875)


def main() -> int:
    clean = CleanTables(state("ct"))
    results = {(m.measure.id, m.year): m for m in run(clean).results}
    failed = 0
    print(f"{'measure':<28} {'what':<66} {'published':>12} {'ours':>12}")
    for (_id, year), m in results.items():
        for check in (*m.measure.checks, *clean.state.checks.get(m.measure.id, ())):
            if check.year != year:
                continue
            r = m.rows
            row = r[(r.geoid == check.place) & (r.output == check.output) & (r.group == check.group)]
            ours = row[row.variant == check.variant].value.iloc[0]
            ok = abs(ours - check.published) <= check.tolerance
            failed += not ok
            print(
                f"{m.measure.id:<28} {check.what:<66} {check.published:>12g} {ours:>12.6g} {'' if ok else 'OUTSIDE'}"
            )
    failed += index(clean, results["opportunity.oca_2014", 2014].rows)
    print("all within tolerance" if not failed else f"{failed} outside tolerance")
    return int(failed > 0)


def index(clean: CleanTables, ours: pd.DataFrame) -> int:
    rows = clean.rows("oca_index.indicators", 2014)
    x = rows[list(INDICATORS)]
    z = (x - x.mean()) / x.std()  # pandas: n − 1, blanks left out
    score = z.mean(axis=1)
    published = ours[ours.variant == "published_rows"]
    mine = published[published.output == "score"].set_index("geoid").value
    land = rows.geoid != ""
    gap = np.abs(mine.loc[rows.geoid[land]].to_numpy() - score[land].to_numpy()).max()
    levels = published[published.output == "level"].value.value_counts().sort_index().astype(int).tolist()
    complete = x[land & x.notna().all(axis=1)]
    standard = (complete - complete.mean()) / complete.std()
    sd = np.sqrt(np.linalg.svd(standard.to_numpy(), compute_uv=False) ** 2 / (len(standard) - 1))
    first = sd[0] ** 2 / (sd**2).sum()
    print(
        f"index against an independent computation: largest difference {gap:.1e} over {int(land.sum())} tracts"
    )
    print(f"levels: {levels}, published 166 165 166 166 166")
    print(
        f"components of {len(complete)} complete tracts: {' '.join(f'{s:.4f}' for s in sd)}; first {first:.2%}"
    )
    wrong = np.abs(sd - COMPONENTS).max() > 0.00006
    return int(gap > 1e-12) + int(levels != [166, 165, 166, 166, 166]) + int(wrong)


if __name__ == "__main__":
    sys.exit(main())
