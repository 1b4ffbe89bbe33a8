"""All measures: found by their path, every published value reproduced, every blank explained."""

import subprocess
import sys

import pytest

from fairtown.concepts import FLAGS, FairtownError
from fairtown.measures import all_measures, measure
from fairtown.states import state

from ..surveys import held

CHECKS = [
    (m, check) for m in all_measures().values() for check in (*m.checks, *state("ct").checks.get(m.id, ()))
]
#: Flags that say why there is no figure.
REASONS = {
    "counted_elsewhere",
    "not_published",
    "no_base",
    "too_few_tracts",
    "few_neighbors",
    "group_absent",
    "incomplete",
    "no_margin",
    "no_score",
    "margin_missing",
    "first_year",
    "lost_somewhere",
    "not_found",
    "joined_region",
    "no_cap",
    "surely_exempt",
}


def test_the_measures_of_this_release():
    assert list(all_measures()) == [
        "displacement.income_mixing",
        "displacement.ownership_help",
        "displacement.poor_and_affluent",
        "displacement.poverty_bands",
        "displacement.typologies",
        "fair_share.california_abag",
        "fair_share.connecticut_equal_growth",
        "fair_share.connecticut_oca",
        "fair_share.new_jersey_round4",
        "fair_share.opportunity_weighted",
        "fair_share.town_figures",
        "homes.rent_burden",
        "homes.tenure",
        "obligations.housing_plans",
        "opportunity.access_by_race",
        "opportunity.change",
        "opportunity.coherence",
        "opportunity.high_poverty_segregated",
        "opportunity.indicators",
        "opportunity.labor_market",
        "opportunity.low_poverty",
        "opportunity.modern",
        "opportunity.near_borders",
        "opportunity.oca_2014",
        "opportunity.oca_2020_like",
        "opportunity.percentile",
        "opportunity.recap",
        "opportunity.sensitivity",
        "opportunity.threshold",
        "residents.median_household_income",
        "residents.poverty",
        "residents.race_ethnicity",
        "schools.buildings",
        "schools.districts",
        "schools.schoolmates",
        "schools.segregation",
        "segregation.absolute_clustering",
        "segregation.absolute_concentration",
        "segregation.atkinson",
        "segregation.change",
        "segregation.concentration_at_extremes",
        "segregation.contribution_to_entropy",
        "segregation.correlation_ratio",
        "segregation.delta",
        "segregation.dissimilarity",
        "segregation.distance_decay_isolation",
        "segregation.divergence",
        "segregation.entropy",
        "segregation.exposure",
        "segregation.gini",
        "segregation.isolation",
        "segregation.local_divergence",
        "segregation.local_entropy",
        "segregation.local_isolation",
        "segregation.location_quotient",
        "segregation.multigroup_dissimilarity",
        "segregation.multigroup_gini",
        "segregation.mutual_information",
        "segregation.normalized_exposure",
        "segregation.relative_diversity",
        "segregation.spatial_entropy",
        "segregation.squared_coefficient_of_variation",
        "subsidized.assisted_share",
        "subsidized.balance",
        "subsidized.by_opportunity",
        "subsidized.concentration",
        "subsidized.distinct_homes",
        "vouchers.borders",
        "vouchers.by_opportunity",
        "vouchers.reach",
        "zoning.historical_change",
        "zoning.historical_shares",
        "zoning.statewide_shares",
        "zoning.town_facts",
    ]


def test_an_unknown_measure_is_refused_with_the_list_of_measures():
    with pytest.raises(
        FairtownError, match=r"measure 'homes.rent' is unknown; there are: displacement\.income_mixing"
    ):
        measure("homes.rent")


def test_an_unknown_output_is_refused_with_the_outputs_there_are():
    with pytest.raises(FairtownError, match="no output 'rent'; it has burdened_renter_households, rent_"):
        measure("homes.rent_burden").output("rent")


@pytest.mark.parametrize(("declared", "check"), CHECKS, ids=lambda x: getattr(x, "id", None) or x.what)
def test_our_figure_agrees_with_the_published_one(results, one, declared, check):
    rows = results[declared.id, check.year].rows
    own = one(rows, check.place, check.output, check.group, check.variant)
    assert abs(own.value - check.published) <= check.tolerance


def test_every_measure_is_made_for_every_year_it_declares(results):
    assert set(results) == {(m.id, year) for m in all_measures().values() for year in held(m.years)}
    assert all(len(m.rows) > 0 for m in results.values())


def test_every_flag_is_one_that_readers_are_told_of(results):
    used = {flag for m in results.values() for joined in m.rows.flag.unique() for flag in joined.split(";")}
    assert used - {""} <= set(FLAGS)


def test_every_blank_has_a_flag(results):
    for m in results.values():
        assert (m.rows.flag[m.rows.value.isna()] != "").all(), (m.measure.id, m.year)


def test_every_blank_says_why_it_is_blank(results):
    unexplained = {
        (m.measure.id, m.year, flag)
        for m in results.values()
        for flag in m.rows.flag[m.rows.value.isna()].unique()
        if not REASONS & set(flag.split(";"))
    }
    assert not unexplained


def test_no_measure_needs_numba():
    """The compiled passes are an option: commands work, and start as fast, where it is not installed."""
    code = (
        "import sys; sys.modules['numba'] = None\nfrom fairtown.measures import all_measures\nfrom "
        "fairtown.measures.segregation.entropy import theil_h\nprint(len(all_measures()), float(theil_h([[1, 2], [3, "
        "4]] * 999)) > 0)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.stdout == f"{len(all_measures())} True\n", run.stderr
