"""Recipes as files and addresses: each gives back the recipe, and each fault is told in one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.measures.opportunity.index.catalogue import SURVEY
from fairtown.measures.opportunity.index.recipe import (
    AGGREGATE,
    MISSING,
    REFERENCE,
    STANDARDISE,
    Part,
    Recipe,
)
from fairtown.scenarios.opportunity import recipes

IDS = [d.id for d in SURVEY]
weights = st.floats(0.25, 4).map(lambda w: round(w, 2))


@st.composite
def random_recipes(draw):
    """Draw a recipe that any address can hold."""
    ids = draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=6, unique=True))
    domains = st.sampled_from(["", "economy", "homes", "ñandú & más"])
    transforms = st.sampled_from(["none", "log"])
    parts = tuple(Part(i, draw(domains), draw(weights), draw(transforms)) for i in ids)
    trim = draw(st.sampled_from([(0.0, 1.0), (0.05, 0.95), (0.02, 0.9)]))
    cuts = draw(st.sampled_from([(), (-0.5, 0.25, 1.0)]))
    return Recipe(
        "own", "My recipe", parts, draw(st.sampled_from([2019, 2023])),
        domains={p.domain: draw(weights) for p in parts if draw(st.booleans())},
        standardise=draw(st.sampled_from(list(STANDARDISE))),
        winsorise=trim,
        aggregate=draw(st.sampled_from(list(AGGREGATE))),
        missing=draw(st.sampled_from(list(MISSING))),
        least_share=draw(st.sampled_from([0.0, 0.5])),
        reference=draw(st.sampled_from(list(REFERENCE))),
        levels="cuts" if cuts else draw(st.sampled_from(["tracts", "people", "children"])),
        n_levels=len(cuts) + 1 if cuts else draw(st.integers(2, 10)),
        cuts=cuts,
        correlation=draw(st.sampled_from([0.0, 0.2, 0.4])),
    )  # fmt: skip


@given(random_recipes())
def test_an_address_gives_back_the_recipe(recipe):
    assert recipes.from_query(recipes.to_query(recipe)) == recipe


@given(random_recipes(), st.text(max_size=40))
def test_a_file_gives_back_the_recipe(tmp_path_factory, recipe, title):
    path = tmp_path_factory.mktemp("recipe") / "mine.toml"
    own = Recipe(**{**recipe.__dict__, "title": title})
    path.write_text(recipes.text(own), encoding="utf-8")
    assert recipes.read(str(path)) == own


@pytest.mark.parametrize("name", list(recipes.built_in()))
def test_every_recipe_of_ours_goes_through_file_and_address(tmp_path, name):
    recipe = recipes.built_in()[name]
    path = tmp_path / "r.toml"
    path.write_text(recipes.text(recipe), encoding="utf-8")
    assert recipes.read(str(path)) == recipe
    assert recipes.is_same(recipes.from_query(recipes.to_query(recipe)), recipe)


def test_the_recipes_of_the_package():
    assert set(recipes.built_in()) == {
        "labor_market", "low_poverty", "modern", "oca_2014", "oca_2020_like", "percentile", "threshold",
    }  # fmt: skip


USE = ("use", "poverty_share")
FAULTS = [
    ([USE], "no year"),
    ([("year", "2023")], "names no indicator"),
    ([("year", "2023"), USE, ("w.poverty_share", "inf")], "weight of poverty_share is inf"),
    ([("year", "2023"), USE, ("w.poverty_share", "nan")], "weight of poverty_share is nan"),
    ([("year", "2023"), USE, ("w.poverty_share", "-1")], "weight of poverty_share is -1"),
    ([("year", "2023"), USE, ("w.poverty_share", "much")], "'much', expected a number"),
    ([("year", "2023"), USE, ("w.poverty_share", "0")], "weights sum to 0"),
    ([("year", "two"), USE], "year in the address is 'two'"),
    ([("year", "2023.5"), USE], "expected a whole number"),
    ([("year", "inf"), USE], "expected a whole number"),
    ([("year", "2023"), USE, USE], "stands twice"),
    ([("year", "2023"), USE, ("colour", "red")], "'colour' in the address is unknown"),
    ([("year", "2023"), USE, ("standardise", "magic")], "standardise is 'magic', expected one of z"),
    ([("year", "2023"), USE, ("levels", "cuts"), ("cuts", "1,0")], "expected finite scores that rise"),
    ([("year", "2023"), USE, ("levels", "cuts")], "cuts in the address is ''"),
    ([("year", "2023"), USE, ("trim", "60")], "winsorise is 0.6 to 0.4"),
    ([("year", "2023"), USE, ("n", "1e9")], "n_levels is 1000000000"),
    ([("year", "2023"), USE, ("least", "2")], "least_share is 2.0"),
    ([("year", "2023"), USE, ("correlation", "2")], "correlation is 2.0, expected a number from 0 to 1"),
]


@pytest.mark.parametrize(("items", "message"), FAULTS, ids=[message for _, message in FAULTS])
def test_a_fault_of_an_address_is_told_in_one_line(items, message):
    with pytest.raises(FairtownError) as error:
        recipes.from_query(items)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


FILES = [
    ("id = 'x'\nid = 'y'", "not a TOML file"),
    ("id = 'x'", "title is missing"),
    ("id = 'x'\ntitle = 'x'\nyear = 2023\nindicators = 3", "expected a list of tables"),
    ("id = 'x'\ntitle = 'x'\nyear = 2023\nindicators = []", "names no indicator"),
    ("id = 'x'\ntitle = 'x'\nyear = '2023'\n[[indicators]]\nid = 'poverty_share'", "expected a whole number"),
    ("id = 'x'\ntitle = 'x'\nyear = 2023\n[[indicators]]\nweight = 1", "an indicator has no id"),
    (
        "id = 'x'\ntitle = 'x'\nyear = 2023\nzip = 1\n[[indicators]]\nid = 'poverty_share'",
        "key 'zip' is unknown",
    ),
    (
        "id = 'x'\ntitle = 'x'\nyear = 2023\n[[indicators]]\nid = 'poverty_share'\nweight = nan",
        "is nan, expected",
    ),
]


@pytest.mark.parametrize(("text", "message"), FILES, ids=[message for _, message in FILES])
def test_a_fault_of_a_file_is_told_in_one_line(tmp_path, text, message):
    path = tmp_path / "r.toml"
    path.write_text(text)
    with pytest.raises(FairtownError) as error:
        recipes.read(str(path))
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_there_names_our_recipes():
    with pytest.raises(FairtownError, match="no such file, and not one of ours: labor_market, low_poverty"):
        recipes.read("nowhere.toml")


def test_a_huge_file_is_not_read(tmp_path):
    path = tmp_path / "r.toml"
    path.write_text("#" * 200_000)
    with pytest.raises(FairtownError, match="larger than 100,000 bytes"):
        recipes.read(str(path))
