"""From observed indicators to the figures of the engine: orientation, errors, towns, areas and people."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from fairtown.concepts import FairtownError
from fairtown.measures.observations import gather, observe
from fairtown.measures.opportunity.index.evaluate import evaluate
from fairtown.measures.opportunity.index.figures import DENSITY, RURAL, RURAL_PER_SQ_MI, figures_of
from fairtown.measures.opportunity.index.recipe import Definition, Part, Recipe
from fairtown.measures.opportunity.indicators import tracts_of
from fairtown.measures.opportunity.modern import RECIPE as MODERN
from fairtown.measures.opportunity.threshold import RECIPE as THRESHOLD

Z_90 = 1.645
RECIPE = Recipe("r", "R", (Part("owner_share"),), 2023)
NAN = np.nan


@pytest.fixture
def tracts(small_state) -> pd.DataFrame:
    return tracts_of(small_state, "2022")


@pytest.fixture
def observed(tracts) -> pd.DataFrame:
    """Some indicators of the four tracts: two in Alder, two in Birch."""
    return gather(
        [
            observe(tracts, "owner_share", [0.9, 0.5, 0.4, NAN], [0.1, 0.2, NAN, NAN]),
            observe(tracts, "poverty_share", [0.1, 0.2, 0.3, 0.4], 0.05),
            observe(
                tracts,
                "median_household_income_usd",
                [250_000, 5e4, 6e4, 7e4],
                [NAN, 1e4, 1e4, NAN],
                flag=["top_coded", "", "", "no_margin"],
            ),
            observe(
                tracts, "schools_share", [0.6, 0.6, 0.5, 0.5], [0.03, 0.03, 0.02, 0.02], flag="town_figure"
            ),
            observe(tracts, "residents", [100, 200, 300, 400], 9),
            observe(tracts, "children", [10, 20, 30, 40], 9),
            observe(tracts, DENSITY, [499.9, 499.9, 500, 500]),
        ]
    )


def row(figures, indicator: str, what: str = "values") -> list[float]:
    return getattr(figures, what)[figures.ids.index(indicator)].tolist()


def test_a_share_of_which_less_is_better_is_turned_around(observed, tracts):
    figures = figures_of(RECIPE, observed, tracts)
    assert row(figures, "poverty_share") == pytest.approx([0.9, 0.8, 0.7, 0.6])
    assert row(figures, "owner_share")[:3] == [0.9, 0.5, 0.4]
    assert row(figures, "median_household_income_usd") == [250_000, 5e4, 6e4, 7e4]


def test_another_figure_of_which_less_is_better_gets_the_opposite_sign(observed, tracts):
    rent = Definition("rent", "Rent", ("s.t.rent",), (), -1, "value", "dollars")
    recipe = replace(RECIPE, define=(rent,))
    rows = pd.concat([observed, gather([observe(tracts, "rent", [900.0, 1_000, 1_100, NAN], 50.0)])])
    figures = figures_of(recipe, rows, tracts)
    assert row(figures, "rent")[:3] == [-900, -1_000, -1_100]
    assert not figures.is_share[figures.ids.index("rent")]


def test_errors_are_margins_over_1645_and_unknown_where_no_margin_is(observed, tracts):
    figures = figures_of(RECIPE, observed, tracts)
    np.testing.assert_allclose(row(figures, "owner_share", "errors"), [0.1 / Z_90, 0.2 / Z_90, NAN, NAN])
    assert row(figures, "poverty_share", "errors") == pytest.approx([0.05 / Z_90] * 4)


def test_a_top_code_has_no_error_and_a_missing_margin_an_unknown_one(observed, tracts):
    errors = row(figures_of(RECIPE, observed, tracts), "median_household_income_usd", "errors")
    assert errors[0] == 0
    assert errors[1] == pytest.approx(1e4 / Z_90)
    assert np.isnan(errors[3])


def test_shares_are_known_as_such(observed, tracts):
    figures = figures_of(RECIPE, observed, tracts)
    is_share = dict(zip(figures.ids, figures.is_share, strict=True))
    assert is_share.pop("median_household_income_usd") is np.False_
    assert all(is_share.values())


def test_tracts_share_the_draw_of_their_town_in_its_figures_only(observed, tracts):
    figures = figures_of(RECIPE, observed, tracts)
    assert row(figures, "schools_share", "unit") == [0, 0, 1, 1]
    assert row(figures, "poverty_share", "unit") == [0, 1, 2, 3]


def test_the_order_of_the_observations_changes_nothing(observed, tracts):
    figures = figures_of(RECIPE, observed, tracts)
    turned = figures_of(RECIPE, observed.sample(frac=1, random_state=3), tracts)
    assert figures.ids == turned.ids
    for what in ("values", "errors", "unit", "is_share", "areas"):
        np.testing.assert_array_equal(getattr(figures, what), getattr(turned, what))


def test_observations_of_other_places_are_not_seen(observed, tracts):
    other = observed.assign(geoid="elsewhere" + observed.geoid, value=7.0)
    figures = figures_of(RECIPE, pd.concat([other, observed]), tracts)
    assert figures.values.shape[1] == 4
    assert np.nanmax(row(figures, "owner_share")) == 0.9


# areas and people


@pytest.mark.parametrize(
    ("reference", "areas", "names"),
    [
        ("state", [0, 0, 0, 0], ("the state",)),
        ("county", [0, 0, 0, 0], ("wood",)),
        ("region", [0, 0, 0, 0], ("north",)),
    ],
)
def test_the_reference_area_of_each_tract(observed, tracts, reference, areas, names):
    figures = figures_of(replace(RECIPE, reference=reference), observed, tracts)
    assert figures.areas.tolist() == areas
    assert figures.area_names == names


def test_a_region_with_under_ten_other_tracts_is_counted_among_the_rural_ones(observed, tracts):
    figures = figures_of(replace(RECIPE, reference="region_or_rural"), observed, tracts)
    assert figures.area_names == (RURAL,)


def test_rural_tracts_are_those_of_towns_under_500_people_per_square_mile(indicators_2023, tracts_2023):
    figures = figures_of(THRESHOLD, indicators_2023, tracts_2023)
    label = np.array(figures.area_names)[figures.areas]
    density = (
        indicators_2023[indicators_2023.output == DENSITY]
        .set_index("geoid")
        .value[tracts_2023.geoid]
        .to_numpy()
    )
    region = tracts_2023.region.to_numpy()
    other = pd.Series(region[density >= RURAL_PER_SQ_MI]).value_counts()
    # all of Northwest Hills' other tracts are in Torrington
    small = set(region) - set(other.index[other >= 10]) | {"09160"}
    expected = np.where((density < RURAL_PER_SQ_MI) | np.isin(region, list(small)), RURAL, region)
    assert label.tolist() == expected.tolist()
    assert small == {"09150", "09160"}
    assert (label == RURAL).sum() == 177
    assert len(figures.area_names) == 8


@pytest.mark.parametrize(
    ("levels", "base"), [("people", [100, 200, 300, 400]), ("children", [10, 20, 30, 40])]
)
def test_levels_of_people_and_of_children_have_their_number(observed, tracts, levels, base):
    assert figures_of(replace(RECIPE, levels=levels), observed, tracts).base.tolist() == base


def test_levels_of_tracts_need_no_number(observed, tracts):
    assert figures_of(RECIPE, observed, tracts).base is None


@pytest.mark.parametrize(
    ("changes", "without", "message"),
    [
        ({"levels": "children"}, "children", "levels is 'children', but children of 2023 are not there"),
        ({"levels": "people"}, "residents", "levels is 'people', but residents of 2023 are not there"),
        ({"reference": "region_or_rural"}, DENSITY, "but the density of towns in 2023 is not there"),
    ],
)
def test_what_is_not_observed_is_refused(observed, tracts, changes, without, message):
    rows = observed[observed.output != without]
    with pytest.raises(FairtownError, match=rf"^recipe r: .*{message}"):
        figures_of(replace(RECIPE, **changes), rows, tracts)


# a recipe worked out


def test_no_draws_are_made_where_nothing_has_an_error(indicators_2023, tracts_2023):
    without = indicators_2023.assign(moe=NAN)
    index = evaluate(MODERN, without, tracts_2023)
    assert index.draws is index.doubled is index.sure is None
    assert evaluate(MODERN, indicators_2023, tracts_2023, n=0).draws is None
    np.testing.assert_array_equal(index.scores, evaluate(MODERN, indicators_2023, tracts_2023, n=0).scores)


def test_draws_of_the_index_of_today(indicators_2023, tracts_2023):
    index = evaluate(MODERN, indicators_2023, tracts_2023, n=40)
    again = evaluate(MODERN, indicators_2023, tracts_2023, n=40)
    assert index.draws.scores.shape == (40, 879)
    # the second dose of error needs half as many
    assert index.doubled.scores.shape == (20, 879)
    np.testing.assert_array_equal(index.draws.scores, again.draws.scores)
    # twice the variance of the error
    spread = [np.nanmean(drawn.scores.std(axis=0)) for drawn in (index.draws, index.doubled)]
    assert spread[1] / spread[0] == pytest.approx(np.sqrt(2), rel=0.1)
    blank = np.isnan(index.scores)
    assert 0 < blank.sum() < 10
    assert (np.isnan(index.sure.p_shown) >= blank).all()
    assert np.isnan(index.sure.p_shown).sum() < 15


def test_a_tract_shares_the_figures_of_its_schools_with_its_town(indicators_2023, tracts_2023):
    figures = figures_of(MODERN, indicators_2023, tracts_2023)
    unit = figures.unit[figures.ids.index("schools_share")]
    assert len(np.unique(unit)) == tracts_2023.town.nunique() == 169
    assert (pd.Series(unit).groupby(tracts_2023.town).nunique() == 1).all()
