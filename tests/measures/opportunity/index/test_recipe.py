"""Recipes: a valid one goes through a mapping and back, a wrong one is refused in one line that names what."""

import math
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.measures.opportunity import low_poverty, modern, oca_2014, oca_2020_like, percentile, threshold
from fairtown.measures.opportunity.index.recipe import (
    AGGREGATE,
    KINDS,
    LEVELS,
    MISSING,
    MOST_LEVELS,
    REFERENCE,
    STANDARDISE,
    TRANSFORM,
    Definition,
    Part,
    Recipe,
    from_mapping,
    to_mapping,
)

from .recipe_cases import PLAIN, recipe_of, texts

OURS = [m.RECIPE for m in (low_poverty, modern, oca_2014, oca_2020_like, percentile, threshold)]
names = st.text("abcdefghijkl_", min_size=1, max_size=8) | st.just("column")
weights = st.floats(0, 1e6)
shares = st.floats(0, 1)


@st.composite
def definitions(draw, name: str) -> Definition:
    """Draw a definition of some kind, of tracts or of towns."""
    kind = draw(st.sampled_from(list(KINDS)))
    is_town = kind == "percent" or (kind == "share" and draw(st.booleans()))
    columns = tuple(f"source.table.{c}" for c in draw(st.lists(names, min_size=1, max_size=3, unique=True)))
    return Definition(
        name,
        draw(texts),
        columns,
        () if kind == "value" else tuple(f"{c}_of" for c in columns),
        direction=draw(st.sampled_from([1, -1])),
        kind=kind,
        unit="dollars" if kind == "value" else draw(st.sampled_from(["share", "tests"])),
        level="town" if is_town else "tract",
        edition=draw(st.integers(0, 2030)),
        asked=draw(st.integers(1, 3)),
        household_based=not is_town and draw(st.booleans()),
    )


@st.composite
def recipes(draw) -> Recipe:
    """Draw a valid recipe."""
    ids = draw(st.lists(names, min_size=1, max_size=5, unique=True))
    parts = [
        Part(
            i,
            draw(st.sampled_from(["", "homes", "work"])),
            draw(weights),
            draw(st.sampled_from([*TRANSFORM])),
        )
        for i in ids
    ]
    parts[0] = replace(parts[0], weight=draw(st.floats(0.1, 10)))
    used = [p.domain for p in parts]
    domains = {d: draw(st.floats(0.1, 10)) for d in dict.fromkeys(used) if draw(st.booleans())}
    levels = draw(st.sampled_from(list(LEVELS)))
    n_levels = draw(st.integers(2, MOST_LEVELS))
    cuts = st.lists(st.floats(-9, 9), min_size=n_levels - 1, max_size=n_levels - 1, unique=True).map(sorted)
    low = draw(st.floats(0, 0.4))
    return Recipe(
        draw(names),
        draw(texts),
        tuple(parts),
        draw(st.integers(1990, 2100)),
        domains,
        draw(st.sampled_from([*STANDARDISE])),
        (low, draw(st.floats(0.6, 1))),
        draw(st.sampled_from([math.inf, 2.5, 0.1])),
        draw(st.sampled_from([*AGGREGATE])),
        draw(st.sampled_from([*MISSING])),
        draw(shares),
        draw(st.sampled_from([*REFERENCE])),
        levels,
        n_levels,
        tuple(draw(cuts)) if levels == "cuts" else (),
        tuple(draw(definitions(i)) for i in ids if draw(st.booleans())),
        draw(shares),
    )


@given(recipes())
def test_a_recipe_goes_into_a_mapping_and_back(recipe):
    assert from_mapping(to_mapping(recipe)) == recipe


@pytest.mark.parametrize("recipe", OURS, ids=lambda r: r.id)
def test_our_own_recipes_go_into_a_mapping_and_back(recipe):
    assert from_mapping(to_mapping(recipe)) == recipe


def test_a_mapping_leaves_out_what_is_usual():
    assert to_mapping(from_mapping(PLAIN)) == PLAIN


def test_what_is_left_out_is_as_usual():
    assert recipe_of() == Recipe("mine", "Mine", (Part("a"), Part("b", "x")), 2023)
    assert recipe_of().ids == ("a", "b")
    assert recipe_of(domains={"x": 2}).domain_weights == {"": 1.0, "x": 2.0}


def test_every_part_of_a_recipe_can_be_said_in_a_mapping():
    assert {f.name for f in fields(Recipe)} == set(to_mapping(FULL)) == {f.name for f in fields(FULL)}
    assert {k for d in to_mapping(FULL)["define"] for k in d} == {f.name for f in fields(Definition)}


FULL = Recipe(
    "full", "All said", (Part("a", "x", 2.0, "log"),), 2019, {"x": 3.0}, "robust_z", (0.1, 0.9), 2.0,
    "geometric", "drop", 0.5, "county", "cuts", 2, (0.5,),
    (
        Definition("a", "A", ("s.t.n",), ("s.t.d",), -1, "percent", "percent", "town", 2018, 2),
        Definition("b", "B", ("s.t.n",), ("s.t.d",), household_based=True),
    ),
    0.4,
)  # fmt: skip


def test_another_year_and_one_indicator_less_leave_the_rest():
    assert recipe_of().for_year(2019) == recipe_of(year=2019)
    assert recipe_of().without("a").ids == ("b",)
    with pytest.raises(FairtownError, match=r"^recipe mine: it names no indicator"):
        recipe_of().without("a").without("b")
