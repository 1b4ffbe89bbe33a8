"""Who lives where: residents by race and ethnicity, as counts and shares with margins.

Five exclusive groups as in ACS table B03002; people of color are everyone but White, not
Hispanic. Residents of prisons and dormitories are counted where they sleep.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from fairtown.concepts import EVERYONE, GROUPS, PEOPLE_OF_COLOR, Measure, Output, WorkedExample
from fairtown.data import catalog
from fairtown.data.federal import acs5
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.aggregation import at_every_level
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import base_flag, gather, join_flags, observe
from fairtown.measures.uncertainty import PROPORTION_IN_WORDS, SUM_IN_WORDS, proportion_moe, share, sum_moe

#: Year of the Planning Database, which has tracts only and no margins.
PLANNING_DATABASE_YEAR = catalog.latest("census_pdb.race_ethnicity").year
OTHER_PARTS = ("pop_nh_aian", "pop_nh_nhpi", "pop_nh_other_race", "pop_nh_two_or_more")
#: The parts together, where a table has no more than that.
REST = "pop_nh_other"
COUNTS = ["pop_total", *[f"pop_{g}" for g in GROUPS]]
#: Counts that the Bureau controls to its population estimates at these levels.
CONTROLLED_LEVELS = ("state", "county", "region")
CONTROLLED_COUNTS = ("pop_total", "pop_hispanic")


def people_of_color_moe(
    parts: np.ndarray, parts_moe: np.ndarray, white_moe: np.ndarray, total_moe: np.ndarray
) -> np.ndarray:
    """Return the margin of people of color.

    `parts`, `parts_moe`: their groups and the margins, shape (places, groups). Where the total has no error (0) it is
    exactly the margin of White residents; else that of the sum of the groups, since White residents are a
    part of the total and the margin of a difference would count their error twice. NaN where unknown.
    """
    return np.where(total_moe == 0, white_moe, sum_moe(parts_moe, parts))


def _cells(inputs: Inputs, year: int) -> pd.DataFrame:
    if year == PLANNING_DATABASE_YEAR:
        rows = inputs.table("census_pdb.race_ethnicity", year)
        return rows.assign(**{c + "_moe": np.nan for c in COUNTS})
    rows = inputs.table("acs5.race_ethnicity", year)
    if REST in rows:  # a state whose table has what is left of all residents in place of its four parts
        return rows
    return with_rest(rows)


def with_rest(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with what is left of all residents, the sum of `OTHER_PARTS`, and its margin."""
    parts = list(OTHER_PARTS)
    other_moe = sum_moe(rows[[p + "_moe" for p in parts]], rows[parts])
    return rows.assign(pop_nh_other=rows[parts].sum(axis=1, skipna=False), pop_nh_other_moe=other_moe)


def _with_margin(flag: np.ndarray, people: np.ndarray, moe: np.ndarray) -> np.ndarray:
    """Return flags that also say where a figure has no margin and nothing said so yet."""
    has_reason = pd.Series(flag).str.contains("controlled|no_margin").to_numpy()
    unsaid = np.isnan(moe) & (np.nan_to_num(people) > 0) & ~has_reason
    return join_flags(flag, np.where(unsaid, "no_margin", ""))


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return `people` and `share` per place and group for one period."""
    rows = at_every_level(_cells(inputs, year), inputs.places(), COUNTS)
    return of_counts(rows, "no_margin" if year == PLANNING_DATABASE_YEAR else "")


def of_counts(rows: pd.DataFrame, source_flag: str | np.ndarray) -> pd.DataFrame:
    """Return `people` and `share` per place and group, from rows with `COUNTS`, their margins, a level and a flag.

    `source_flag`: what is to be said of every figure, or of those of each row.
    """
    published = (rows.flag == "") & rows.level.isin(CONTROLLED_LEVELS)
    # a controlled total has no sampling error: it adds nothing to the margin of a share of it
    total_moe = np.where(published, 0.0, rows.pop_total_moe)
    total = rows.pop_total.to_numpy()
    of_color = [f"pop_{g}" for g in GROUPS if g != "nh_white"]
    color = total - rows.pop_nh_white.to_numpy()
    color_moe = people_of_color_moe(
        rows[of_color].to_numpy(),
        rows[[c + "_moe" for c in of_color]].to_numpy(),
        rows.pop_nh_white_moe.to_numpy(),
        total_moe,
    )
    counts = {g: (rows[f"pop_{g}"].to_numpy(), rows[f"pop_{g}_moe"].to_numpy()) for g in GROUPS}
    counts[PEOPLE_OF_COLOR] = (color, color_moe)
    counts[EVERYONE] = (total, rows.pop_total_moe.to_numpy())
    small = base_flag(total)
    out = []
    for group, (people, moe) in counts.items():
        name = "pop_total" if group == EVERYONE else f"pop_{group}"
        controlled = np.where(published & (name in CONTROLLED_COUNTS), "controlled", "")
        flag = join_flags(rows.flag.to_numpy(), controlled, source_flag)
        out.append(observe(rows, "people", people, moe, group, flag=_with_margin(flag, people, moe)))
        if group != EVERYONE:
            # the share of people of color is 1 minus the White share, and has the same margin
            part, part_moe = counts["nh_white"] if group == PEOPLE_OF_COLOR else (people, moe)
            margin = proportion_moe(part, part_moe, total, total_moe)
            flag = join_flags(_with_margin(flag, people, margin), small)
            out.append(observe(rows, "share", share(people, total), margin, group, flag=flag))
    return gather(out)


MEASURE = Measure(
    id="residents.race_ethnicity",
    title="Residents by race and ethnicity",
    summary="How many people of each group live in a place, and their share of everyone who lives there.",
    formula="share of a group = people of the group / all residents. "
    "People of color = all residents minus White residents who are not Hispanic.",
    outputs=(
        Output("people", "people", "residents of the group"),
        Output("share", "share", "residents of the group among all residents"),
    ),
    years=(PLANNING_DATABASE_YEAR, *acs5.YEARS),
    reads=("census_pdb.race_ethnicity", "acs5.race_ethnicity", *GEOGRAPHY),
    references=(
        "U.S. Census Bureau, table B03002, American Community Survey 5-year estimates",
        "U.S. Census Bureau, Understanding and Using ACS Data (2018), chapter 8: margins of sums and shares",
    ),
    limits=(
        "People in prisons and college dormitories count where they are housed.",
        "People of several races who are not Hispanic are in the group Other and multiracial.",
        "The 2012-2016 counts come from a file without margins of error.",
    ),
    worked=WorkedExample(
        given="A town of 1,000 people (margin 50): 600 White (margin 40), 250 Hispanic (30), 100 Black (24), "
        "50 Asian (18).",
        columns=("quantity", "calculation", "result"),
        rows=(
            ("people of color", "1,000 − 600", "400"),
            ("margin", "√(30² + 24² + 18²)", "42"),
            ("share", "400 / 1,000", "40%"),
            ("margin of the share: that of the White share", "√(40² − 0.6² × 50²) / 1,000", "2.6 points"),
        ),
        result="40% of residents are people of color, give or take 2.6 points.",
    ),
    compute=compute,
    margin_formula=SUM_IN_WORDS
    + PROPORTION_IN_WORDS
    + " People of color: the margin of the sum of their groups, and of the share, that of the White share. A total "
    "that the Bureau controls has no margin.",
)
