"""The laboratory works a recipe out on a release as the release itself was made."""

from dataclasses import replace

import numpy as np
import pytest

from fairtown.cli import scenario
from fairtown.concepts import FairtownError
from fairtown.measures.opportunity.index.draws import DRAWS
from fairtown.measures.opportunity.index.recipe import Definition, Part, Recipe
from fairtown.scenarios.opportunity import recipes
from fairtown.scenarios.opportunity.laboratory import Laboratory, changed, table


@pytest.fixture(scope="module")
def laboratory(release):
    return Laboratory(release, 2023)


MODERN = recipes.built_in()["modern"]


def released(release, measure: str, year: int, output: str, variant: str = "") -> dict[str, float]:
    return {r["geoid"]: r["value"] for r in release.level_rows(measure, year, "tract", output, variant)}


def test_a_recipe_of_ours_gives_the_figures_of_the_release(release, laboratory):
    index = laboratory.work_out(MODERN, DRAWS)
    rows = table(index).set_index("geoid")
    for output in ("score", "level", "rank", "p_shown", "rank_lo90", "rank_hi90"):
        published = released(release, "opportunity.modern", 2023, output)
        ours = rows[output].astype(float)
        assert all(
            (published[g] is None and np.isnan(v)) or published[g] == pytest.approx(v, abs=1e-12)
            for g, v in ours.items()
        ), output


def test_the_table_by_race_is_that_of_the_release(release, laboratory):
    rows = laboratory.who_lives_where(laboratory.work_out(MODERN, DRAWS))
    state = release.find_places("09")
    published = {
        (r["grp"], r["output"]): r
        for r in release.observations(["opportunity.modern"], state, [2023], ["lower", "lower_corrected"])
    }
    assert rows
    for row in rows:
        assert row["value"] == pytest.approx(published[row["group"], "lower"]["value"])
        assert row["corrected"] == pytest.approx(published[row["group"], "lower_corrected"]["value"])
        assert row["moe"] == pytest.approx(published[row["group"], "lower_corrected"]["moe"])
        assert sum(row["levels"]) == pytest.approx(1)


def test_the_index_of_2014_in_the_laboratory_is_that_of_the_land_tracts(release):
    index = Laboratory(release, 2014).work_out(recipes.built_in()["oca_2014"])
    published = released(release, "opportunity.oca_2014", 2014, "level", "land_tracts")
    assert dict(zip(index.tracts.geoid, index.levels, strict=True)) == published
    assert index.sure is None


def test_drawn_figures_that_are_kept_change_nothing(laboratory):
    fresh = laboratory.work_out(MODERN, 50)
    cached = [laboratory.work_out(MODERN, 50, keep=True) for _ in range(2)]
    for index in cached:
        assert np.array_equal(index.draws.scores, fresh.draws.scores, equal_nan=True)


def test_an_indicator_of_ones_own_equals_ours_of_the_same_columns(laboratory):
    ours = next(d for d in laboratory.definitions if d.id == "bachelors_share")
    own = replace(ours, id="mine")
    one = Recipe("a", "a", (Part("bachelors_share"), Part("owner_share")), 2023)
    two = Recipe("b", "b", (Part("mine"), Part("owner_share")), 2023, define=(own,))
    assert np.array_equal(
        laboratory.work_out(one, 0).scores, laboratory.work_out(two, 0).scores, equal_nan=True
    )


def test_an_indicator_of_unknown_columns_or_tables_is_refused(laboratory):
    def recipe(column: str) -> Recipe:
        own = Definition("mine", "mine", (column,), ("acs5.tenure.households",))
        return Recipe("b", "b", (Part("mine"),), 2023, define=(own,))

    with pytest.raises(
        FairtownError, match=r"column 'castles' of acs5\.tenure is unknown; it has households"
    ):
        laboratory.work_out(recipe("acs5.tenure.castles"), 0)
    with pytest.raises(FairtownError, match=r"table acs5.castles of 2023 is not in the release"):
        laboratory.work_out(recipe("acs5.castles.households"), 0)


def test_an_indicator_that_has_our_name_is_refused(laboratory):
    own = Definition("owner_share", "x", ("acs5.tenure.owner_households",), ("acs5.tenure.households",))
    with pytest.raises(FairtownError, match="'owner_share', which is one of ours"):
        laboratory.work_out(Recipe("b", "b", (Part("owner_share"),), 2023, define=(own,)), 0)


def test_a_year_without_indicators_is_refused(release):
    with pytest.raises(FairtownError, match="no indicators of 2020; years: 2014, 2019, 2023"):
        Laboratory(release, 2020)


def test_regions_of_few_tracts_are_no_reference(laboratory):
    recipe = replace(MODERN, reference="region")
    counts = laboratory.tracts.region.value_counts()
    if counts.min() >= 10:
        assert len(np.unique(laboratory.work_out(recipe, 0).figures.areas)) == len(counts)
    else:
        with pytest.raises(FairtownError, match="expected at least 10"):
            laboratory.work_out(recipe, 0)


def test_tracts_that_change_level(laboratory):
    index, other = laboratory.work_out(MODERN, 0), laboratory.usual_levels(recipes.built_in()["percentile"])
    rows = changed(index, other)
    assert len(rows) == sum(
        a != b and not (np.isnan(a) and np.isnan(b)) for a, b in zip(index.levels, other.levels, strict=True)
    )
    steps = (rows.level - rows.before).abs().dropna()
    assert steps.is_monotonic_decreasing
    assert changed(index, index).empty


def test_the_scenario_writes_a_whole_table_or_none(release, tmp_path):
    out = tmp_path / "t.csv"
    text, summary = scenario.opportunity(
        release, "modern", scenario.RunOptions(0, out=out), against="percentile"
    )
    assert text is None
    assert len(out.read_text().splitlines()) == 880
    assert "tracts change level against Percentile ranks" in summary
    with pytest.raises(FairtownError):
        scenario.opportunity(release, "modern", scenario.RunOptions(1, out=tmp_path / "u.csv"))
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n": 1}, "draws is 1, expected 0 for none, or 2 to 100,000"),
        ({"n": -3}, "draws is -3"),
        ({"seed": -1}, "seed is -1"),
        ({"format": "xls"}, "format 'xls' is unknown; there are: csv, json"),
        ({"year": 2021}, "no indicators of 2021"),
        ({"year": 2014}, "indicator 'schools_share' is unknown"),
        ({"against": "oca_2014"}, "indicator 'adults_with_college_degree' is unknown"),
    ],
)
def test_a_fault_of_a_scenario_is_told_in_one_line(release, options, message):
    given = {k: v for k, v in options.items() if k in ("n", "seed", "format")}
    rest = {k: v for k, v in options.items() if k not in given}

    def run() -> None:
        scenario.opportunity(release, "modern", scenario.RunOptions(**{"n": 0} | given), **rest)

    with pytest.raises(FairtownError) as error:
        run()
    assert message in str(error.value)
    assert "\n" not in str(error.value)
