"""Balance: how evenly assisted homes are spread over towns, and where the new ones go, year by year from 2002.

The Gini over towns compares each town's part of the assisted homes with its part of all homes. New homes are net: what
the state's list has more than the year before, in high-opportunity towns and in others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from fairtown.concepts import EVERYONE, Measure, Output, WorkedExample
from fairtown.data.places import GEOGRAPHY, join
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import NOBODY, Columns, gather, join_flags, observe
from fairtown.measures.opportunity.index.standardise import Array
from fairtown.measures.opportunity.oca_2014 import LEVELS, PUBLISHED
from fairtown.measures.residents.race_ethnicity import PLANNING_DATABASE_YEAR
from fairtown.measures.segregation.estimation import counts
from fairtown.measures.segregation.estimation.counts import group_and_rest, ratio
from fairtown.measures.segregation.gini import pair_gaps
from fairtown.measures.subsidized.assisted_share import (
    LIST,
    PERIOD,
    TABLE_YEAR,
    TEN_PERCENT,
    TENANT,
    TYPES,
    YEARS,
    is_exempt,
)
from fairtown.measures.uncertainty import share

ACCESS = "opportunity.access_by_race"
#: From this year on the list has tenant rental assistance apart; before, it is among governmentally assisted homes.
TENANT_APART = 2011
TOTAL, HOMES = "total_assisted", "census_housing_units"
GOVERNMENT = "governmentally_assisted"
#: The people whose tracts make a town a high-opportunity one: those nearest to the index of 2014.
PEOPLE_YEAR = PLANNING_DATABASE_YEAR
HIGHER = LEVELS[3:]
#: Share of residents in tracts of the two highest levels from which on a town is a high-opportunity town.
HIGH_OPPORTUNITY_FROM = 0.5
#: Assisted homes among all homes of a town, as a share.
ONE_PERCENT = 0.01
HIGH, OTHER = "high_opportunity_towns", "other_towns"
AREAS = ("state", "region", "county")
#: Changes are added up from the year in which the list took its present form.
SINCE = f"net_new_since_{TENANT_APART}"


def lorenz_gini(assisted: ArrayLike, homes: ArrayLike, areas: counts.AreaLabels = None) -> Array:
    """Return the Gini over towns of assisted homes against all homes, 0 where every town has its part, below 1.

    `assisted`, `homes`: per town, shape (towns,); `areas`: the label of each town's area, then one value per label.
    Twice the area between the diagonal and the Lorenz curve of assisted homes, towns sorted by their share and as wide
    as their homes: the sum over pairs of towns of h × h′ × |p − p′| / (A × H). NaN where nothing is assisted.
    Raises FairtownError on a negative or missing count, or more assisted homes than homes.
    """
    group, rest = group_and_rest(assisted, homes)
    area = counts.Areas.from_labels(areas, group.shape[-1])
    everywhere = area.sum(group) * (area.sum(group) + area.sum(rest))
    return area.answer(ratio(pair_gaps(group, rest, area), everywhere))


def share_of_new(part: ArrayLike, rest: ArrayLike) -> Array:
    """Return part / (part + rest), the share of net new homes; NaN where either is below 0 or both are 0 or unknown."""
    own, other = np.asarray(part, float), np.asarray(rest, float)
    return np.where((own >= 0) & (other >= 0), share(own, own + other), np.nan)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return net new homes by town and area, and how evenly assisted homes are spread over the towns of each area."""
    table, places = inputs.table(LIST, TABLE_YEAR), inputs.places()
    own = places[(places.level == "town") & (places.vintage == table.vintage.iloc[0])]
    towns = join(
        table.loc[table.year == year, ["geoid", "vintage"]],
        own[["geoid", "vintage", "key", *AREAS]],
        MEASURE.id,
    )
    by_year = {y: _counts(table, y, towns) for y in (year, year - 1, TENANT_APART)}
    is_high = _is_high(inputs, towns)
    change = _change(by_year, year)
    blank = _why_blank(change, year)
    out = [observe(towns, name, change[name], flag=blank[name]) for name in change]
    out.append(observe(towns, "is_high_opportunity", is_high, flag=_flag_blank(is_high, "not_published")))
    areas = Areas.of_towns(places, towns)
    sums = {name: areas.sum(values) for name, values in change.items()}
    blank = _why_blank(sums, year)
    out += [areas.observe(name, sums[name], blank[name]) for name in sums]
    out += _spread(areas, by_year[year], by_year[year - 1], inputs.parameter(TEN_PERCENT, year))
    kinds = {HIGH: is_high == 1, OTHER: is_high == 0}
    return gather([*out, *_by_kind(areas, kinds, change, by_year[year], year)])


def _counts(table: pd.DataFrame, year: int, towns: pd.DataFrame) -> dict[str, Array]:
    """Return the counts of a year in the order of the towns; NaN where there are none."""
    rows = table[table.year == year]
    at = pd.Index(rows.geoid).get_indexer(towns.geoid)
    return {
        n: np.where(at < 0, np.nan, rows[n].to_numpy(float)[at] if len(rows) else np.nan)
        for n in (TOTAL, HOMES, *TYPES)
    }


def _change(by_year: dict[int, dict[str, Array]], year: int) -> dict[str, Array]:
    """Return what is more than the year before, and than in the list's first year of this form; NaN unknown."""
    now, before = by_year[year], by_year[year - 1]
    change = {f"net_new_{name}": now[name] - before[name] for name in TYPES}
    for name in (TENANT, GOVERNMENT) if year == TENANT_APART else ():
        change[f"net_new_{name}"] = np.full(len(now[name]), np.nan)
    if year > TENANT_APART:
        change[SINCE] = now[TOTAL] - by_year[TENANT_APART][TOTAL]
    return {"net_new": now[TOTAL] - before[TOTAL], **change}


def _why_blank(change: dict[str, Array], year: int) -> dict[str, NDArray[np.object_]]:
    """Return the flags of blank changes: the first year, types that the list joined, or no figure."""
    elsewhere = (
        {f"net_new_{TENANT}"} if year < TENANT_APART else {f"net_new_{TENANT}", f"net_new_{GOVERNMENT}"}
    )
    why = dict.fromkeys(elsewhere, "counted_elsewhere") if year <= TENANT_APART else {}
    if year == YEARS[0]:
        why = dict.fromkeys(change, "first_year")
    return {name: _flag_blank(values, why.get(name, "not_published")) for name, values in change.items()}


def _flag_blank(values: ArrayLike, why: str) -> NDArray[np.object_]:
    return np.where(np.isnan(np.asarray(values, float)), why, "").astype(object)


def _is_high(inputs: Inputs, towns: pd.DataFrame) -> Array:
    """Return 1 for high-opportunity towns, else 0; a town without a tract goes by the tract that covers it too."""
    vintage = towns.vintage.iloc[0]
    access = inputs.measure(ACCESS, PEOPLE_YEAR)
    in_higher_levels = access.output.isin(HIGHER) & (access.group == EVERYONE) & (access.variant == PUBLISHED)
    access = access.loc[in_higher_levels & (access.vintage == vintage), ["geoid", "value"]]
    part = access.groupby("geoid").value.sum(min_count=len(HIGHER)).reindex(towns.geoid)
    by_key = pd.Series(part.to_numpy(), index=towns.key)
    places = inputs.places()
    shared = places[(places.level == "tract") & (places.vintage == vintage) & (places.also_town != "")]
    cover = towns.key.map(shared.drop_duplicates("also_town").set_index("also_town").town)
    known = np.where(np.isnan(by_key), by_key.reindex(cover), by_key)
    return np.where(np.isnan(known), np.nan, known >= HIGH_OPPORTUNITY_FROM)


@dataclass(frozen=True)
class Areas:
    """The places that towns add up to; `inside` (places, towns) is true where a town is in a place."""

    places: pd.DataFrame
    inside: NDArray[np.bool_]

    @classmethod
    def of_towns(cls, places: pd.DataFrame, towns: pd.DataFrame) -> Areas:
        """Return the state, regions and counties that have any of the towns."""
        rows = places[places.level.isin(AREAS)].drop_duplicates("key")
        parents = towns[list(AREAS)].to_numpy(object).T
        inside = np.array([(parents == key).any(axis=0) for key in rows.key], bool)
        some = inside.any(axis=1)
        return cls(rows[["geoid", "vintage"]][some], inside[some])

    def sum(self, values: Array, where: NDArray[np.bool_] | None = None) -> Array:
        """Return the sum over the towns of each place, those where `where` is true; NaN if one is unknown."""
        inside = self.inside if where is None else self.inside & where
        return np.where(inside @ np.isnan(values), np.nan, inside @ np.nan_to_num(values))

    def having(self, some: NDArray[np.bool_]) -> Areas:
        """Return the places where `some` is true."""
        return Areas(self.places[some], self.inside[some])

    def observe(self, name: str, values: Array, flag: Any, group: str = "") -> Columns:
        """Return a figure added up from towns."""
        return observe(self.places, name, values, group=group, flag=join_flags("added_up", flag))


def _spread(areas: Areas, now: dict[str, Array], before: dict[str, Array], line: float) -> list[Columns]:
    """Return the Gini and how many towns have none, few and many; a new census changes what they are shares of."""
    assisted, homes = now[TOTAL], now[HOMES]
    is_new = (areas.inside & (homes != before[HOMES]) & ~np.isnan(before[HOMES])).any(axis=1)
    census = np.where(is_new, "new_census", "")
    known = ~np.isnan(assisted + homes)
    # an area that lacks a town would look more even than it is
    whole = np.asarray(~(areas.inside & ~known).any(axis=1))
    gini = [
        float(lorenz_gini(assisted[i], homes[i])) if w else np.nan
        for i, w in zip(areas.inside, whole, strict=True)
    ]
    part = share(assisted, homes)
    counted = {
        "towns_none": np.where(known, assisted == 0, np.nan),
        "towns_below_one_percent": np.where(known, part < ONE_PERCENT, np.nan),
        "towns_at_ten_percent": is_exempt(assisted, homes, line),
    }
    out = [areas.observe("gini", np.array(gini), join_flags(census, np.where(whole, "", "not_published")))]
    for name, of_towns in counted.items():
        n = areas.sum(of_towns)
        out.append(areas.observe(name, n, join_flags(census, _flag_blank(n, "not_published"))))
    return out


def _by_kind(
    areas: Areas,
    kinds: dict[str, NDArray[np.bool_]],
    change: dict[str, Array],
    now: dict[str, Array],
    year: int,
) -> list[Columns]:
    """Return new and all assisted homes in high-opportunity towns and in the others, as counts and as shares."""
    out = []
    for kind, other in ((HIGH, OTHER), (OTHER, HIGH)):
        areas_with_kind = areas.having(np.asarray((areas.inside & kinds[kind]).any(axis=1)))
        sums = {name: areas_with_kind.sum(values, kinds[kind]) for name, values in change.items()}
        blank = _why_blank(sums, year)
        out += [areas_with_kind.observe(name, sums[name], blank[name], kind) for name in sums]
        for name in (n for n in ("net_new", SINCE) if n in change):
            own, rest = sums[name], areas_with_kind.sum(change[name], kinds[other])
            why = join_flags(blank[name], _why_no_share(own, rest))
            out.append(areas_with_kind.observe(f"{name}_share", share_of_new(own, rest), why, kind))
        for name, count in (("assisted_part", TOTAL), ("homes_part", HOMES)):
            own, rest = (areas_with_kind.sum(now[count], kinds[k]) for k in (kind, other))
            why = _flag_blank(own + rest, "not_published")
            out.append(areas_with_kind.observe(name, share(own, own + rest), why, kind))
    return out


def _why_no_share(own: Array, rest: Array) -> NDArray[np.object_]:
    """Return why there is no share of new homes: they became fewer somewhere, or none came or went."""
    lost = np.where((own < 0) | (rest < 0), "lost_somewhere", "")
    unknown = np.where(np.isnan(rest) & ~np.isnan(own), "not_published", "")
    return join_flags(lost, unknown, np.where((own == 0) & (rest == 0), NOBODY, ""))


def _nets(unit: str, description: str) -> tuple[Output, ...]:
    types = {
        GOVERNMENT: "governmentally assisted homes",
        TENANT: "homes with tenant rental assistance",
        "chfa_usda_mortgages": "homes with CHFA or USDA mortgages",
        "deed_restricted": "homes with a deed restriction",
    }
    return tuple(Output(f"net_new_{name}", unit, f"{what} {description}") for name, what in types.items())


MEASURE = Measure(
    id="subsidized.balance",
    title="Balance of assisted homes",
    summary="How evenly assisted homes are spread over towns, year by year. It says too how many of the new ones "
    "are in high-opportunity towns.",
    formula="Net new = homes on the list less those of the year before. Gini = sum over pairs of towns, each pair "
    "once, of h × h′ × |p − p′| / (A × H), where h is a town's homes, p the share of them that are assisted, A and H "
    "the assisted and all homes of the area: twice the area between the Lorenz curve and the diagonal. A town is a "
    "high-opportunity town if at least half of its residents (2012-2016) live in tracts of the two highest levels of "
    "the 2014 index; the same towns in all years. Share of net new = net new homes in such towns / net new homes in "
    "all, only where neither kind of towns lost homes.",
    outputs=(
        Output("net_new", "homes", "assisted homes more than the year before; below 0 are fewer"),
        *_nets("homes", "more than the year before"),
        Output(SINCE, "homes", "assisted homes more than in 2011"),
        Output(
            "is_high_opportunity",
            "yes/no",
            "at least half of its residents live in higher-opportunity tracts",
        ),
        Output("gini", "share", "Gini over towns of assisted homes against all homes, 0 even"),
        Output("towns_none", "towns", "towns without an assisted home on the list"),
        Output(
            "towns_below_one_percent",
            "towns",
            "towns where less than one percent of homes is assisted, or none",
        ),
        Output(
            "towns_at_ten_percent",
            "towns",
            "towns where at least ten percent of homes is assisted, unrounded",
        ),
        Output("net_new_share", "share", "share of the year's net new homes that is in these towns"),
        Output(
            f"{SINCE}_share",
            "share",
            "share of the net new homes since 2011 that is in these towns",
        ),
        Output("assisted_part", "share", "share of the area's assisted homes that is in these towns"),
        Output("homes_part", "share", "share of all homes of the area that is in these towns"),
    ),
    years=YEARS,
    reads=(LIST, *GEOGRAPHY),
    uses=(ACCESS,),
    parameters=(TEN_PERCENT,),
    references=(
        f"Affordable Housing Appeals List, {PERIOD} (Connecticut General Statutes, section 8-30g)",
        "M. O. Lorenz, Methods of Measuring the Concentration of Wealth (1905); C. Gini, Variabilità e mutabilità "
        "(1912)",
        "Half of the residents as the line of a high-opportunity town is a decision of ours",
    ),
    limits=(
        "Net new is a difference of two lists, not homes built: corrections of the list, mortgages paid off and "
        "vouchers that move are in it. In 2003 the list has about 11,500 homes fewer than in 2002; we assume that a "
        "change of that size comes from how homes were counted.",
        "The list counts mortgages and vouchers; a town's new ones are not new buildings.",
        "The number of all homes is that of the last census: the Gini and the shares jump in 2011 and 2023 for that "
        "alone.",
        "Tenant rental assistance stands apart only from 2011; its change, and that of governmentally assisted "
        "homes, begins in 2012. Changes over years are told from 2011 on for that reason.",
        "High-opportunity towns hold tracts of lower levels too, and the others hold some of higher levels.",
        "The levels were published without their survey error, and the people of 2012-2016 without margins: a town "
        "near one half could stand on the other side, which no figure here holds.",
        "Canaan has no tract of its own: it goes by that of Norfolk, which covers it.",
    ),
    worked=WorkedExample(
        given="Three towns of 1,000 homes each with 0, 20 and 100 assisted homes; the year before it was 0, 15 and "
        "95. The second is a high-opportunity town.",
        columns=("quantity", "calculation", "result"),
        rows=(
            ("net new homes", "(20 − 15) + (100 − 95)", "10"),
            ("share in high-opportunity towns", "5 / 10", "50%"),
            ("pairs of towns", "1,000² × (.02 + .10 + .08)", "200,000"),
            ("Gini", "200,000 / (120 × 3,000)", ".556"),
        ),
        result="Half of the new homes are in the high-opportunity town; all of them are very unevenly spread.",
    ),
    group_words={HIGH: "High-opportunity towns", OTHER: "Other towns"},
    margin="count",
    compute=compute,
)
