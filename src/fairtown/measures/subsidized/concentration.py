"""Concentration: in which kinds of neighborhood subsidized homes are, against all homes and all rentals.

Opportunity level, poverty band, R/ECAP or not. The representation ratio is the share of a program's homes in a kind of
neighborhood over the share of all homes there: 2 is twice as many as if they were spread like all homes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fairtown.concepts import PEOPLE_OF_COLOR, Measure, Output, WorkedExample
from fairtown.data import catalog
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import (
    LOWER_BOUND,
    NOBODY,
    UNRELIABLE,
    Columns,
    base_flag,
    gather,
    join_flags,
    observe,
)
from fairtown.measures.opportunity.access_by_race import shares_by_level
from fairtown.measures.opportunity.index.catalogue import INDEX_VINTAGE, INDEX_YEAR
from fairtown.measures.opportunity.index.standardise import Array
from fairtown.measures.opportunity.indicators import tracts_of
from fairtown.measures.opportunity.oca_2014 import PUBLISHED
from fairtown.measures.opportunity.recap import COLOR_LINE, LEAST_MARGIN, METROPOLITAN, PEOPLE
from fairtown.measures.segregation.dissimilarity import dissimilarity
from fairtown.measures.subsidized.by_opportunity import ALL, INDEX, INVENTORY_YEAR, PROGRAMS
from fairtown.measures.subsidized.distinct_homes import LEVEL_BANDS, NEAR, band_group, band_labels
from fairtown.measures.subsidized.kinds_by_chance import Spread, spreads
from fairtown.measures.subsidized.kinds_of_tract import (
    BANDS,
    SURVEYED,
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
#: The survey whose period is nearest to the inventory and whose tracts are those of the index.
SURVEY = catalog.latest("acs5.tenure", INDEX_VINTAGE)
SURVEY_YEAR = SURVEY.year
LEVELS = ("state", "region")
RECORDS, DISTINCT = "records", "distinct"
#: What is counted in each variant, an output of `HOMES`.
COUNTED = {RECORDS: "homes_recorded", DISTINCT: "distinct_homes"}
#: The first kind that a survey decides: levels, whose error was not published, stand before.
FIRST_SURVEYED = len(LEVEL_BANDS)
CORRECTED = ", survey error taken out"


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return shares, ratios, poverty exposure and dissimilarity: by program for the state, all together for regions."""
    tracts = tracts_with_kinds(inputs)
    places = inputs.places()
    out = []
    for variant in COUNTED:
        homes = homes_by_tract(inputs.measure(HOMES, year), variant, tracts)
        for place in places[places.level.isin(LEVELS)].drop_duplicates("key").itertuples():
            in_place = (tracts.places[place.level] == place.key).to_numpy(bool)
            if not in_place.any():
                continue
            own = homes if place.level == "state" else homes[homes.index == ALL]
            programs = own.index.to_numpy(object)
            area = Area(
                place.geoid,
                place.vintage,
                variant,
                tracts.inside(in_place),
                programs,
                own.to_numpy()[:, in_place],
            )
            out += [*area.distribution(), *area.comparison(), *area.unevenness()]
    return gather(out)


def homes_by_tract(rows: pd.DataFrame, variant: str, tracts: Tracts) -> pd.DataFrame:
    """Return the subsidized homes of each program (rows) in each of the tracts (columns), from `HOMES`."""
    is_tract = rows.geoid.isin(tracts.places.geoid)
    found = rows[is_tract & (rows.variant == NEAR) & (rows.output == COUNTED[variant])]
    wide = found.pivot(index="group", columns="geoid", values="value")
    # a tract that the inventory does not name has none of its homes
    return wide.reindex(columns=tracts.places.geoid).fillna(0.0)


def tracts_with_kinds(inputs: Inputs) -> Tracts:
    """Return the 2010 tracts with their kinds and their homes."""
    places = tracts_of(inputs.places(), "2010")

    def by_tract(
        rows: pd.DataFrame, output: str, column: str = "value", variant: str = "", group: str = ""
    ) -> Array:
        own = rows[(rows.output == output) & (rows.variant == variant) & (rows.group == group)]
        own = own[own.vintage == "2010"].drop_duplicates("geoid").set_index("geoid")
        return own[column].reindex(places.geoid).to_numpy(float)

    tenure, poverty = inputs.measure(TENURE, SURVEY_YEAR), inputs.measure(POVERTY, SURVEY_YEAR)
    people, recap = inputs.measure(PEOPLE, SURVEY_YEAR), inputs.measure(RECAP, SURVEY_YEAR)
    counts = [by_tract(tenure, n, c) for n in ("households", "renter_households") for c in ("value", "moe")]
    homes, homes_moe, rentals, rentals_moe = counts
    return Tracts(
        places,
        level=by_tract(inputs.measure(INDEX, INDEX_YEAR), "level", variant=PUBLISHED),
        poverty=by_tract(poverty, "poverty_share"),
        poverty_moe=by_tract(poverty, "poverty_share", "moe"),
        color=by_tract(people, "share", group=PEOPLE_OF_COLOR),
        color_moe=by_tract(people, "share", "moe", group=PEOPLE_OF_COLOR),
        color_line=np.full(len(places), float(inputs.parameter(COLOR_LINE, SURVEY_YEAR))),
        recap_line=by_tract(recap, "threshold", variant=METROPOLITAN),
        recap=by_tract(recap, "is_recap", variant=METROPOLITAN),
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
        in_band = self.homes @ self.tracts.kinds
        total = over_ways(in_band)
        part = share(in_band, total)
        few = base_flag(total)
        spread = spreads(self.tracts, self.homes)
        none = np.full(part.shape, np.nan)
        left = self.homes.sum(axis=1, keepdims=True) - of_ways(in_band)
        return [
            self._by_kind("units", in_band, self._margin(none, spread["units"])),
            self._observe("units", left, self._groups(UNKNOWN)),
            self._by_kind("share", part, self._margin(none, spread["share"]), few),
            self._corrected("share", spread["share"], few),
            *self._against("homes", "rr_all", part, few, spread),
            *self._against("rentals", "rr_rentals", part, few, spread),
        ]

    def _against(
        self, name: str, ratio_name: str, part: Array, few: NDArray[np.object_], spread: dict[str, Spread]
    ) -> list[Columns]:
        """Return how all homes, or rentals, are spread, and how `part` (programs, bands), of flags `few`, compares."""
        counts, moe = getattr(self.tracts, name), getattr(self.tracts, f"{name}_moe")
        counted, counted_moe = counts @ self.tracts.kinds, np.sqrt(np.square(moe) @ self.tracts.kinds)
        base, base_moe = _shares(counted, counted_moe)
        ratio, ratio_moe = representation(part, np.broadcast_to(base, part.shape), base_moe)
        certain = np.where(np.isnan(base_moe) & ~np.isnan(counted_moe), "one_side", "").astype(object)
        # in the bands of a survey a tract can be on the wrong side
        certain[FIRST_SURVEYED:] = ""
        enough, of_base = base_flag(over_ways(counted)), f"{name}_share"
        why = join_flags(certain, np.where(base > 0, "", NOBODY))
        of_ratio = join_flags(few, np.broadcast_to(why, part.shape))
        return [
            self._by_kind(name, counted, self._margin(counted_moe, spread[name])),
            self._by_kind(
                of_base, base, self._margin(base_moe, spread[of_base]), join_flags(enough, certain)
            ),
            self._by_kind(ratio_name, ratio, self._margin(ratio_moe, spread[ratio_name]), of_ratio),
            self._corrected(of_base, spread[of_base], enough),
            self._corrected(ratio_name, spread[ratio_name], few),
        ]

    def _groups(self, kinds: Iterable[str], of_program: bool = True) -> NDArray[np.object_]:
        """Return the groups of figures by kind, those of every program or of all homes."""
        programs = self.programs if of_program else (ALL,)
        return np.array([band_group(p, kind) for p in programs for kind in kinds], object)

    @property
    def _no_error(self) -> NDArray[np.bool_]:
        """The bands of surveys, (bands,), whose margins are unknown, as the error of a tract with homes is."""
        no_count = np.isnan(self.tracts.homes_moe + self.tracts.rentals_moe).any()
        lived_in = (self.homes.sum(axis=0) > 0) | (self.tracts.homes > 0)
        of_ways = (self.tracts.no_error & lived_in[:, np.newaxis]).any(axis=0)
        return np.repeat(of_ways | no_count, [len(bands) for bands in SURVEYED.values()])

    def _margin(self, by_counts: Array, spread: Spread) -> Array:
        """Return margins by kind: of levels that of the counts alone, in the bands of surveys that of the kind too."""
        return np.concatenate([by_counts[..., :FIRST_SURVEYED], self._known(spread.moe)], axis=-1)

    def _known(self, moe: Array) -> Array:
        """Return margins in the bands of surveys: 0 where no tract is near a line, NaN where they are unknown."""
        return np.where(self._no_error, np.nan, np.where(moe < LEAST_MARGIN, 0.0, moe))

    def _by_kind(self, name: str, value: Array, moe: Array, flag: Any = None) -> Columns:
        """Return a figure by kind, (programs, bands) or (bands,); a `flag` is given of shares and ratios."""
        of_survey = value[..., FIRST_SURVEYED:]
        why = self._why_blank(of_survey, moe[..., FIRST_SURVEYED:] if flag is not None else None)
        of_levels = np.full(value[..., :FIRST_SURVEYED].shape, LOWER_BOUND, object)
        flags = join_flags("" if flag is None else flag, np.concatenate([of_levels, why], axis=-1))
        return self._observe(name, value, self._groups(BANDS, value.ndim > 1), moe, flags.ravel())

    def _corrected(self, name: str, spread: Spread, flag: NDArray[np.object_]) -> Columns:
        """Return a share or ratio corrected for survey error, in the bands of surveys; `flag` is of all bands."""
        value, moe = spread.corrected, self._known(spread.corrected_moe)
        flags = join_flags(flag[..., FIRST_SURVEYED:], self._why_blank(value, moe)).ravel()
        groups = self._groups(list(BANDS)[FIRST_SURVEYED:], value.ndim > 1)
        return self._observe(f"{name}_corrected", value, groups, moe, flags)

    def _why_blank(self, value: Array, moe: Array | None) -> NDArray[np.object_]:
        """Return why margins in the bands of surveys are blank: certain, unknown, or too wide to be said."""
        unknown = np.broadcast_to(np.where(self._no_error, "margin_missing", ""), value.shape)
        if moe is None:
            return unknown.astype(object)
        sure = np.where(moe == 0, "one_side", np.where(np.isnan(moe), UNRELIABLE, ""))
        return np.where(np.isnan(value), "", np.where(self._no_error, unknown, sure)).astype(object)

    def comparison(self) -> list[Columns]:
        """Return the poverty around the average home of each program, beside the average rental and home."""
        tracts = self.tracts
        none = np.zeros(len(tracts.homes))
        of_programs = [mean_poverty(h, none, tracts.poverty, tracts.poverty_moe) for h in self.homes]
        value, moe = np.array(of_programs).T
        counted = self.homes @ ~np.isnan(tracts.poverty)
        out = [self._observe("poverty_exposure", value, self.programs, moe, base_flag(counted))]
        for name, homes, homes_moe in (
            ("renter_poverty_exposure", tracts.rentals, tracts.rentals_moe),
            ("household_poverty_exposure", tracts.homes, tracts.homes_moe),
        ):
            mean, margin = mean_poverty(homes, homes_moe, tracts.poverty, tracts.poverty_moe)
            out.append(self._observe(name, np.array([mean]), ALL, margin, base_flag([homes.sum()])))
        return out

    def unevenness(self) -> list[Columns]:
        """Return the dissimilarity of each program's homes from all rentals, over tracts and over towns."""
        tracts = self.tracts
        codes = np.unique(tracts.places.town.to_numpy(str), return_inverse=True)[1]
        towns = (codes[:, np.newaxis] == np.arange(codes.max(initial=-1) + 1)).astype(float)
        flag = base_flag(self.homes.sum(axis=1))
        of_towns = self.homes @ towns, tracts.rentals @ towns, np.sqrt(np.square(tracts.rentals_moe) @ towns)
        out = []
        for name, (homes, rentals, moe) in (
            ("dissimilarity_tracts", (self.homes, tracts.rentals, tracts.rentals_moe)),
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
    summary="In which kinds of neighborhood subsidized homes are: by opportunity, poverty and segregation. All "
    "homes and all rentals stand beside them.",
    formula="Share = a program's homes in neighborhoods of a kind / its homes in all neighborhoods whose kind is "
    "known. Representation ratio = that share / the share of all occupied homes (or of all rented ones) in "
    "neighborhoods of the kind; 1 is as many as if they were spread alike. Poverty exposure = sum over tracts of "
    "(homes in the tract / all homes of the program) × poverty of the tract. Dissimilarity = ½ × sum over tracts, or "
    "towns, of |a / A − r / R|, with the program's homes a and all rented homes r there, A and R in all.",
    margin_formula="Margins by poverty and by R/ECAP hold the chance p of each tract to be of the kind, with normal "
    "errors of its poverty and of its share of people of color, and the error of the numbers of homes. With h of all n "
    "homes in a tract, SE the standard error of h, and S the share expected in the kind: V = Σ p (1 − p) (h / n)² + Σ "
    "SE² (p (1 − S)² + (1 − p) S²) / n², margin of the share = 1.645 × √V. A program's homes are counted: the first "
    "sum alone. Margin of a ratio, with a of the program's A homes in a tract and R the ratio expected = 1.645 × √(Σ p "
    "(1 − p) (a / A − R h / n)² + R² × the second sum) / S × √(1 + 3 V / S²). Survey error taken out: once and twice "
    "the error variance show how much a dose of it moves the expected figure, and two doses are taken back from the "
    "first. Margins by opportunity level, whose own error is not published, are those of the numbers of homes alone: "
    "√((rest × margin of the part)² + (part × margin of the rest)²) / (part + rest)², and ratio × margin of the share "
    "/ the share. Poverty exposure and dissimilarity: to first order.",
    outputs=(
        Output("units", "homes", "homes of the program in neighborhoods of this kind", margin="levels"),
        Output(
            "share", "share", "share of the program's homes in neighborhoods of this kind", margin="levels"
        ),
        Output("share_corrected", "share", f"share of the program's homes there{CORRECTED}"),
        Output("homes", "homes", "all occupied homes in neighborhoods of this kind"),
        Output("homes_share", "share", "share of all occupied homes in neighborhoods of this kind"),
        Output("homes_share_corrected", "share", f"share of all occupied homes there{CORRECTED}"),
        Output("rentals", "homes", "all rented homes in neighborhoods of this kind"),
        Output("rentals_share", "share", "share of all rented homes in neighborhoods of this kind"),
        Output("rentals_share_corrected", "share", f"share of all rented homes there{CORRECTED}"),
        Output("rr_all", "times", "share of the program's homes over the share of all occupied homes"),
        Output("rr_rentals", "times", "share of the program's homes over the share of all rented homes"),
        Output("rr_all_corrected", "times", f"ratio to all occupied homes{CORRECTED}"),
        Output("rr_rentals_corrected", "times", f"ratio to all rented homes{CORRECTED}"),
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
    uses=(TENURE, INDEX, RECAP, POVERTY, PEOPLE, HOMES),
    parameters=(COLOR_LINE,),
    variants={
        RECORDS: "Homes as recorded, without vouchers at offices: a building with three programs counts three times "
        "in all programs.",
        DISTINCT: "Distinct homes: a building counts once in all programs, and once in each of its own.",
    },
    references=(
        "Connecticut Department of Housing, statewide inventory of subsidized housing, about 2019-2020",
        f"U.S. Census Bureau, American Community Survey {SURVEY.period}, tables B25003 and C17002; poverty areas are "
        "tracts of 20% or more",
        "D. S. Massey and N. A. Denton, The Dimensions of Residential Segregation (1988): dissimilarity",
    ),
    limits=(
        "Not family homes alone: the inventory does not say reliably which homes are for older people.",
        "Margins by poverty and by R/ECAP hold the chance of each tract to be on the wrong side of a line. "
        "They take the errors of its poverty, its people of color and its homes as apart. The poverty that "
        "makes a tract an R/ECAP is held as it is. Where more than 1 of 20 surveys would find no homes in a "
        "kind of neighborhood, its ratio has no margin.",
        "Margins by opportunity level hold the error of the numbers of homes alone. They are too small, for "
        "the index of 2014 was published without its survey error.",
        "Survey error carries more tracts across a line one way than the other, which a margin does not "
        "hold. We tried both ways on made-up surveys (benchmarks/concentration_coverage.py). The interval "
        "of a figure as counted held the truth in 3 of 4 cases. That of a figure with survey error taken "
        "out held it in 9 of 10.",
        "Some homes are recorded at a housing authority's office and count in its tract. One such office "
        "stands in a tract without households, whose poverty is not known.",
        "All rentals hold the subsidized ones too. Against the other rentals alone, ratios would be farther "
        "from 1, and dissimilarity farther from 0.",
        "Survey error in small tracts pushes dissimilarity over tracts up a little; that over towns hardly.",
        "A program's homes over towns are those of the tract that holds the point, and so are the rentals.",
    ),
    worked=WorkedExample(
        given="A program has 60 homes in Very Low tracts and 40 in others. Of 1,000 occupied homes, 200 (margin "
        "30) are in Very Low tracts and 800 (margin 60) in others. Apart from that, with exact counts: one "
        "tract holds 100 of the 1,000 homes and 30 of the program's 100. It is an R/ECAP with a probability "
        "of 90%, and the others are surely none.",
        columns=("quantity", "calculation", "result"),
        rows=(
            ("share of the program", "60 / 100", "60%"),
            ("share of all homes", "200 / 1,000", "20%"),
            ("its margin", "√((800 × 30)² + (200 × 60)²) / 1,000²", "2.7 points"),
            ("representation ratio", "60% / 20%", "3.0"),
            ("its margin", "3.0 × 2.7 / 20", "0.4"),
            ("share of all homes in R/ECAPs", "100 / 1,000", "10%"),
            ("its margin", "1.645 × √(0.9 × 0.1) × 10%", "4.9 points"),
            ("share of the program in R/ECAPs", "30 / 100", "30%"),
            ("its margin", "1.645 × √(0.9 × 0.1) × 30%", "14.8 points"),
        ),
        result="Three times as many of the program's homes are in Very Low opportunity neighborhoods as of all homes, "
        "give or take 0.4 and the error of the levels. In R/ECAPs are 10% of all homes, give or take 4.9 points.",
    ),
    group_words={**PROGRAMS, **band_labels({**BANDS, **UNKNOWN})},
    margin="count",
    compute=compute,
)
