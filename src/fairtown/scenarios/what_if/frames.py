"""A scenario as tables to take away: people by group before and after, by town and by tract; outcomes; assumptions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fairtown.concepts import GROUPS
from fairtown.scenarios.what_if.indices import HEADLINES, OUTCOMES
from fairtown.scenarios.what_if.plan import Result, WhatIf
from fairtown.scenarios.what_if.world import Array

#: Digits of people in a file: parts of people are no people, but sums should add up.
DIGITS = 2


def tract_table(plan: WhatIf, result: Result) -> pd.DataFrame:
    """Return one row per tract: people of each group before, leaving, arriving and after."""
    rows = plan.tracts[["geoid", "vintage", "name"]].copy()
    rows["level"] = plan.world(result.scenario.income).level
    _add(rows, result.moves.before, result.moves.leaving, result.moves.arriving, result.moves.after)
    rows["lost_share"] = result.lost
    return rows


def town_table(plan: WhatIf, result: Result) -> pd.DataFrame:
    """Return one row per town: homes of the plan, people of each group before, leaving, arriving and after."""
    figures = plan.fair_share.figures
    rows = figures.towns[["geoid", "vintage", "name"]].copy()
    rows["homes"] = result.homes
    moves, by_town = result.moves, plan.world(result.scenario.income).by_town
    _add(rows, *(by_town.sum(p) for p in (moves.before, moves.leaving, moves.arriving, moves.after)))
    return rows


def _add(rows: pd.DataFrame, before: Array, leaving: Array, arriving: Array, after: Array) -> None:
    kinds = {"before": before, "leaving": leaving, "arriving": arriving, "after": after}
    for kind, people in kinds.items():
        rows[f"everyone_{kind}"] = np.round(people.sum(axis=0), DIGITS)
        for group, own in zip(GROUPS, people, strict=True):
            rows[f"{group}_{kind}"] = np.round(own, DIGITS)


def outcome_table(result: Result) -> pd.DataFrame:
    """Return one row per outcome: before, after, the change with its survey interval, its range over assumptions."""
    rows = pd.DataFrame(OUTCOMES, columns=["outcome", "group"])
    rows["before_published"], rows["before_published_moe"] = result.published, result.published_moe
    rows["change"], rows["change_moe"] = result.change, result.survey.moe
    rows["after"] = result.published + result.change
    rows["before_estimated"], rows["after_estimated"] = result.before, result.after
    place = [OUTCOMES.index(outcome) for outcome in HEADLINES]
    for name in ("least", "low", "high", "most"):
        column = np.full(len(rows), np.nan)
        column[place] = getattr(result.assumed, name)
        rows[f"assumed_{name}"] = column
    return rows
