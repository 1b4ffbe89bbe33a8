"""R/ECAP: HUD's racially or ethnically concentrated areas of poverty, tract by tract, and who lives in them.

At least half of the residents are people of color, and poverty reaches 40 percent, or three times the mean of the
area's tracts where that is lower. A tract near a line can be on its wrong side by chance; its probability says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from fairtown.concepts import PEOPLE_OF_COLOR, Measure, Output, Parameter, WorkedExample
from fairtown.data import catalog
from fairtown.data.places import GEOGRAPHY, join, torn
from fairtown.measures.aggregation import LEAST_MATCHED
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import NOBODY, Columns, base_flag, gather, join_flags, observe
from fairtown.measures.opportunity.access_by_race import ALL_GROUPS, AREAS, shares_by_level
from fairtown.measures.opportunity.index.catalogue import SURVEY_YEARS
from fairtown.measures.opportunity.index.standardise import Array
from fairtown.measures.opportunity.indicators import tracts_of
from fairtown.measures.residents.race_ethnicity import PLANNING_DATABASE_YEAR
from fairtown.measures.uncertainty import Z_90, proportion_moe, share, standard_error, sum_moe

PEOPLE = "residents.race_ethnicity"
AREA = "omb_areas.counties"
AREA_YEAR = catalog.latest(AREA).year
PLANNING_DATABASE, SURVEY = "census_pdb.poverty_and_tenure", "acs5.poverty"
BELOW = ["under_half_poverty", "half_to_poverty"]
#: A share with a smaller margin (in shares) is certain: no tract is near a line.
LEAST_MARGIN = 1e-5
METROPOLITAN, FORTY_PERCENT = "metropolitan", "forty_percent"

HUD = "HUD, AFFH data documentation (7 July 2015), and HUD's map layer of R/ECAPs, which says the same"
COLOR_LINE = Parameter("people_of_color_line", "share", {"2015-07-07": 0.50}, HUD)
POVERTY_LINE = Parameter("poverty_line", "share", {"2015-07-07": 0.40}, HUD)
TIMES_MEAN = Parameter("times_mean_poverty", "times", {"2015-07-07": 3.0}, HUD)
LEAST_PEOPLE = Parameter(
    "least_people_of_known_poverty",
    "people",
    {"2015-07-07": 100},
    "a decision of ours: no authority sets it; below it a tract is not judged and not in the mean of its area",
)


@dataclass(frozen=True)
class Tracts:
    """The tracts of a period: people and 90% margins (tracts, groups) as in `ALL_GROUPS`; poverty and color (tracts,).

    `poverty` and `color` are shares with their margins; NaN unknown. `flag` says why poverty is blank.
    """

    places: pd.DataFrame
    people: Array
    people_moe: Array
    color: Array
    color_moe: Array
    poverty: Array
    poverty_moe: Array
    flag: NDArray[np.object_]

    @property
    def has_margins(self) -> bool:
        """Whether the source of this period gives margins at all."""
        return not np.isnan(self.people_moe).all()

    def unsure(self, chance: Array) -> NDArray[np.object_]:
        """Return why a probability is blank: that of the figure, or that its error is unknown."""
        unknown = np.where(np.isnan(chance) & (self.flag == ""), self.no_margin, "")
        return join_flags(self.flag, unknown)

    @property
    def no_margin(self) -> str:
        """What is to be said where a margin is unknown."""
        return "margin_missing" if self.has_margins else "no_margin"


def tracts_with_poverty(inputs: Inputs, year: int, least: float) -> Tracts:
    """Return the tracts of a year; poverty is blank where it is known for fewer than `least` people.

    The file of 2012-2016 does not say for how many it is known, so that nothing is left out there.
    """
    rows = inputs.measure(PEOPLE, year)
    places = inputs.places()
    tracts = tracts_of(places, str(rows.vintage.iloc[0]))
    own = rows[rows.geoid.isin(tracts.geoid)]

    def wide(output: str, column: str) -> pd.DataFrame:
        table = own[own.output == output].pivot(index="geoid", columns="group", values=column)
        return table.reindex(tracts.geoid)

    people, people_moe = (wide("people", c).reindex(columns=list(ALL_GROUPS)) for c in ("value", "moe"))
    color, color_moe = (wide("share", c)[PEOPLE_OF_COLOR] for c in ("value", "moe"))
    poverty, poverty_moe, flag = _poverty(inputs, year, tracts, least)
    return Tracts(
        tracts,
        people.to_numpy(float),
        people_moe.to_numpy(float),
        color.to_numpy(float),
        color_moe.to_numpy(float),
        poverty,
        poverty_moe,
        flag,
    )


def _poverty(
    inputs: Inputs, year: int, tracts: pd.DataFrame, least: float
) -> tuple[Array, Array, NDArray[np.object_]]:
    """Return the poverty rate of each tract, its 90% margin, and why it is blank."""
    names = tracts[["geoid", "vintage"]]
    if year == PLANNING_DATABASE_YEAR:
        printed = join(names, inputs.table(PLANNING_DATABASE, year), PLANNING_DATABASE, LEAST_MATCHED)
        rate = printed.poverty_rate.to_numpy(float)
        return rate, np.full(len(rate), np.nan), np.where(np.isnan(rate), NOBODY, "").astype(object)
    cells = join(names, inputs.table(SURVEY, year), SURVEY, LEAST_MATCHED)
    parts = cells[BELOW].to_numpy(float)
    below, below_moe = parts.sum(axis=1), sum_moe(cells[[c + "_moe" for c in BELOW]].to_numpy(float), parts)
    known = cells.poverty_universe.to_numpy(float)
    judged = known >= least
    moe = proportion_moe(below, below_moe, known, cells.poverty_universe_moe.to_numpy(float))
    why = np.where(np.isnan(known), "not_published", np.where(known == 0, NOBODY, "no_score"))
    flag = np.where(judged, "", why).astype(object)
    return np.where(judged, share(below, known), np.nan), np.where(judged, moe, np.nan), flag


def threshold(poverty: ArrayLike, area: ArrayLike, line: float, times: float) -> Array:
    """Return the poverty line of each tract: `times` the plain mean of its area's tracts, at most `line`."""
    rates = pd.Series(np.asarray(poverty, float))
    mean = rates.groupby(np.asarray(area)).transform("mean").to_numpy()
    return np.fmin(line, times * mean)


def is_recap(color: Array, poverty: Array, color_line: float, poverty_line: Array) -> Array:
    """Return 1 where both shares reach their lines, else 0; NaN where one is unknown."""
    known = ~np.isnan(color) & ~np.isnan(poverty)
    return np.where(known, (color >= color_line) & (poverty >= poverty_line), np.nan)


def p_at_least(value: Array, moe: Array, line: Array | float) -> Array:
    """Return the probability that a figure reaches `line`, its error being normal; NaN where anything is unknown."""
    error = standard_error(moe)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        chance = np.where(error > 0, ndtr((value - line) / error), (value >= line).astype(float))
    return np.where(np.isnan(value) | np.isnan(error), np.nan, chance)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return which tracts are R/ECAPs, how sure that is, how many there are, and who lives in them."""
    tracts = tracts_with_poverty(inputs, year, inputs.parameter(LEAST_PEOPLE, year))
    color_line = inputs.parameter(COLOR_LINE, year)
    line, times = (float(inputs.parameter(p, year)) for p in (POVERTY_LINE, TIMES_MEAN))
    area_of = inputs.table(AREA, AREA_YEAR).set_index("geoid").area_code
    lines = {
        METROPOLITAN: threshold(tracts.poverty, tracts.places.county.map(area_of), line, times),
        FORTY_PERCENT: np.full(len(tracts.places), line),
    }
    colored = p_at_least(tracts.color, tracts.color_moe, color_line)
    out = []
    for variant, least in lines.items():
        found = is_recap(tracts.color, tracts.poverty, color_line, least)
        chance = colored * p_at_least(tracts.poverty, tracts.poverty_moe, least)
        out.append(observe(tracts.places, "is_recap", found, variant=variant, flag=tracts.flag))
        out.append(observe(tracts.places, "threshold", least, variant=variant))
        out.append(observe(tracts.places, "p_recap", chance, variant=variant, flag=tracts.unsure(chance)))
        for level in AREAS:
            area = InArea(inputs.places(), level, tracts, found, chance)
            out.append(area.number("recaps", variant))
            out.append(area.people_share("people_share", variant))
    return gather(out)


class InArea:
    """Tracts that were found, and their people, in every place of a level."""

    def __init__(
        self, places: pd.DataFrame, level: str, tracts: Tracts, found: Array, chance: Array | None = None
    ) -> None:
        """Add up over the tracts that are judged; `found` (tracts,) is 1, 0, or NaN for those that are not.

        `chance`: the probability that a tract is found, whose error then widens the margins of shares.
        """
        own = places[places.level == level]
        same = own.vintage == tracts.places.vintage.iloc[0]
        self.areas = own[same] if same.any() else own.drop_duplicates("key")
        codes = pd.Index(self.areas.key).get_indexer(tracts.places[level])
        self.no_margin = tracts.no_margin
        judged = ~np.isnan(found) & (codes >= 0)
        inside = np.stack([found[judged], 1 - found[judged]], axis=-1)
        self.tracts = self._sum(codes[judged], inside)
        sides = inside[:, np.newaxis, :]
        self.people = self._sum(codes[judged], tracts.people[judged][..., np.newaxis] * sides)
        squares = np.square(tracts.people_moe[judged])[..., np.newaxis]
        # an unknown margin counts on its own side only
        self.moe = np.sqrt(self._sum(codes[judged], np.where(sides > 0, squares, 0.0)))
        self.by_chance = self._by_chance(codes[judged], tracts.people[judged], chance, judged)
        wrong = np.full(len(found), np.nan) if chance is None else chance * (1 - chance)
        self.number_moe = Z_90 * np.sqrt(self._sum(codes[judged], wrong[judged]))
        has_tracts = self.tracts.sum(axis=1) > 0
        shared = self.areas.key.isin(list(torn(tracts.places, level)))
        self.flag = join_flags(
            np.where(has_tracts, "", "not_published"), np.where(shared, "shared_tract", "")
        )

    def _by_chance(
        self, codes: NDArray[np.intp], people: Array, chance: Array | None, judged: NDArray[np.bool_]
    ) -> Array:
        """Return the variance of each group's share that comes from tracts on the wrong side of a line."""
        if chance is None:
            return np.zeros((len(self.areas), people.shape[1]))
        total = self._sum(codes, people)
        wrong = (chance * (1 - chance))[judged]
        with np.errstate(divide="ignore", invalid="ignore"):
            return self._sum(codes, np.square(people) * wrong[:, np.newaxis]) / np.square(total)

    def _sum(self, codes: NDArray[np.intp], of_tracts: Array) -> Array:
        out = np.zeros((len(self.areas), *of_tracts.shape[1:]))
        np.add.at(out, codes, of_tracts)
        return out

    def number(self, output: str, variant: str = "") -> Columns:
        """Return how many tracts were found in each place, with the margin of tracts on the wrong side of a line.

        Blank where none is judged; a number of 0 is not unreliable for being 0.
        """
        value = np.where(self.tracts.sum(axis=1) > 0, self.tracts[:, 0], np.nan)
        moe = np.where((self.number_moe > LEAST_MARGIN) & ~np.isnan(value), self.number_moe, np.nan)
        unsure = np.where(np.isnan(self.number_moe), self.no_margin, "one_side")
        flag = join_flags(self.flag, np.where(np.isnan(moe) & ~np.isnan(value), unsure, ""))
        counted = observe(
            self.areas, output, value, np.where(value > 0, moe, np.nan), variant=variant, flag=flag
        )
        return counted | {"moe": moe}

    def people_share(self, output: str, variant: str = "") -> Columns:
        """Return which share of each group's people lives in the tracts found; its margin is that of both errors."""
        shares, margins = (a[..., 0] for a in shares_by_level(self.people, self.moe))
        n_groups = shares.shape[1]
        rows = self.areas.loc[self.areas.index.repeat(n_groups)]
        base = base_flag(self.people.sum(axis=-1).ravel())
        known = ~np.isnan(self.moe).any(axis=-1).ravel()
        value = shares.ravel()
        moe = np.sqrt(np.nan_to_num(margins) ** 2 + Z_90**2 * self.by_chance).ravel()
        moe = np.where((moe > LEAST_MARGIN) & known, moe, np.nan)
        blank = np.isnan(moe) & ~np.isnan(value)
        unsure = np.where(known, "one_side", self.no_margin)
        flag = join_flags(np.repeat(self.flag, n_groups), base, np.where(blank, unsure, ""))
        groups = np.tile(np.array(ALL_GROUPS, object), len(self.areas))
        return observe(rows, output, value, moe, groups, variant, flag)


MEASURE = Measure(
    id="opportunity.recap",
    title="Racially or ethnically concentrated areas of poverty",
    summary="Tracts where at least half of the residents are people of color and poverty is extreme, by HUD's "
    "definition, how sure that is, and which share of each group lives there.",
    formula="A tract is an R/ECAP if people of color / residents ≥ 50% and poverty ≥ the lower of 40% and 3 × the mean "
    "poverty of the tracts of its metropolitan area; the mean is plain, each tract counts once. Probability = P(share "
    "of people of color ≥ 50%) × P(poverty ≥ line): normal errors with the Bureau's margins of proportions, "
    "independent of each other, the line held fixed. Share of a group = its people in such tracts / its people in all "
    "judged tracts. Margin of the number of tracts: 1.645 × √(sum over tracts of probability × (1 − probability)); of "
    "a share: 1.645 × √(sum of people² × probability × (1 − probability)) / people in all judged tracts, with that of "
    "the counts of people.",
    outputs=(
        Output("is_recap", "yes/no", "people of color and poverty both reach their lines"),
        Output("threshold", "share", "poverty from which on the tract counts"),
        Output("p_recap", "share", "probability that it is one, given the survey's error in both shares"),
        Output("recaps", "tracts", "how many tracts are R/ECAPs"),
        Output("people_share", "share", "share of the group's people who live in an R/ECAP"),
    ),
    years=(PLANNING_DATABASE_YEAR, *SURVEY_YEARS),
    reads=(PLANNING_DATABASE, SURVEY, AREA, *GEOGRAPHY),
    uses=(PEOPLE,),
    parameters=(COLOR_LINE, POVERTY_LINE, TIMES_MEAN, LEAST_PEOPLE),
    variants={
        METROPOLITAN: "HUD's definition: the lower of 40% and three times the mean of the area's tracts.",
        FORTY_PERCENT: "Poverty of 40% or more everywhere.",
    },
    references=(
        f"{HUD}: non-White population of 50% or more; poverty over 40%, or three or more times the average tract "
        "poverty rate of the metropolitan or micropolitan area, whichever is lower",
        "U.S. Census Bureau, Understanding and Using ACS Data (2018), chapter 8: margins of proportions",
    ),
    limits=(
        "HUD writes over 40%, its formula at least; we take at least, as for the other two lines. HUD's lower line for "
        "places outside such areas (20% people of color) is not applied.",
        "Students who live off campus count as poor; tracts beside a college can qualify for that alone.",
        "A tract where poverty is known for fewer than 100 people is not judged; the figures of 2012-2016 do not say "
        "for how many it is known, so that none is left out there.",
        "The margin of the share of a group holds the error of the counts of people and the chance of each tract to be "
        "on the wrong side of a line, as if tracts erred apart; that of the number of tracts holds the chance alone. "
        "Neither holds that survey error carries more tracts across a line one way than the other: it finds a few "
        "R/ECAPs more than there are.",
        "2012-2016 has neither margins nor probabilities. Tracts were redrawn in 2020: compare shares of people, not "
        "numbers of tracts.",
        "The name is HUD's. It describes what a place was denied as well as who lives there, and judges nobody.",
    ),
    worked=WorkedExample(
        given="A county of four tracts with 2%, 3%, 4% and 30% in poverty. In the fourth 60% are people of color; both "
        "of its shares have a standard error of 5 points (margin 8.2).",
        columns=("quantity", "calculation", "result"),
        rows=(
            ("mean of the tracts", "(2 + 3 + 4 + 30) / 4", "9.75%"),
            ("line", "the lower of 40 and 3 × 9.75", "29.25%"),
            ("both lines reached", "60 ≥ 50 and 30 ≥ 29.25", "yes"),
            ("probability of the first", "Φ((60 − 50) / 5)", "0.977"),
            ("probability of the second", "Φ((30 − 29.25) / 5)", "0.560"),
            ("probability of both", "0.977 × 0.560", "0.547"),
            ("margin of the one R/ECAP found", "1.645 × √(0.547 × 0.453)", "0.8 tracts"),
        ),
        result="The fourth tract is an R/ECAP, with a probability of 55%; by 40% alone it would be none.",
    ),
    compute=compute,
)  # fmt: skip
