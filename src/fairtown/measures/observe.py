"""The long table that every measure returns: one row per place, group, output and variant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

KEYS = ["geoid", "vintage", "group", "output", "variant"]
NOBODY = "no_base"
COLUMNS = [*KEYS, "value", "moe", "flag"]


def observe(
    places: pd.DataFrame,
    output: str,
    value: Any,
    moe: Any = np.nan,
    group: Any = "",
    variant: str = "",
    flag: Any = "",
) -> pd.DataFrame:
    """Return observations of one output, a row per row of `places` (with `geoid` and `vintage`).

    `value`, `moe`, `group` and `flag` are a scalar or one per row; NaN is "unknown".
    """
    rows = pd.DataFrame(
        {
            "geoid": places.geoid.to_numpy(),
            "vintage": places.vintage.to_numpy(),
            "group": group,
            "output": output,
            "variant": variant,
            "value": value if np.isscalar(value) else np.asarray(value, float),
            "moe": moe if np.isscalar(moe) else np.asarray(moe, float),
            "flag": flag,
        }
    )
    # a blank always says why: here a share of nobody
    rows.loc[rows.value.isna() & (rows.flag == ""), "flag"] = NOBODY
    return rows


def join_flags(*flags: Sequence[str] | str) -> Any:
    """Return flags joined by ";", blank ones left out; scalars spread over the rows."""
    columns = np.broadcast_arrays(*[np.asarray(f, dtype=object) for f in flags])
    joined = [";".join(dict.fromkeys(p for p in row if p)) for row in zip(*columns, strict=True)]
    return np.array(joined, dtype=object)


def wide(observations: pd.DataFrame, outputs: Sequence[str], group: str | None = None) -> pd.DataFrame:
    """Return one row per place (and group, unless one is named) with a column and `_moe` per output."""
    rows = observations[observations.output.isin(outputs)]
    if group is not None:
        rows = rows[rows.group == group]
    index = ["geoid", "vintage"] + ([] if group is not None else ["group"])
    table = rows.pivot(index=index, columns="output", values=["value", "moe"])
    values = table["value"][list(outputs)]
    moes = table["moe"][list(outputs)].add_suffix("_moe")
    return pd.concat([values, moes], axis=1).reset_index()
