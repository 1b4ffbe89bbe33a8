"""A scenario as tables to take away: people by group before and after, by town and by tract; outcomes; assumptions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fairtown.concepts import GROUPS, FairtownError
from fairtown.scenarios.what_if.indices import OUTCOMES
from fairtown.scenarios.what_if.plan import Result, WhatIf
from fairtown.scenarios.what_if.students import OUTCOMES as STUDENT_OUTCOMES
from fairtown.scenarios.what_if.world import TILTED, Array

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


def district_table(result: Result) -> pd.DataFrame:
    """Return one row per school district: students of each group before, leaving, arriving and after.

    Raises FairtownError where the release has no districts.
    """
    if result.students is None:
        raise FairtownError("what if: the release has no school districts; ask for towns, tracts or outcomes")
    districts, moves = result.students.districts, result.students.moves
    rows = pd.DataFrame({"district": districts.names, "serves_a_town": districts.serves})
    _add(rows, moves.before, moves.leaving, moves.arriving, moves.after)
    return rows


def black_and_hispanic(people: Array) -> Array:
    """Return the share of Black and Hispanic people among all, (groups, places) to (places,); NaN where nobody is."""
    groups = [list(GROUPS).index(group) for group in TILTED]
    everyone = people.sum(axis=0)
    return np.asarray(people[groups].sum(axis=0) / np.where(everyone > 0, everyone, np.nan))


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
    for name in ("least", "low", "high", "most"):
        rows[f"assumed_{name}"] = getattr(result.assumed, name)
    return pd.concat([rows, _student_outcomes(result)], ignore_index=True)


def _student_outcomes(result: Result) -> pd.DataFrame:
    """Return one row per outcome of school districts; none where the release has none. Enrollment is counted."""
    students = result.students
    if students is None:
        return pd.DataFrame()
    names = list(GROUPS)
    return pd.DataFrame(
        {
            "outcome": [f"students_{kind}" for kind, _group in STUDENT_OUTCOMES],
            "group": [names[group] if group >= 0 else "" for _kind, group in STUDENT_OUTCOMES],
            "change": students.change,
            "change_moe": students.moe,
            "after": students.after,
            "before_estimated": students.before,
            "after_estimated": students.after,
            "assumed_least": students.least,
            "assumed_most": students.most,
        }
    )
