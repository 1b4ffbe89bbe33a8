"""2_fam.bldg on the 421 parcels of Paradise, against the results printed in the documentation of zoneR.

Where ours differ it is said why. The other published program, zonepy, prints 65 parcels for res_type: only 24 parcels
lie in a district that allows two homes, so it is not asked.
"""

import numpy as np
import pytest

from fairtown.measures.zoning.ozfs.choices import Choices
from fairtown.measures.zoning.ozfs.evaluate import evaluate
from fairtown.measures.zoning.ozfs.findings import CODES, Evaluation
from fairtown.measures.zoning.ozfs.kleene import FALSE, MAYBE, TRUE, both

FIVE = ("res_type", "height", "unit_density", "stories", "lot_cov_bldg")
PARCEL = "Wise_County_combined_parcel_"


@pytest.fixture(scope="module")
def two_fam(paradise, buildings) -> Evaluation:
    return evaluate(paradise, buildings["2_fam"])


@pytest.mark.parametrize(
    ("check", "true", "maybe"),
    [
        ("res_type", 24, 0),
        ("height", 97, 0),
        ("unit_density", 297, 0),
        ("stories", 397, 24),
        ("lot_cov_bldg", 419, 0),
        ("unit_size", 421, 0),
        ("lot_area", 365, 0),
        ("total_units", 397, 0),
    ],
)
def test_each_check_has_the_published_counts(two_fam, check, true, maybe):
    assert two_fam.counts(check) == {
        "TRUE": true, "MAYBE": maybe, "FALSE": 421 - true - maybe, "not evaluated": 0
    }  # fmt: skip


def test_coverage_by_width_and_depth_has_the_published_count(paradise, buildings):
    found = evaluate(paradise, buildings["2_fam"], Choices(footprint="width_x_depth", fit="none"))
    assert found.counts("lot_cov_bldg")["TRUE"] == 418


def test_sides_count_as_known_where_they_are_or_where_nothing_hangs_on_them(two_fam, paradise):
    """251 parcels have classified edges; 3 more lie in I-1, I-2 and MU, which have no setbacks: 254."""
    known = two_fam.checks["bldg_fit"].code != CODES["sides_unknown"]
    assert known.sum() == 254
    assert paradise.parcels.is_classified.sum() == 251
    others = np.flatnonzero(known & ~paradise.parcels.is_classified[paradise.parcel])
    assert [two_fam.district_of(row) for row in others] == ["MU", "I-1", "I-2"]


#: Published: 208 TRUE, 13 MAYBE, 33 FALSE, on a raster of 1 m that counts every cell it touches and rounds the building
#: down to whole cells (35 × 40 ft to 10 × 12 m instead of 10.67 × 12.19). A program written so gives exactly these
#: numbers; ours differ in the two parcels below, where the building is 0.31 and 0.64 m too large on each side.
RASTER_DIFFERS = {"38232": FALSE, "29239": MAYBE}


def test_room_on_the_ground_is_the_published_but_for_two_parcels(two_fam):
    check = two_fam.checks["bldg_fit"]
    known = check.code != CODES["sides_unknown"]
    assert np.bincount(check.outcome[known], minlength=3).tolist() == [34, 14, 206]
    assert (check.outcome[~known] == MAYBE).all()
    ours = {name: check.outcome[two_fam.rows_of(PARCEL + name)[0]] for name in RASTER_DIFFERS}
    assert ours == RASTER_DIFFERS
    published = check.outcome[known].tolist()
    for outcome in RASTER_DIFFERS.values():
        published[published.index(outcome)] = TRUE
    assert np.bincount(published, minlength=3).tolist() == [33, 13, 208]


def test_in_the_two_parcels_that_differ_a_smaller_building_would_fit(paradise, buildings):
    """By hand: 38232 leaves 355 m² in a wedge; 29239 leaves 227 m² with the strict setbacks, 18.4 m at its widest."""
    fitting = paradise.fitting
    for name, short_m in (("38232", 0.31), ("29239", 0.64)):
        row = np.flatnonzero(paradise.parcels.ids == PARCEL + name)
        keys = [k for k in fitting._rooms if k[0] == row[0]]
        room = min((fitting._rooms[k] for k in keys), key=lambda r: r.area)
        width, depth = 35 * 0.3048, 40 * 0.3048
        assert room.holds(width - short_m - 0.03, depth - short_m - 0.03)
        assert not room.holds(width - short_m + 0.03, depth - short_m + 0.03)


def test_the_five_checks_together_leave_the_published_parcels(two_fam):
    together = both(*(two_fam.outcome(check) for check in FIVE))
    assert (together >= MAYBE).sum() == 21
    with_room = both(together, two_fam.outcome("bldg_fit"))
    assert ((with_room == TRUE).sum(), (with_room == MAYBE).sum()) == (0, 11)


def test_with_the_rules_as_shipped_two_homes_are_refused_everywhere(two_fam):
    """R-2 is the only district for two homes, and it asks for three to ten."""
    assert two_fam.counts() == {"TRUE": 0, "MAYBE": 0, "FALSE": 421, "not evaluated": 0}


@pytest.mark.parametrize(
    ("name", "failing"),
    [
        ("1", ("res_type", "height")),
        ("10300", ("res_type", "height")),
        ("10450", ("res_type", "height")),
        ("10464", ("res_type", "height")),
        ("10451", ("res_type", "height", "unit_density")),
        ("10452", ("res_type", "height", "unit_density")),
    ],
)
def test_named_parcels_fail_for_the_published_reasons(two_fam, name, failing):
    (row,) = two_fam.rows_of(PARCEL + name)
    assert two_fam.district_of(row) == "R-1"
    assert two_fam.names(FALSE)[row] == failing
    assert two_fam.overall[row] == FALSE
    own = {f.check: f for f in two_fam.findings(row)}
    assert own["res_type"].reason == "type_not_allowed"
    assert (own["height"].reason, own["height"].value, own["height"].maximum) == (
        "above_maximum",
        45,
        (35, 35),
    )


def test_the_other_buildings_fail_and_pass_as_their_size_says(paradise, buildings):
    found = {name: evaluate(paradise, building).counts() for name, building in buildings.items()}
    assert {name: (c["TRUE"], c["MAYBE"]) for name, c in found.items()} == {
        "2_fam": (0, 0), "4_fam_tall": (0, 11), "4_fam_wide": (0, 10), "12_fam": (0, 0)
    }  # fmt: skip
