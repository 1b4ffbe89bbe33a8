"""Two versions of a town's rules: what was loosened and tightened, in acres and homes; unknown is no change."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.data.geometry.polygons import acres
from fairtown.data.zoning_atlases.assemble import assemble
from fairtown.data.zoning_atlases.record import Number, Origin, rule_row
from fairtown.measures.zoning.change import (
    DIRECTIONS,
    Pieces,
    compare_districts,
    direction,
    homes_at,
    land_by_direction,
    over_time,
    sum_by_direction,
)

RULE = "min_land_per_family"


def version(year: str, *districts, name="Alder", overlay=None):
    """Zoning of (box, least land or None) pairs."""
    shapes = np.empty(len(districts), object)
    shapes[:] = [shapely.box(*box) for box, _ in districts]
    rules = [
        rule_row(i, "", RULE, "square feet", Number(float(least)))
        for i, (_, least) in enumerate(districts)
        if least is not None
    ]
    columns = {
        "jurisdiction": ["Alder"] * len(districts),
        "district": [f"Z{i}" for i in range(len(districts))],
        "acres": acres(shapes),
        "overlay": overlay or [False] * len(districts),
    }
    return assemble(f"{name} {year}", Origin("s", "", "", "land", year), columns, rules, shapes)


WEST, EAST = (-72.0, 41.0, -71.99, 41.01), (-71.99, 41.0, -71.98, 41.01)
BOTH = (-72.0, 41.0, -71.98, 41.01)


def test_more_land_is_tightened_and_less_is_loosened():
    nan = np.nan
    directions = direction([6000, 9000, 9000, nan, 9000, nan], [9000, 6000, 9000, 6000, nan, nan])
    assert directions.tolist() == ["tightened", "loosened", "same", "added", "dropped", "unknown"]


def test_homes_are_land_over_least_land():
    assert homes_at([1, 2, 5], [43_560, 10_890, np.nan]).tolist() == [1, 8, 0]


def test_the_worked_example_of_the_page():
    """70 acres from 6,000 to 9,000 square feet, 20 as before, 10 for shops now."""
    table = sum_by_direction(
        Pieces(np.array([70.0, 20, 10]), np.full(3, 6000.0), np.array([9000, 6000, np.nan]))
    )
    assert table.direction.tolist() == list(DIRECTIONS)
    rows = table.set_index("direction")
    assert rows.loc["tightened", ["acres", "homes_before", "homes_after"]].tolist() == pytest.approx(
        [70, 508.2, 338.8]
    )
    assert rows.loc["same", ["homes_before", "homes_after"]].tolist() == pytest.approx([145.2, 145.2])
    assert rows.loc["dropped", ["homes_before", "homes_after"]].tolist() == pytest.approx([72.6, 0])
    assert rows[["homes_before", "homes_after"]].sum().tolist() == pytest.approx([726, 484])


def test_pieces_keep_both_rules():
    pieces = over_time(version("1924", (BOTH, 6000)), version("1958", (WEST, 9000), (EAST, None)), RULE)
    acres_by_rules = {
        (b, None if np.isnan(a) else a): land
        for land, b, a in zip(pieces.acres, pieces.before, pieces.after, strict=True)
    }
    assert set(acres_by_rules) == {(6000, 9000), (6000, None)}
    half = acres(np.array([shapely.box(*WEST)], object))[0]
    assert acres_by_rules[6000, 9000] == pytest.approx(half, rel=1e-4)
    assert sum_by_direction(pieces).set_index("direction").acres["tightened"] == pytest.approx(half, rel=1e-4)


@given(st.lists(st.floats(0.1, 0.9), min_size=1, max_size=4, unique=True), st.data())
def test_cutting_a_district_changes_nothing(cuts, data):
    least = data.draw(st.lists(st.sampled_from([6000, 9000, 18_000]), min_size=2, max_size=2))
    edges = [-72.0, *sorted(-72.0 + 0.02 * c for c in cuts), -71.98]
    after = version("1958", *[((w, 41.0, e, 41.01), least[1]) for w, e in pairwise(edges)])
    whole = over_time(version("1924", (BOTH, least[0])), version("1958", (BOTH, least[1])), RULE)
    cut = over_time(version("1924", (BOTH, least[0])), after, RULE)
    for column in ("acres", "homes_before", "homes_after"):
        assert sum_by_direction(cut)[column].to_numpy() == pytest.approx(
            sum_by_direction(whole)[column].to_numpy(), rel=1e-4
        )


def test_land_on_one_map_only_is_in_no_piece_and_overlays_are_left_out():
    before = version("1924", (WEST, 6000))
    after = version("1958", (BOTH, 9000), (WEST, 1000), overlay=[False, True])
    pieces = over_time(before, after, RULE)
    assert len(pieces.acres) == 1
    assert pieces.acres[0] == pytest.approx(before.districts.acres[0], rel=1e-4)
    assert pieces.after.tolist() == [9000]


KNOWN = st.sampled_from([3_000, 6_000, 9_000, None])


@given(st.tuples(KNOWN, KNOWN), st.tuples(KNOWN, KNOWN))
def test_the_land_that_is_drawn_is_the_land_that_is_counted(old, new):
    before, after = (
        version(year, (WEST, least[0]), (EAST, least[1])) for year, least in (("1924", old), ("1958", new))
    )
    drawn = land_by_direction(before, after, RULE)
    counted = sum_by_direction(over_time(before, after, RULE)).set_index("direction").acres
    assert set(drawn) == set(counted[counted > 1].index)
    for name, shape in drawn.items():
        assert acres(np.array([shape], object))[0] == pytest.approx(counted[name], rel=1e-4)


def test_versions_need_dates_in_their_order_and_shapes():
    old, new = version("1924", (WEST, 6000)), version("1958", (WEST, 9000))
    with pytest.raises(
        FairtownError, match="Alder 1924 is of 1924, expected later than Alder 1958 of 1958; swap"
    ):
        over_time(new, old, RULE)
    with pytest.raises(FairtownError, match="the date of its code is missing; give code_date"):
        over_time(version("", (WEST, 6000)), new, RULE)
    table = assemble("t", Origin("s", "", "", "land", "1990"), {"jurisdiction": ["Alder"], "district": ["R"]})
    with pytest.raises(FairtownError, match="t: no shapes; compare tables district by district"):
        over_time(old, table, RULE)


def table(date, **treat_f2):
    n = len(treat_f2)
    columns = {
        "jurisdiction": ["Alder"] * n,
        "district": list(treat_f2),
        "treat_f2": list(treat_f2.values()),
        "acres": [100.0] * n,
    }
    return assemble(f"Alder {date}", Origin("s", "", "", "land", date), columns)


def test_tables_are_compared_district_by_district():
    before = table("2020", A="prohibited", B="allowed", C="hearing", D="unknown", E="silent", F="allowed")
    after = table("2023-06-01", A="hearing", B="hearing", C="hearing", D="allowed", E="allowed", G="allowed")
    changes = compare_districts(before, after)
    went = changes[changes.homes == "f2"].set_index("district").direction.to_dict()
    assert went == {
        "A": "loosened", "B": "tightened", "C": "same", "D": "unknown", "E": "unknown", "F": "dropped", "G": "added",
    }  # fmt: skip
    assert set(changes[changes.homes == "f1"].direction) == {"unknown", "dropped", "added"}
    row = changes[(changes.homes == "f2") & (changes.district == "G")].iloc[0]
    assert (np.isnan(row.acres_before), row.acres_after) == (True, 100)
    with pytest.raises(FairtownError, match="expected later than"):
        compare_districts(after, before)


@given(
    st.sampled_from(["allowed", "hearing", "prohibited"]),
    st.sampled_from(["allowed", "hearing", "prohibited"]),
)
def test_the_way_back_is_the_opposite(a, b):
    there = compare_districts(table("2000", R=a), table("2010", R=b))
    back = compare_districts(table("2000", R=b), table("2010", R=a))
    opposite = {"loosened": "tightened", "tightened": "loosened", "same": "same"}
    pair = [t[t.homes == "f2"].direction.item() for t in (there, back)]
    assert opposite[pair[0]] == pair[1]
