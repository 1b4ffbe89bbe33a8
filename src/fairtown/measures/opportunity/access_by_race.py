"""Access by race: the share of each group that lives in each opportunity level.

The levels are those of the 2014 index on 2010 tracts; the people are those of three later
periods. The denominator is the people of the group in tracts that have a level.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from fairtown.concepts import EVERYONE, GROUPS, PEOPLE_OF_COLOR, Measure, Output, WorkedExample
from fairtown.data.places import GEOGRAPHY, torn
from fairtown.measures.aggregation import PARENTS, SECOND
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import LOWER_BOUND, Columns, base_flag, gather, join_flags, observe
from fairtown.measures.opportunity.index.catalogue import INDEX_VINTAGE, INDEX_YEAR, SURVEY_YEARS
from fairtown.measures.opportunity.index.divided_people import DividedPeople, LeftOpen
from fairtown.measures.opportunity.index.standardise import Array
from fairtown.measures.opportunity.oca_2014 import LAND, LEVELS, PUBLISHED
from fairtown.measures.residents.race_ethnicity import PLANNING_DATABASE_YEAR
from fairtown.measures.uncertainty import PART_IN_WORDS, part_moe, share
from fairtown.vocabulary import OPPORTUNITY_LEVELS

INDEX = "opportunity.oca_2014"
PEOPLE = "residents.race_ethnicity"
LOWER = LEVELS[:2]
AREAS = ("state", "county", "region", "town")
ALL_GROUPS = (*GROUPS, EVERYONE, PEOPLE_OF_COLOR)
#: Outputs of the least and the most that the lower levels can hold, where tracts are divided.
BOUNDS = ("lower_least", "lower_most")
WHEREVER = "wherever the people of divided tracts live, survey error apart; only where a tract is divided"


def shares_by_level(people: np.ndarray, moe: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return shares and margins of each level, from people and margins of shape (..., levels).

    All people are the sum of the levels, so that the margin is that of a part beside the rest. Where all of
    an area's tracts are on one side the share has no survey error: its margin is blank, not 0. NaN where
    there are no people or a margin is unknown.
    """
    rest = people.sum(axis=-1, keepdims=True) - people
    rest_moe = np.sqrt(np.maximum((moe**2).sum(axis=-1, keepdims=True) - moe**2, 0.0))
    margins = part_moe(people, moe, rest, rest_moe)
    return share(people, people + rest), np.where(margins == 0, np.nan, margins)


def _tract_people(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return people by tract piece and group: a row per 2010 tract, or per part of a 2020 tract."""
    rows = inputs.measure(PEOPLE, year)
    rows = rows[(rows.output == "people") & rows.group.isin(ALL_GROUPS)]
    places = inputs.places()
    tracts = places[(places.level == "tract") & ~places.is_water]
    identity = ["geoid", "vintage", "key", *PARENTS, *SECOND]
    rows = rows.merge(tracts[identity], on=["geoid", "vintage"])
    # people of other tracts than those of the index have to be carried to these
    if (rows.vintage == INDEX_VINTAGE).all():
        return rows.assign(geoid_2010=rows.geoid, is_divided=False)
    parts = rows.merge(inputs.crosswalk_2020_to_2010(), on="geoid")
    return parts.assign(value=parts.value * parts.weight, moe=parts.moe * parts.weight)


def _with_level(inputs: Inputs, people: pd.DataFrame, variant: str) -> pd.DataFrame:
    index = inputs.measure(INDEX, INDEX_YEAR)
    index = index[(index.output == "level") & (index.variant == variant)]
    levels = index.set_index("geoid").value
    out = people.assign(level=people.geoid_2010.map(levels))
    # a 2020 tract divided among 2010 tracts of one level is as exact as an undivided one
    spread = out.level.fillna(0).groupby(out.geoid).transform("nunique")
    places = inputs.places()
    reach_out = set(places[places.also_town != ""].geoid)
    out["has_torn_level"] = out.geoid_2010.isin(list(reach_out))
    return out.assign(is_weighted=out.is_divided & (spread > 1), square=out.moe**2)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the share of each group in each level and in the lower two, for every area."""
    tract_people = _tract_people(inputs, year)
    places = inputs.places()
    vintage = str(tract_people.vintage.iloc[0])
    out = []
    for variant in (PUBLISHED, LAND):
        people = _with_level(inputs, tract_people, variant)
        for area in AREAS:
            own = places[places.level == area]
            own = own[own.vintage == vintage] if area in ("town", "state") else own
            out += _area(people, own, area, variant)
    return _with_published_margins(gather(out), inputs.measure(PEOPLE, year))


def _with_published_margins(rows: pd.DataFrame, residents: pd.DataFrame) -> pd.DataFrame:
    """Return the rows, where all residents have a level, with the count's own margin and flag as published."""
    counts = residents[residents.output == "people"]
    known = counts.set_index(["geoid", "vintage", "group"])
    keys = pd.MultiIndex.from_frame(rows[["geoid", "vintage", "group"]])
    published = known.reindex(keys)
    same = (rows.output == "people") & np.isclose(rows.value, published.value.to_numpy(), rtol=0, atol=0.5)
    rows.loc[same, "moe"] = published.moe.to_numpy()[same]
    rows.loc[same, "flag"] = join_flags(rows.flag.to_numpy(), published.flag.fillna("").to_numpy())[same]
    return rows


def _area(people: pd.DataFrame, places: pd.DataFrame, area: str, variant: str) -> list[Columns]:
    known = people[people.level.notna()]
    sums = known.groupby([area, "group", "level"])[["value", "square"]].sum(skipna=False)
    index = pd.MultiIndex.from_product([places.key, ALL_GROUPS], names=[area, "group"])
    people_by_level = _by_level(sums.value, index, 0.0)
    moe_by_level = np.sqrt(_by_level(sums.square, index, 0.0))
    counted = people_by_level.sum(axis=1)
    lost, lost_moe = _without_level(people, area, index)
    keys = index.get_level_values(0)
    rows = places.set_index("key").loc[keys, ["geoid", "vintage"]].reset_index(drop=True)
    group = index.get_level_values("group").to_numpy()
    flag = _flags(people, keys, area, counted, known)
    has_tracts = keys.isin(known[area].unique())
    known_moe = np.where(has_tracts, np.sqrt((moe_by_level**2).sum(axis=1)), np.nan)
    margins_known = ~np.isnan(known_moe)
    divided = DividedPeople.from_pieces(people[people.is_weighted], AREAS)
    figures, left_open = _shares(people_by_level, moe_by_level, divided, area, index)
    figures["people"] = (np.where(has_tracts, counted, np.nan), known_moe)
    lost_moe = np.where(~margins_known | (lost == 0), np.nan, lost_moe)
    figures["people_excluded"] = (np.where(has_tracts, lost, np.nan), lost_moe)
    out = [
        observe(
            rows, name, value, moe, group, variant, _with_certainty(flag, name, value, moe, margins_known)
        )
        for name, (value, moe) in figures.items()
    ]
    some = divided.are_in(area, keys)
    ends = zip(BOUNDS, (left_open.least, left_open.most), strict=True) if some.any() else ()
    return out + [
        observe(rows[some], name, end[some], np.nan, group[some], variant, flag[some]) for name, end in ends
    ]


def _shares(
    people: Array, moe: Array, divided: DividedPeople, area: str, index: pd.MultiIndex
) -> tuple[dict[str, tuple[Array, Array]], LeftOpen]:
    """Return share and margin by output, and what divided tracts leave open of the lower levels.

    `people`, `moe`: (rows of `index`, levels). A margin holds both the survey's error and what divided tracts leave
    open; it is NaN where neither touches the share, or where that of the survey is unknown.
    """
    shares, margins = shares_by_level(people, moe)
    found = {name: (shares[:, i], margins[:, i]) for i, name in enumerate(LEVELS)}
    found["lower"] = _lower(people, moe)
    counted = people.sum(axis=1)
    unknown = np.isnan(moe).any(axis=1)
    for name, (value, margin) in found.items():
        in_class = np.isin(LEVELS, LOWER if name == "lower" else name)
        left_open = divided.left_open(area, index, in_class, value, counted)
        both = np.hypot(np.nan_to_num(margin), np.nan_to_num(left_open.moe))
        found[name] = (value, np.where((both > 0) & ~unknown, both, np.nan))
    return found, left_open


def _lower(people: np.ndarray, moe: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the share of the lower two levels together and its margin."""
    n = len(LOWER)
    two = np.stack([people[:, :n].sum(axis=1), people[:, n:].sum(axis=1)], axis=-1)
    two_moe = np.sqrt(np.stack([(moe[:, :n] ** 2).sum(axis=1), (moe[:, n:] ** 2).sum(axis=1)], axis=-1))
    shares, margins = shares_by_level(two, two_moe)
    return shares[:, 0], margins[:, 0]


def _with_certainty(
    flag: np.ndarray, name: str, value: np.ndarray, moe: np.ndarray, margins_known: np.ndarray
) -> np.ndarray:
    """Return the flags of a figure; a share by level also says what its margin leaves out, or that it has none."""
    if name not in (*LEVELS, "lower"):
        return flag
    shown = ~np.isnan(value) & margins_known
    certain = np.where(shown & np.isnan(moe), "one_side", "")
    return join_flags(flag, certain, np.where(shown, LOWER_BOUND, ""))


def _without_level(people: pd.DataFrame, area: str, index: pd.MultiIndex) -> tuple[np.ndarray, np.ndarray]:
    """Return people in tracts without a level, and their margin, per row of `index`."""
    lost = people[people.level.isna()].groupby([area, "group"])[["value", "square"]].sum(skipna=False)
    lost = lost.reindex(index, fill_value=0.0)
    return lost.value.to_numpy(), np.sqrt(lost.square.to_numpy())


def _by_level(sums: pd.Series, index: pd.MultiIndex, absent: float) -> np.ndarray:
    """Return an array (index, levels): an absent level holds `absent`, an unknown margin stays NaN."""
    columns = range(1, len(LEVELS) + 1)
    wide = sums.unstack("level", fill_value=absent)
    return wide.reindex(index=index, columns=columns, fill_value=absent).to_numpy(float)


def _flags(
    people: pd.DataFrame, keys: pd.Index, area: str, counted: np.ndarray, known: pd.DataFrame
) -> np.ndarray:
    weighted = set(people[people.is_weighted][area])
    torn_levels = set(people[people.has_torn_level][area]) if area == "town" else set()
    shared = torn(people, area) | torn_levels
    with_level = set(known[area])
    return join_flags(
        np.where(keys.isin(list(with_level)), "", "not_published"),
        np.where(keys.isin(list(shared)), "shared_tract", ""),
        np.where(keys.isin(list(weighted)), "area_weighted", ""),
        np.where(np.isnan(known.moe).all(), "no_margin", ""),
        np.where(keys.isin(list(with_level)), base_flag(counted), ""),
    )


MEASURE = Measure(
    id="opportunity.access_by_race",
    title="Access to opportunity by race",
    summary="Of every 100 people of a group, how many live in neighborhoods of each opportunity level.",
    formula="share of a group in a level = people of the group in tracts of the level / people of the group in tracts "
    "that have a level. Lower = Very Low + Low. Least and most: each group lives wholly in that part of a divided 2020 "
    "tract that moves the share the farthest.",
    outputs=(
        *(
            Output(n, "share", f"share of the group in {w} opportunity tracts")
            for n, w in zip(LEVELS, OPPORTUNITY_LEVELS, strict=True)
        ),
        Output("lower", "share", "share of the group in Low and Very Low opportunity tracts"),
        Output(
            "lower_least",
            "share",
            f"the least that the share in Low and Very Low can be, {WHEREVER}",
            margin="bound",
        ),
        Output(
            "lower_most",
            "share",
            f"the most that the share in Low and Very Low can be, {WHEREVER}",
            margin="bound",
        ),
        Output("people", "people", "people of the group in tracts that have a level: the denominator"),
        Output("people_excluded", "people", "people of the group in tracts without a level"),
    ),
    years=(PLANNING_DATABASE_YEAR, *SURVEY_YEARS),
    reads=(*GEOGRAPHY, "census_geography.tract_relationship"),
    uses=(INDEX, PEOPLE),
    variants={
        PUBLISHED: "Levels as published, which all maps and tables of the index show.",
        LAND: "Levels are fifths of the 829 tracts with land: tract 1754 of Wallingford stands a level lower.",
    },
    references=(
        "Open Communities Alliance, Opportunity and race, ctoca.org/opportunity_and_race",
        "U.S. Census Bureau, Understanding and Using ACS Data (2018), chapter 8: margins of sums; docs/decisions/0009",
    ),
    limits=(
        "The levels are those of 2014; only the people are later. A share that falls can mean that people "
        "moved, not that places improved.",
        "People in prisons count in the town of the prison (Somers, Enfield, Cheshire, Suffield, Montville).",
        "The margin holds survey error in the counts of people, and what the division of tracts by land leaves open; "
        "it holds none in the levels, which were published without, and is a lower bound.",
        "People of 115 tracts of 2020 are divided among 2010 tracts by land. Where the parts of a tract differ in "
        "level, all of a group may live in one of them; the least and the most say how far that can move the lower "
        "levels, survey error apart.",
        "Published rows differ from each other because their map or population differs or is not stated.",
    ),
    worked=WorkedExample(
        given="Three tracts: 60 people of a group in a Very Low tract (margin 12), 20 in a Low one (9), "
        "120 in a High one (20).",
        columns=("quantity", "calculation", "result"),
        rows=(
            ("lower two levels", "(60 + 20) / 200", "40%"),
            ("margin of the part", "√(12² + 9²)", "15"),
            ("margin of the rest", "20", "20"),
            ("margin of the share", "√((120 × 15)² + (80 × 20)²) / 200²", "6.0 points"),
            ("if a quarter of the Low tract's land were High: lower two", "(60 + 20 × ¾) / 200", "37.5%"),
            ("at the least and at the most", "60 / 200, (60 + 20) / 200", "30% to 40%"),
            ("margin of the division", "1.645 × 20 × √(¾ × ¼) / 200, at most 7.5", "7.1 points"),
        ),
        result="40% of the group live in lower-opportunity tracts, give or take 6.0 points; with a divided tract the "
        "margin would be the root of the sum of both squares.",
    ),
    compute=compute,
    margin_formula=PART_IN_WORDS
    + " Where 2020 tracts reach into 2010 tracts of several levels, each group is taken to live wholly in one part, "
    "which one with the probability of the part's share of the land: this adds 1.645 × √(sum over divided tracts of "
    "people² × part in the level × part elsewhere) / people, at most the distance to the farther bound. Both margins: "
    "the root of the sum of their squares.",
)
