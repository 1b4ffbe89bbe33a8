"""Distinct homes: subsidized homes, each counted once however many programs pay for its building.

Records of one building are found by `same_building`; the homes of a building are the largest number that any of its
records gives, not their sum. What cannot be compared is counted by itself, and so is said to be.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data.geometry.projection import center, equal_area
from fairtown.data.places import GEOGRAPHY, join, torn
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import Columns, gather, observe
from fairtown.measures.opportunity.oca_2014 import LEVELS, PUBLISHED
from fairtown.measures.subsidized.by_opportunity import (
    ALL,
    AREAS,
    INDEX,
    INDEX_YEAR,
    INVENTORY_YEAR,
    PROGRAMS,
)
from fairtown.measures.subsidized.same_building import SAME_NAME_M, buildings, largest_of_each
from fairtown.vocabulary import OPPORTUNITY_LEVELS

#: How far apart records of the very same name may be, in meters, by variant.
NEAR, SAME_NAME = "near", "same_name"
RULES = {NEAR: 0.0, SAME_NAME: SAME_NAME_M}
PROJECTS, SMALL = "ct_housing_inventory.projects", "ct_housing_inventory.small_records"
COUNTS = ("records", "homes_recorded", "buildings", "distinct_homes", "homes_with_another")
#: Counts that do not depend on which records are of one building.
OF_RECORDS = ("records", "homes_recorded")
OF_TRACTS = ("homes_recorded", "distinct_homes")
#: A point where so many buildings stand is an office's or a town center's.
SHARED_BY = 3
#: Homes of several programs of one building, from which on it has another.
SEVERAL = 2
LEVEL_BANDS = {n: f"{label} opportunity" for n, label in zip(LEVELS, OPPORTUNITY_LEVELS, strict=True)}
PARENTS = ["geoid", "vintage", *AREAS, "also_town", "also_county", "also_region"]


def band_group(program: str, band: str) -> str:
    """Return the group of a program's homes in one kind of neighborhood: the kind alone stands for all programs."""
    return band if program == ALL else f"{program}|{band}"


def band_labels(bands: Mapping[str, str]) -> dict[str, str]:
    """Return the label of each program's groups, from the labels of the kinds of neighborhood."""
    programs = [(p, f"{label}: ") for p, label in PROGRAMS.items() if p != ALL]
    return {
        band_group(program, band): label + band_label
        for program, label in [(ALL, ""), *programs]
        for band, band_label in bands.items()
    }


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return records, homes as recorded, buildings and distinct homes by tract, area, program and level."""
    projects = inputs.table(PROJECTS, year)
    projects = projects.assign(
        geoid=inputs.tracts_of_points(projects.lon, projects.lat), program=projects.subsidy_class
    )
    small = inputs.table(SMALL, year)
    small = small.assign(program=small.subsidy_class)
    at_office = projects.is_at_office == 1
    located = projects[~at_office].reset_index(drop=True)
    places, tracts = inputs.places(), _tracts(inputs)
    out = []
    for variant, same_name_m in RULES.items():
        counted = join(_by_tract(_with_building(located, same_name_m), small), tracts, MEASURE.id)
        names = COUNTS if variant == NEAR else tuple(c for c in COUNTS if c not in OF_RECORDS)
        for area in AREAS:
            out += _area(counted, places, area, names, variant)
        if variant == NEAR:
            some = counted[counted.homes_recorded > 0]
            out += [observe(some, c, some[c], group=some.program, variant=NEAR) for c in OF_TRACTS]
    return gather([*out, *_uncounted(projects[at_office], _shared(located), tracts, places)])


def _tracts(inputs: Inputs) -> pd.DataFrame:
    """Return the 2010 tracts with their parents and their level of the 2014 index, NaN for none."""
    places = inputs.places()
    tracts = places[(places.level == "tract") & (places.vintage == "2010")][PARENTS]
    index = inputs.measure(INDEX, INDEX_YEAR)
    index = index[(index.output == "level") & (index.variant == PUBLISHED)].set_index("geoid").value
    return tracts.assign(opportunity=tracts.geoid.map(index))


def _uncounted(
    at_office: pd.DataFrame, shared: pd.DataFrame, tracts: pd.DataFrame, places: pd.DataFrame
) -> list[Columns]:
    """Return what the counts say nothing of: vouchers at offices, and homes at points that say little."""
    out = []
    for name, rows in (("office_vouchers", at_office), ("homes_at_shared_points", shared)):
        if len(rows):
            placed = join(rows[["geoid", "vintage", "units"]], tracts, MEASURE.id)
            out += [_sums(placed, places, area, name) for area in AREAS]
    return out


def _with_building(located: pd.DataFrame, same_name_m: float) -> pd.DataFrame:
    """Return records with the number of their building."""
    if located.empty:
        return located.assign(building=0)
    x, y = equal_area(located.lon, located.lat, center(located.lon, located.lat))
    names, programs = located.name.tolist(), located.program.tolist()
    return located.assign(building=buildings(x, y, names, located.units, programs, same_name_m))


def _by_tract(records: pd.DataFrame, small: pd.DataFrame) -> pd.DataFrame:
    """Return `COUNTS` by program and tract, and for all programs; small records are each a building."""
    several = records.groupby("building").program.transform("nunique") >= SEVERAL
    records = records.assign(several=several * records.units)
    both = pd.concat([records, records.assign(program=ALL)], ignore_index=True)
    codes = both.groupby(["program", "building"]).ngroup().to_numpy()
    stands = both.iloc[largest_of_each(codes, both.units, both.geoid)]
    few = pd.concat([small, small.assign(program=ALL)])
    parts = [
        both.assign(records=1.0, homes_recorded=both.units),
        stands.assign(buildings=1.0, distinct_homes=stands.units, homes_with_another=stands.several),
        few.assign(homes_recorded=few.units, buildings=few.records, distinct_homes=few.units),
    ]
    keys = ["program", "geoid", "vintage"]
    every = pd.concat([p.reindex(columns=[*keys, *COUNTS]) for p in parts])
    return every.groupby(keys)[list(COUNTS)].sum().reset_index()


def _shared(located: pd.DataFrame) -> pd.DataFrame:
    """Return the records that stand for buildings at points that several buildings share."""
    records = _with_building(located, RULES[NEAR])
    stands = records.iloc[largest_of_each(records.building, records.units, records.geoid)]
    return stands[stands.groupby(["lat", "lon"]).building.transform("nunique") >= SHARED_BY]


def _area(
    counted: pd.DataFrame, places: pd.DataFrame, area: str, names: tuple[str, ...], variant: str
) -> list[Columns]:
    """Return counts for every place of a level by program, and by opportunity level within."""
    included = counted if variant == NEAR else counted[counted.program == ALL]
    leveled = included[included.program == ALL] if area == "town" else included
    pairs = leveled[[area, "program"]].drop_duplicates().itertuples(index=False)
    # a level without homes is a true zero: the inventory lists none there
    levels = [(key, band_group(program, level)) for key, program in pairs for level in LEVELS]
    leveled = leveled[leveled.opportunity.notna()]
    of_level = [
        band_group(p, LEVELS[int(i) - 1]) for p, i in zip(leveled.program, leveled.opportunity, strict=True)
    ]
    every = pd.concat([included.assign(group=included.program), leveled.assign(group=of_level)])
    sums = every.groupby([area, "group"])[list(names)].sum()
    sums = sums.reindex(
        sums.index.union(pd.MultiIndex.from_tuples(levels, names=sums.index.names)), fill_value=0
    )
    key, group = (sums.index.get_level_values(i).to_numpy(object) for i in (0, 1))
    rows = places[places.level == area].drop_duplicates("key").set_index("key").loc[key].reset_index()
    flag = np.where(rows.key.isin(list(torn(counted, area))), "shared_tract", "")
    return [observe(rows, n, sums[n].to_numpy(), group=group, variant=variant, flag=flag) for n in names]


def _sums(rows: pd.DataFrame, places: pd.DataFrame, area: str, output: str) -> Columns:
    sums = rows.groupby(area).units.sum()
    own = places[places.level == area].drop_duplicates("key").set_index("key").loc[sums.index]
    return observe(own, output, sums.to_numpy(), group=ALL, variant=NEAR)


MEASURE = Measure(
    id="subsidized.distinct_homes",
    title="Distinct subsidized homes",
    summary="How many subsidized homes there are when a building that several programs pay for counts once, beside "
    "the number that the records add up to.",
    formula="Records are of one building if their points are at most 50 meters apart and their names are alike: "
    "common words (apartments, village, street …) aside, at least 70% of the pairs of neighboring letters of the "
    "shorter name are in the longer one, and no number in them differs. A record without a name is of the building "
    "of a near record of another program with the same number of homes. What is linked in steps is one building. "
    "Distinct homes = sum over buildings of the largest record, in that record's tract. Homes as recorded = sum over "
    "records. Records of fewer than five homes have neither point nor name here: each counts as a building of its "
    "own. Vouchers recorded at a housing authority's office are in neither number.",
    outputs=(
        Output("records", "records", "records, without those of vouchers at an office"),
        Output("homes_recorded", "homes", "homes as recorded: the sum over records, programs counted each"),
        Output("buildings", "buildings", "buildings or groups of buildings that the records are of"),
        Output("distinct_homes", "homes", "homes counted once: of each building the largest record"),
        Output(
            "homes_with_another", "homes", "distinct homes in buildings that another program pays for too"
        ),
        Output(
            "office_vouchers", "vouchers", "vouchers recorded at a housing authority's office, not counted"
        ),
        Output(
            "homes_at_shared_points",
            "homes",
            "distinct homes at points that three or more buildings share: an office's or a town center's",
        ),
    ),
    years=(INVENTORY_YEAR,),
    reads=(PROJECTS, SMALL, "census_boundaries.tracts", *GEOGRAPHY),
    uses=(INDEX,),
    variants={
        NEAR: "Points at most 50 meters apart and names alike.",
        SAME_NAME: "The same, and records of the very same name up to 1 kilometer apart: programs sometimes place "
        "one building at different points.",
    },
    references=(
        "Connecticut Department of Housing, statewide inventory of subsidized housing, about 2019-2020",
        "The rule (50 meters, 70% of letter pairs) is a decision of ours: the inventory has no addresses and no "
        "common number for a building",
    ),
    limits=(
        "An estimate, not a count: two buildings next to each other with like names are taken for one, and one "
        "building under two unlike names for two. A wider or narrower rule moves the number by a few percent.",
        "Where two programs pay for different homes of one building, the largest record misses some.",
        "Developments of some housing authorities are recorded at the authority's office: names keep them apart, but "
        "their tract is that of the office.",
        "Records of fewer than five homes, nearly all single homes with a deed restriction, cannot be compared with "
        "others: those that are in a larger record too count twice.",
        "Some records give zero homes, as published: they are among the records and buildings and add no home.",
        "A program's distinct homes are those within the program: the programs add up to more than all programs.",
        "Towns are those of the tract that holds the point.",
    ),
    worked=WorkedExample(
        given="Elm Court, 40 homes with tax credits; ELM COURT APTS, 38 homes with a HOME loan, 20 meters away; Oak "
        "House, 12 public homes, 30 meters away; one deed-restricted home somewhere in the tract.",
        columns=("building", "records", "homes as recorded", "distinct homes"),
        rows=(
            ("Elm Court", "2, names alike", "40 + 38", "40"),
            ("Oak House", "1", "12", "12"),
            ("the deed", "1, without a name", "1", "1"),
        ),
        result="91 homes as recorded, 53 distinct homes in three buildings.",
    ),
    group_words={**PROGRAMS, **band_labels(LEVEL_BANDS)},
    margin="count",
    compute=compute,
)
