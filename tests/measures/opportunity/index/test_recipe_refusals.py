"""Recipes that are refused, in one line that names what."""

import math
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.measures.opportunity.index.recipe import (
    LONGEST_TEXT,
    Recipe,
    from_mapping,
    to_mapping,
)

from .recipe_cases import PLAIN, recipe_of, texts

OWN = {"id": "rent", "title": "Rent", "numerator": ["s.t.low_rent"], "denominator": ["s.t.homes"]}


def with_indicator(**changes) -> Recipe:
    return recipe_of(indicators=[{"id": "a", **changes}])


def defining(**changes) -> Recipe:
    return recipe_of(define=[{**OWN, **changes}])


def without(key: str) -> Recipe:
    return from_mapping({k: v for k, v in PLAIN.items() if k != key})


REFUSED = {
    "unknown key": (
        lambda: recipe_of(wieght=1),
        "key 'wieght' is unknown; known: aggregate, cap, correlation, cuts, define",
    ),
    "no id": (lambda: without("id"), "recipe without an id: id is missing; add it"),
    "no title": (lambda: without("title"), "title is missing; add it"),
    "no year": (lambda: without("year"), "year is missing; add it"),
    "no indicators": (lambda: without("indicators"), "indicators is missing; add it"),
    "empty": (lambda: recipe_of(indicators=[]), "it names no indicator; name at least one"),
    "twice": (
        lambda: recipe_of(indicators=[{"id": "a"}, {"id": "a"}]),
        "indicator 'a' stands twice; name it once",
    ),
    "standardise": (
        lambda: recipe_of(standardise="rank"),
        "standardise is 'rank', expected one of z, z_population",
    ),
    "aggregate": (lambda: recipe_of(aggregate="sum"), "aggregate is 'sum', expected one of mean, geometric"),
    "missing": (lambda: recipe_of(missing="zero"), "missing is 'zero', expected one of available_mean, drop"),
    "reference": (
        lambda: recipe_of(reference="nation"),
        "reference is 'nation', expected one of state, region",
    ),
    "levels": (
        lambda: recipe_of(levels="homes"),
        "levels is 'homes', expected one of tracts, people, children",
    ),
    "transform": (
        lambda: with_indicator(transform="root"),
        "transform of a is 'root', expected one of none, log",
    ),
    # weights
    "sum 0": (lambda: with_indicator(weight=0), "the weights sum to 0, expected more; give at least one"),
    "domain of 0": (lambda: recipe_of(domains={"x": 0, "": 0}), "the weights sum to 0, expected more"),
    "sum ∞": (
        lambda: recipe_of(indicators=[{"id": i, "weight": 1e308} for i in "abc"]),
        "the weights sum to inf, expected a finite number",
    ),
    "weight < 0": (lambda: with_indicator(weight=-1), "weight of a is -1.0, expected a finite number ≥ 0"),
    "weight nan": (
        lambda: with_indicator(weight=math.nan),
        "weight of a is nan, expected a finite number ≥ 0",
    ),
    "weight ∞": (lambda: with_indicator(weight=math.inf), "weight of a is inf, expected a finite number ≥ 0"),
    "domain < 0": (
        lambda: recipe_of(domains={"x": -2}),
        "weight of domain 'x' is -2.0, expected a finite number",
    ),
    "domain nan": (lambda: recipe_of(domains={"x": math.nan}), "weight of domain 'x' is nan"),
    "unknown domain": (
        lambda: recipe_of(domains={"y": 1}),
        "domain 'y' has a weight but no indicator; leave it out",
    ),
    # numbers
    "winsorise turned": (
        lambda: recipe_of(winsorise=[0.9, 0.1]),
        "winsorise is 0.9 to 0.1, expected two shares",
    ),
    "winsorise equal": (
        lambda: recipe_of(winsorise=[0.5, 0.5]),
        "winsorise is 0.5 to 0.5, expected two shares",
    ),
    "winsorise beyond": (
        lambda: recipe_of(winsorise=[0, 95]),
        "winsorise is 0.0 to 95.0, expected two shares",
    ),
    "winsorise nan": (
        lambda: recipe_of(winsorise=[0, math.nan]),
        "winsorise is 0.0 to nan, expected two shares",
    ),
    "winsorise three": (
        lambda: recipe_of(winsorise=[0, 0.5, 1]),
        "winsorise holds 3 numbers, expected two: low",
    ),
    "winsorise one": (lambda: recipe_of(winsorise=0.05), "winsorise is 0.05, expected a list"),
    "cap": (lambda: recipe_of(cap=0), "cap is 0.0, expected a number above 0"),
    "cap nan": (lambda: recipe_of(cap=math.nan), "cap is nan, expected a number above 0"),
    "correlation": (lambda: recipe_of(correlation=1.1), "correlation is 1.1, expected a number from 0 to 1"),
    "correlation < 0": (lambda: recipe_of(correlation=-0.1), "correlation is -0.1, expected a number from 0"),
    "correlation nan": (lambda: recipe_of(correlation=math.nan), "correlation is nan, expected a number"),
    "correlation a text": (lambda: recipe_of(correlation="0.2"), "correlation is '0.2', expected a number"),
    "household_based a number": (lambda: defining(household_based=1), "is 1, expected true or false"),
    "household_based of towns": (
        lambda: defining(household_based=True, level="town"),
        "household_based is for figures of tracts; leave it out, or say level = 'tract'",
    ),
    "least_share": (lambda: recipe_of(least_share=1.1), "least_share is 1.1, expected a share from 0 to 1"),
    "least_share nan": (lambda: recipe_of(least_share=math.nan), "least_share is nan, expected a share"),
    "n_levels 1": (lambda: recipe_of(n_levels=1), "n_levels is 1, expected a whole number from 2 to 10"),
    "n_levels 11": (lambda: recipe_of(n_levels=11), "n_levels is 11, expected a whole number from 2 to 10"),
    # cuts
    "cuts fall": (
        lambda: recipe_of(levels="cuts", n_levels=3, cuts=[1, 0]),
        "cuts are [1.0, 0.0], expected finite",
    ),
    "cuts equal": (
        lambda: recipe_of(levels="cuts", n_levels=3, cuts=[1, 1]),
        "cuts are [1.0, 1.0], expected",
    ),
    "cuts nan": (
        lambda: recipe_of(levels="cuts", n_levels=2, cuts=[math.nan]),
        "cuts are [nan], expected finite",
    ),
    "cuts ∞": (
        lambda: recipe_of(levels="cuts", n_levels=2, cuts=[math.inf]),
        "cuts are [inf], expected finite",
    ),
    "no cuts": (lambda: recipe_of(levels="cuts"), "cuts are [], expected finite scores that rise"),
    "few cuts": (lambda: recipe_of(levels="cuts", cuts=[1]), "1 cuts make 2 levels, not 5"),
    "needless cuts": (
        lambda: recipe_of(cuts=[1]),
        "cuts are given but levels is 'tracts'; leave out the cuts",
    ),
    # types
    "title a number": (lambda: recipe_of(title=7), "title is '7', expected a text of up to 200 letters"),
    "title too long": (lambda: recipe_of(title="x" * 201), "expected a text of up to 200 letters"),
    "id a list": (lambda: recipe_of(id=["x"]), "id is \"['x']\", expected a text"),
    "year a text": (lambda: recipe_of(year="2023"), "year is '2023', expected a whole number"),
    "year a part": (lambda: recipe_of(year=2023.5), "year is 2023.5, expected a whole number"),
    "cap too large": (lambda: recipe_of(cap=10**400), "expected a smaller number"),
    "year true": (lambda: recipe_of(year=True), "year is True, expected a whole number"),
    "n_levels a part": (lambda: recipe_of(n_levels=5.0), "n_levels is 5.0, expected a whole number"),
    "cap a text": (lambda: recipe_of(cap="2"), "cap is '2', expected a number"),
    "weight true": (lambda: with_indicator(weight=True), "weight is True, expected a number"),
    "cut a text": (
        lambda: recipe_of(levels="cuts", n_levels=2, cuts=["x"]),
        "cuts is 'x', expected a number",
    ),
    "domains a list": (lambda: recipe_of(domains=["x"]), "domains is ['x'], expected names with weights"),
    "domain's weight": (lambda: recipe_of(domains={"x": "1"}), "domains is '1', expected a number"),
    "indicators a text": (lambda: recipe_of(indicators="a"), "indicators is 'a', expected a list of tables"),
    "indicators of text": (
        lambda: recipe_of(indicators=["a"]),
        "indicators is ['a'], expected a list of tables",
    ),
    "define a table": (lambda: recipe_of(define=OWN), "expected a list of tables, each with an id"),
    # indicators and definitions
    "indicator's key": (lambda: with_indicator(wt=1), "'wt' of an indicator is unknown; known: domain, id"),
    "indicator's id": (lambda: recipe_of(indicators=[{"weight": 1}]), "an indicator has no id; add it"),
    "definition's key": (
        lambda: defining(of="x"),
        "'of' of an indicator is unknown; known: asked, denominator",
    ),
    "defined without": (
        lambda: recipe_of(define=[{"id": "x", "title": "X"}]),
        "an indicator has no numerator",
    ),
    "kind": (lambda: defining(kind="ratio"), "recipe rent: kind is 'ratio', expected one of share, value"),
    "level": (lambda: defining(level="block"), "level is 'block', expected one of tract, town"),
    "direction": (lambda: defining(direction=0), "direction is 0, expected 1 (more is better) or -1"),
    "no numerator": (lambda: defining(numerator=[]), "kind 'share' is the sum of the numerator columns over"),
    "share of what": (
        lambda: defining(denominator=[]),
        "kind 'share' is the sum of the numerator columns over",
    ),
    "value of a whole": (
        lambda: defining(kind="value", unit="homes"),
        "kind 'value' is one column as published",
    ),
    "value in shares": (
        lambda: defining(kind="value", denominator=[]),
        "kind 'value' has the unit 'share'; say its own, like dollars",
    ),
    "percent of tracts": (lambda: defining(kind="percent"), "kind 'percent' is for figures of towns"),
    "percents and counts": (
        lambda: defining(kind="percent", level="town", denominator=["s.t.a", "s.t.b"]),
        "1 percents with 2 counts; name the count behind each percent",
    ),
    "value of towns": (
        lambda: defining(kind="value", level="town", unit="homes", denominator=[]),
        "kind 'value' is for figures of tracts",
    ),
    "towns of two tables": (
        lambda: defining(level="town", denominator=["s.other.homes"]),
        "figures of towns come from one table, not from s.t and s.other",
    ),
    "asked": (lambda: defining(asked=0), "asked is 0, expected 1 or more"),
    "edition": (lambda: defining(edition=-1), "edition is -1, expected a year, or 0 for that of the recipe"),
    "short address": (
        lambda: defining(numerator=["t.c"]),
        "column 't.c' is no address, expected source.table.col",
    ),
    "long address": (lambda: defining(numerator=["a.b.c.d"]), "column 'a.b.c.d' is no address"),
    "empty address": (lambda: defining(numerator=["..c"]), "column '..c' is no address"),
    "column a number": (lambda: defining(numerator=[7]), "column '7' is no address"),
    "columns a text": (lambda: defining(numerator="s.t.c"), "numerator is 's.t.c', expected a list"),
    "defined twice": (
        lambda: recipe_of(define=[OWN, OWN]),
        "indicator 'rent' is defined twice; define it once",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_in_one_line_that_names_what(what):
    call, expected = REFUSED[what]
    with pytest.raises(FairtownError) as error:
        call()
    message = str(error.value)
    assert expected in message
    assert message.startswith("recipe ")
    assert "\n" not in message


@pytest.mark.parametrize(
    "bad",
    [
        {"id": "two\nlines", "cap": -1},
        {"indicators": [{"id": "a\nb", "weight": -1}]},
        {"define": [{**OWN, "id": "a\r\nb", "kind": "none"}]},
        {"domains": {"x\ny": 1}},
        {"key\nof lines": 1},
    ],
    ids=repr,
)
def test_names_of_several_lines_are_told_in_one(bad):
    with pytest.raises(FairtownError) as error:
        recipe_of(**bad)
    assert len(str(error.value).splitlines()) == 1


@pytest.mark.parametrize(
    "bad", [{"define": [{"id": "x" * 10_000}]}, {"domains": "y" * 10_000}, {"z" * 10_000: 1}]
)
def test_long_words_are_cut_in_what_is_told(bad):
    with pytest.raises(FairtownError) as error:
        recipe_of(**bad)
    assert len(str(error.value)) < 4 * LONGEST_TEXT


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from([f.name for f in fields(Recipe)]), json)
def test_any_value_of_any_key_is_taken_or_refused_in_one_line(key, value):
    message = ""
    try:
        recipe = recipe_of(**{key: value})
    except FairtownError as error:
        message = str(error)
    if message:
        assert len(message.splitlines()) == 1
    else:
        assert from_mapping(to_mapping(recipe)) == recipe
