"""Margins: codes of the Bureau, texts, shapes that do not fit."""

import inspect
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.measures import uncertainty
from fairtown.measures.census_codes import figures
from fairtown.measures.uncertainty import (
    binomial_moe,
    differs,
    median,
    part_moe,
    percent_change_moe,
    product_moe,
    proportion_moe,
    ratio_moe,
    share,
    standard_error,
    sum_moe,
)

CODES = [-999999999, -888888888, -666666666, -555555555, -333333333, -222222222]
SIGNS = ["**", "***", "*****", "-", "N", "(X)", "", "null", None]
#: Every function of the module that takes figures, and what it makes of plain ones.
FUNCTIONS: dict[str, tuple[Callable[..., Any], tuple[float, ...]]] = {
    "standard_error": (standard_error, (12,)),
    "ratio_moe": (ratio_moe, (20, 5, 100, 10)),
    "proportion_moe": (proportion_moe, (20, 5, 100, 10)),
    "part_moe": (part_moe, (20, 5, 80, 10)),
    "percent_change_moe": (percent_change_moe, (120, 5, 100, 10)),
    "product_moe": (product_moe, (20, 5, 100, 10)),
    "share": (share, (20, 100)),
    "differs": (differs, (20, 5, 100, 10)),
    "binomial_moe": (binomial_moe, (0.4, 30)),
    "sum_moe": (lambda a, b: sum_moe([a, 7], [b, 20]), (12, 10)),
    "sum_moe of two": (lambda a, b: sum_moe([[7, a]], [[20, b]])[0], (12, 10)),
    "median": (lambda n: median([0, 10, 20], [n, 8], 1.2, 12.5)[0], (5,)),
    "margin of a median": (lambda n: median([0, 10, 20], [n, 80], 1.2, 12.5)[1], (50,)),
}


def test_every_function_of_the_module_is_tried_with_codes():
    public = {name for name, f in vars(uncertainty).items() if inspect.isfunction(f) and name[0] != "_"}
    others = {"overlap", "figures"}  # the one takes periods, the other is how all are read
    assert public - others == {name for name in FUNCTIONS if name in vars(uncertainty)}


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("code", [*CODES, *SIGNS, *(str(code) for code in CODES)])
def test_codes_and_signs_of_the_bureau_are_unknown_in_every_argument(name, code):
    function, plain = FUNCTIONS[name]
    assert np.isfinite(function(*plain))
    for i in range(len(plain)):
        assert np.isnan(function(*plain[:i], code, *plain[i + 1 :]))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_texts_are_read_as_their_numbers(name):
    function, plain = FUNCTIONS[name]
    assert function(*(str(value) for value in plain)) == function(*plain)
    thousand = tuple(value * 1000 if value > 1 else value for value in plain)
    assert function(*(f"{value:,}" for value in thousand)) == function(*thousand)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("text", ["many", "1,5", "250,000+", "2,500-", "12%", "1.234,5", b"1,234x", 1j, {}])
def test_what_is_no_number_is_one_line_that_names_function_and_argument(name, text):
    function, plain = FUNCTIONS[name]
    for i in range(len(plain)):
        with pytest.raises(FairtownError) as error:
            function(*plain[:i], text, *plain[i + 1 :])
        line = str(error.value)
        assert re.match(r"\w+: \w+ has .*, expected numbers; make what is unknown NaN$", line)
        assert "\n" not in line


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: share([1, 2], [1, 2, 3]), "share: shapes are x (2,), y (3,)"),
        (lambda: product_moe([1, 2], 1, [1, 2, 3], 1), "product_moe: shapes are a (2,), a_moe (), b (3,)"),
        (lambda: sum_moe([[1], [1, 2]], [1, 2]), "sum_moe: moes has "),
    ],
)
def test_shapes_that_do_not_fit_are_one_line(call, message):
    with pytest.raises(FairtownError) as error:
        call()
    assert message in str(error.value)


def test_a_code_alone_or_among_cells_is_unknown():
    assert np.isnan(share(-666666666, 100))
    assert np.isnan(sum_moe([12, -555555555], [10, 20]))
    assert np.isnan(sum_moe(["12", "**"], ["1,234", 20]))
    assert share("1,234", "2,468") == 0.5
    assert np.isnan(share("**", 100))


def test_a_code_among_figures_leaves_the_others_as_they_are():
    found = share([-666666666, 20, np.nan], [100, "1,000", "**"])
    np.testing.assert_array_equal(found, [np.nan, 0.02, np.nan])
    np.testing.assert_array_equal(share(pd.Series([1, pd.NA], dtype="Int64"), 2), [0.5, np.nan])


@given(st.lists(st.floats(allow_nan=True, width=32), max_size=8))
def test_what_is_no_code_is_read_as_it_is(values):
    read = figures("test", values=values)[0]
    np.testing.assert_array_equal(read, np.array(values, float))
