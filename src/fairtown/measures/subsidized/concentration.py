"""Concentration: in which kinds of neighborhood subsidized homes are, against all homes and all rentals.

Opportunity level, poverty band, R/ECAP or not. The representation ratio is the share of a program's homes in a kind of
neighborhood over the share of all homes there: 2 is twice as many as if they were spread like all homes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fairtown.concepts import Measure, Output, Worked
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.observe import NOBODY, Columns, base_flag, gather, join_flags, observe
from fairtown.measures.opportunity.access_by_race import shares_by_level
from fairtown.measures.opportunity.indicators import tracts_of
from fairtown.measures.opportunity.oca_2014 import PUBLISHED
from fairtown.measures.opportunity.recap import METROPOLITAN
from fairtown.measures.opportunity.standardise import Array
from fairtown.measures.segregation.dissimilarity import dissimilarity
from fairtown.measures.subsidized.by_opportunity import ALL, INDEX, INDEX_YEAR, INVENTORY_YEAR, PROGRAMS
from fairtown.measures.subsidized.distinct_homes import NEAR, band_group, band_words
from fairtown.measures.subsidized.kinds_of_tract import (
    BANDS,
    UNKNOWN,
    WAYS,
    Tracts,
    dissimilarity_moe,
    mean_poverty,
    of_ways,
    over_ways,
    representation,
)
from fairtown.measures.uncertainty import share

HOMES, TENURE, POVERTY = "subsidized.distinct_homes", "homes.tenure", "residents.poverty"
RECAP = "opportunity.recap"
#: The survey whose period is nearest to the inventory of about 2019-2020 and still on 2010 tracts.
SURVEY_YEAR = 2019
LEVELS = ("state", "region")
RECORDS, DISTINCT = "records", "distinct"
#: What is counted in each variant, an output of `HOMES`.
COUNTED = {RECORDS: "homes_recorded", DISTINCT: "distinct_homes"}


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return shares, ratios, poverty exposure and dissimilarity: by program for the state, all together for regions."""
    tracts = _tracts(inputs)
    found = inputs.measure(HOMES, year)
    found = found[found.geoid.isin(tracts.places.geoid) & (found.variant == NEAR)]
    places = inputs.places()
    out = []
    for variant, output in COUNTED.items():
        wide = found[found.output == output].pivot(index="group", columns="geoid", values="value")
        # a tract that the inventory does not name has none of its homes
        homes = wide.reindex(columns=tracts.places.geoid).fillna(0.0)
        for place in places[places.level.isin(LEVELS)].drop_duplicates("key").itertuples():
            here = (tracts.places[place.level] == place.key).to_numpy(bool)
            if not here.any():
                continue
            kept = homes if place.level == "state" else homes[homes.index == ALL]
            programs = kept.index.to_numpy(object)
            area = Area(
                place.geoid, place.vintage, variant, tracts.inside(here), programs, kept.to_numpy()[:, here]
            )
            out += [*area.distribution(), *area.comparison(), *area.unevenness()]
    return gather(out)


def _tracts(inputs: Inputs) -> Tracts:
    """Return the 2010 tracts with their kinds and their homes."""
    places = tracts_of(inputs.places(), "2010")

    def of(rows: pd.DataFrame, output: str, column: str = "value", variant: str = "") -> Array:
        own = rows[(rows.output == output) & (rows.variant == variant)].drop_duplicates(["geoid", "vintage"])
        own = own[own.vintage == "2010"].set_index("geoid")
        return own[column].reindex(places.geoid).to_numpy(float)

    tenure, poverty = inputs.measure(TENURE, SURVEY_YEAR), inputs.measure(POVERTY, SURVEY_YEAR)
    counts = [of(tenure, n, c) for n in ("households", "renter_households") for c in ("value", "moe")]
    homes, homes_moe, rentals, rentals_moe = counts
    return Tracts(
        places,
        level=of(inputs.measure(INDEX, INDEX_YEAR), "level", variant=PUBLISHED),
        poverty=of(poverty, "poverty_share"),
        poverty_moe=of(poverty, "poverty_share", "moe"),
        recap=of(inputs.measure(RECAP, SURVEY_YEAR), "is_recap", variant=METROPOLITAN),
        homes=np.nan_to_num(homes),
        homes_moe=homes_moe,
        rentals=np.nan_to_num(rentals),
        rentals_moe=rentals_moe,
    )


@dataclass(frozen=True)
class Area:
    """The subsidized homes of one place, `homes` (programs, tracts), and what they are set against."""

    geoid: str
    vintage: str
    variant: str
    tracts: Tracts
    programs: NDArray[np.object_]
    homes: Array

    def _observe(
        self, name: str, value: Array, group: Any, moe: Array | float = np.nan, flag: Any = ""
    ) -> Columns:
        n = np.size(value)
        rows = pd.DataFrame(
            {"geoid": np.full(n, self.geoid, object), "vintage": np.full(n, self.vintage, object)}
        )
        # no survey error at all, as of none of a program's homes, shows no margin
        margin = np.where(np.ravel(moe) == 0, np.nan, np.ravel(moe))
        return observe(rows, name, np.ravel(value), margin, group, self.variant, flag)

    def distribution(self) -> list[Columns]:
        """Return homes and shares by kind of neighborhood, and the ratios against all homes and all rentals."""
        kinds = self.tracts.kinds
        in_band = self.homes @ kinds
        total = over_ways(in_band)
        part = share(in_band, total)
        group = np.array([band_group(p, b) for p in self.programs for b in BANDS], object)
        few = base_flag(total.ravel())
        out = [self._observe("units", in_band, group), self._observe("share", part, group, flag=few)]
        unknown = np.array([band_group(p, n) for p in self.programs for n in UNKNOWN], object)
        left = self.homes.sum(axis=1, keepdims=True) - of_ways(in_band)
        out.append(self._observe("units", left, unknown))
        here = self.tracts
        out += self._against("homes", "rr_all", here.homes, here.homes_moe, part, few)
        return [*out, *self._against("rentals", "rr_rentals", here.rentals, here.rentals_moe, part, few)]

    def _against(
        self, name: str, ratio_name: str, counts: Array, moe: Array, part: Array, few: NDArray[np.object_]
    ) -> list[Columns]:
        """Return how all homes, or rentals, are spread, and how `part` (programs, bands), of flags `few`, compares."""
        counted, counted_moe = counts @ self.tracts.kinds, np.sqrt(np.square(moe) @ self.tracts.kinds)
        base, base_moe = _shares(counted, counted_moe)
        certain = np.where(np.isnan(base_moe) & ~np.isnan(counted_moe), "one_side", "")
        bands = np.array(list(BANDS), object)
        group = np.array([band_group(p, b) for p in self.programs for b in BANDS], object)
        ratio, ratio_moe = representation(part, np.broadcast_to(base, part.shape), base_moe)
        why = join_flags(certain, np.where(base > 0, "", NOBODY))
        return [
            self._observe(name, counted, bands, counted_moe),
            self._observe(
                f"{name}_share", base, bands, base_moe, join_flags(base_flag(over_ways(counted)), certain)
            ),
            self._observe(
                ratio_name, ratio, group, ratio_moe, join_flags(few, np.tile(why, len(self.programs)))
            ),
        ]

    def comparison(self) -> list[Columns]:
        """Return the poverty around the average home of each program, beside the average rental and home."""
        here = self.tracts
        none = np.zeros(len(here.homes))
        of_programs = [mean_poverty(h, none, here.poverty, here.poverty_moe) for h in self.homes]
        value, moe = np.array(of_programs).T
        counted = self.homes @ ~np.isnan(here.poverty)
        out = [self._observe("poverty_exposure", value, self.programs, moe, base_flag(counted))]
        for name, homes, homes_moe in (
            ("renter_poverty_exposure", here.rentals, here.rentals_moe),
            ("household_poverty_exposure", here.homes, here.homes_moe),
        ):
            mean, margin = mean_poverty(homes, homes_moe, here.poverty, here.poverty_moe)
            out.append(self._observe(name, np.array([mean]), ALL, margin, base_flag([homes.sum()])))
        return out

    def unevenness(self) -> list[Columns]:
        """Return the dissimilarity of each program's homes from all rentals, over tracts and over towns."""
        here = self.tracts
        codes = np.unique(here.places.town.to_numpy(str), return_inverse=True)[1]
        towns = (codes[:, np.newaxis] == np.arange(codes.max(initial=-1) + 1)).astype(float)
        flag = base_flag(self.homes.sum(axis=1))
        of_towns = self.homes @ towns, here.rentals @ towns, np.sqrt(np.square(here.rentals_moe) @ towns)
        out = []
        for name, (homes, rentals, moe) in (
            ("dissimilarity_tracts", (self.homes, here.rentals, here.rentals_moe)),
            ("dissimilarity_towns", of_towns),
        ):
            value = dissimilarity(homes, np.broadcast_to(rentals, homes.shape))
            margin = np.array([dissimilarity_moe(h, rentals, moe) for h in homes])
            out.append(self._observe(name, value, self.programs, margin, flag))
        return out


def _shares(counted: Array, moe: Array) -> tuple[Array, Array]:
    """Return the share of each band in its way and its margin, NaN where it is certain or unknown, shape (bands,)."""
    ends = np.cumsum([len(bands) for bands in WAYS.values()])[:-1]
    parts = [shares_by_level(c, m) for c, m in zip(np.split(counted, ends), np.split(moe, ends), strict=True)]
    value, margin = (np.concatenate(p) for p in zip(*parts, strict=True))
    return value, margin


MEASURE = Measure(
    id="subsidized.concentration",
    title="Concentration of subsidized homes",
    summary="In which neighborhoods subsidized homes are, by opportunity, poverty and segregation, and how that "
    "compares with where all homes and all rentals are.",
    formula="Share = a program's homes in neighborhoods of a kind / its homes in all neighborhoods whose kind is "
    "known. Representation ratio = that share / the share of all occupied homes (or of all rented ones) in "
    "neighborhoods of the kind; 1 is as many as if they were spread alike. Its margin is that of the survey in the "
    "share of all homes: ratio × margin of the share / the share. Poverty exposure = sum over tracts of (homes in "
    "the tract / all homes of the program) × poverty of the tract. Dissimilarity = ½ × sum over tracts, or towns, of "
    "|a / A − r / R|, with the program's homes a and all rented homes r there, A and R in all; its margin and that "
    "of exposure are to first order.",
    outputs=(
        Output("units", "homes", "homes of the program in neighborhoods of this kind"),
        Output("share", "share", "share of the program's homes in neighborhoods of this kind"),
        Output("homes", "homes", "all occupied homes in neighborhoods of this kind"),
        Output("homes_share", "share", "share of all occupied homes in neighborhoods of this kind"),
        Output("rentals", "homes", "all rented homes in neighborhoods of this kind"),
        Output("rentals_share", "share", "share of all rented homes in neighborhoods of this kind"),
        Output("rr_all", "times", "share of the program's homes over the share of all occupied homes"),
        Output("rr_rentals", "times", "share of the program's homes over the share of all rented homes"),
        Output("poverty_exposure", "share", "poverty in the tract of the program's average home"),
        Output("renter_poverty_exposure", "share", "poverty in the tract of the average rented home"),
        Output("household_poverty_exposure", "share", "poverty in the tract of the average occupied home"),
        Output(
            "dissimilarity_tracts", "share", "dissimilarity from all rented homes over tracts, 0 spread alike"
        ),
        Output(
            "dissimilarity_towns", "share", "dissimilarity from all rented homes over towns, 0 spread alike"
        ),
    ),
    years=(INVENTORY_YEAR,),
    reads=GEOGRAPHY,
    uses=(TENURE, INDEX, RECAP, POVERTY, HOMES),
    variants={
        RECORDS: "Homes as recorded, without vouchers at offices: a building with three programs counts three times "
        "in all programs.",
        DISTINCT: "Distinct homes: a building counts once in all programs, and once in each of its own.",
    },
    references=(
        "Connecticut Department of Housing, statewide inventory of subsidized housing, about 2019-2020",
        "U.S. Census Bureau, American Community Survey 2015-2019, tables B25003 and C17002; poverty areas are tracts "
        "of 20% or more",
        "D. S. Massey and N. A. Denton, The Dimensions of Residential Segregation (1988): dissimilarity",
    ),
    limits=(
        "Not family homes alone: the inventory does not say reliably which homes are for older people.",
        "Margins hold the survey's error in the numbers of homes and in poverty where it is averaged, none in the "
        "kind of a tract: a tract near the line of a poverty band can be on its wrong side.",
        "Some developments are recorded at a housing authority's office and count in its tract; one such office "
        "stands in a tract without households, whose poverty is not known.",
        "All rentals hold the subsidized ones too, so that ratios and dissimilarity from the other rentals would be "
        "farther from 1 and from 0.",
        "Survey error in small tracts pushes dissimilarity over tracts up a little; that over towns hardly.",
        "A program's homes over towns are those of the tract that holds the point, and so are the rentals.",
    ),
    worked=Worked(
        given="A program with 60 homes in Very Low tracts and 40 in others; of 1,000 occupied homes 200 (margin 30) "
        "are in Very Low tracts and 800 (margin 60) in others.",
        columns=("quantity", "calculation", "result"),
        rows=(
            ("share of the program", "60 / 100", "60%"),
            ("share of all homes", "200 / 1,000", "20%"),
            ("its margin", "√((800 × 30)² + (200 × 60)²) / 1,000²", "2.7 points"),
            ("representation ratio", "60% / 20%", "3.0"),
            ("its margin", "3.0 × 2.7 / 20", "0.4"),
        ),
        result="Three times as many of the program's homes are in Very Low opportunity neighborhoods as of all "
        "homes, give or take 0.4.",
    ),
    group_words={**PROGRAMS, **band_words({**BANDS, **UNKNOWN})},
    margin="count",
    compute=compute,
)
