"""Readers of .zoning, .parcel and .bldg: the sample files, what may be written in more than one way, what is mended."""

import datetime as dt
import gzip

import numpy as np
import pytest
import shapely

from fairtown.data.ozfs.feed import Alternative, read_building, read_parcels, read_zoning
from fairtown.data.ozfs.parcels import SIDES

from .ozfs_files import (
    BUILDING,
    FEATURE,
    OLD,
    PARCEL,
    RULE,
    SAMPLES,
    SQUARE,
    ZONING,
    centroid,
    changed,
    edge,
    packed,
    refusal,
)

# the sample files


def test_paradise_is_read_whole():
    zoning = read_zoning(SAMPLES / "Paradise.zoning")
    assert (zoning.muni_name, zoning.date, zoning.version) == ("Paradise", dt.date(2024, 8, 14), "0.5.0")
    assert [d.abbr for d in zoning.districts] == ["A", "R-1", "R-2", "B-1", "I-1", "I-2", "MU"]
    assert zoning.districts[0].res_types == ("1_unit",)
    assert zoning.districts[2].res_types == ("1_unit", "2_unit", "3_unit", "4_plus", "townhome")
    assert zoning.districts[3].res_types == ()
    assert not zoning.repaired
    assert list(zoning.definitions) == ["height", "res_type"]
    lot_area = zoning.districts[2].constraints[0]
    assert lot_area.minimum[2] == Alternative(
        ("0.23", "0.03 * total_units"), ("res_type == '3_unit' or res_type == '4_plus'",), "max"
    )


def test_the_parcels_of_paradise_are_read_whole():
    parcels = read_parcels(SAMPLES / "Paradise.parcel.gz")
    assert len(parcels) == 421
    counts = dict(zip(SIDES, np.bincount(parcels.edge_side).tolist(), strict=True))
    assert counts == {"front": 251, "rear": 251, "interior side": 245, "exterior side": 258, "unknown": 956}
    assert parcels.is_classified.sum() == 251
    assert (np.isnan(parcels.lot_width_ft) == ~parcels.is_classified).all()
    assert (np.isnan(parcels.lot_depth_ft) == ~parcels.is_classified).all()
    assert not np.isnan(parcels.lot_area_acres).any()
    assert parcels.is_corner.sum() == 97 + 80


def test_the_buildings_are_read_whole():
    levels = {n: len(read_building(SAMPLES / f"{n}.bldg").levels) for n in ("2_fam", "4_fam_tall", "12_fam")}
    assert levels == {"2_fam": 3, "4_fam_tall": 4, "12_fam": 3}
    wide = read_building(SAMPLES / "4_fam_wide.bldg")
    assert (wide.width_ft, wide.depth_ft, wide.parking, wide.units[0].qty) == (52, 48, 4, 4)
    assert wide.height_eave_ft is None


def test_cockrell_hill_of_before_05_is_converted():
    zoning = read_zoning(SAMPLES / "Cockrell_Hill_draft.zoning.gz")
    assert zoning.version == ""
    assert [d.abbr for d in zoning.districts if d.shape is None] == ["R", "PD"]
    by = {d.abbr: d for d in zoning.districts}
    assert by["PD"].planned_dev
    assert by["C-A"].res_types == ()
    assert by["R-S"].res_types == ("1_unit", "2_unit")
    assert by["R-M"].res_types == ("1_unit", "2_unit", "3_unit", "4_plus", "townhome")
    rules = {c.name: c for c in by["R-M"].constraints}
    assert rules["lot_area"].minimum == (
        Alternative(("0.16",), ("res_type == '4_plus'", "total_units <= 3")),
        Alternative(("0.16 + 0.02 * (total_units - 3)",), ("res_type == '4_plus'", "total_units > 3")),
        Alternative(
            ("0.16",),
            (
                "res_type == '1_unit' or res_type == '2_unit' or res_type == '3_unit' or res_type == 'townhome'",
            ),
        ),
    )
    assert rules["setback_side_int"].minimum == (Alternative(("5", "0.1 * lot_width"), (), "max"),)
    assert rules["stories"].maximum == (Alternative(("2",)),)
    assert len(read_parcels(SAMPLES / "Cockrell_Hill_draft.parcel.gz")) == 1019


# what may be written in more than one way


def test_text_bytes_and_path_give_the_same(tmp_path):
    path = tmp_path / "x.zoning"
    path.write_bytes(packed(ZONING))
    (tmp_path / "x.zoning.gz").write_bytes(gzip.compress(packed(ZONING)))
    given = [
        packed(ZONING),
        packed(ZONING).decode(),
        path,
        tmp_path / "x.zoning.gz",
        b"\xef\xbb\xbf" + packed(ZONING),
    ]
    zonings = [read_zoning(g) for g in given]
    assert all(m == zonings[0] for m in zonings)


def test_older_and_newer_names_of_rules_are_one():
    names = {
        "lot_size": "lot_area",
        "unit_qty": "total_units",
        "floors": "stories",
        "unit_0bed_qty": "units_0bed",
        "unit_4bed_qty": "units_4bed",
        "far": "far",
    }
    rules = {name: {"min_val": [{"expression": 1}]} for name in names}
    zoning = read_zoning(packed(changed(ZONING, *RULE[:-1], to=rules)))
    assert [c.name for c in zoning.districts[0].constraints] == list(names.values())


def test_numbers_and_truths_may_be_quoted():
    building = read_building(packed(BUILDING))
    assert (building.height_top_ft, building.units[0].qty, building.units[0].outside_entry) == (30.0, 2, True)
    zoning = read_zoning(packed(changed(ZONING, *FEATURE, "properties", "overlay", to="false")))
    assert zoning.districts[0].overlay is False
    assert read_parcels(packed(PARCEL)).lot_depth_ft == [120.5]


def test_types_allowed_may_be_one_word_a_list_or_missing():
    for allowed, types in (("2_unit", ("2_unit",)), (["1_unit", "2_unit"], ("1_unit", "2_unit")), (None, ())):
        zoning = read_zoning(packed(changed(ZONING, *FEATURE, "properties", "res_types_allowed", to=allowed)))
        assert zoning.districts[0].res_types == types


def test_placeholders_of_unknown_sides_are_missing_and_real_feet_are_not():
    unknown = [edge("unknown", SQUARE[i], SQUARE[i + 1]) for i in range(4)]
    one = centroid(lot_width=1, lot_depth=1)
    parcels = read_parcels(packed({**PARCEL, "features": [*unknown, one]}))
    assert np.isnan([parcels.lot_width_ft[0], parcels.lot_depth_ft[0]]).all()
    parcels = read_parcels(packed({**PARCEL, "features": [*PARCEL["features"][:3], one]}))
    assert parcels.lot_width_ft == [1]
    parcels = read_parcels(packed({**PARCEL, "features": [*unknown, centroid(lot_width=None)]}))
    assert np.isnan(parcels.lot_width_ft[0])
    assert parcels.lot_depth_ft == [120.5]


def test_some_parcels_can_be_taken_in_any_order_and_twice():
    other = [edge("front", SQUARE[0], SQUARE[1], parcel_id="p2"), centroid("p2", lot_area=3)]
    parcels = read_parcels(packed({**PARCEL, "features": [other[0], *PARCEL["features"], other[1]]}))
    assert parcels.ids.tolist() == ["p2", "p1"]
    chosen = parcels.take(np.array([1, 0, 1]))
    assert chosen.ids.tolist() == ["p1", "p2", "p1"]
    assert np.diff(chosen.edge_start).tolist() == [4, 1, 4]
    assert chosen.edge_side.tolist() == [0, 3, 1, 2, 0, 0, 3, 1, 2]
    assert shapely.equals(chosen.edge_line[5:], chosen.edge_line[:4]).all()


# shapes


def test_an_unclosed_ring_is_closed():
    zoning = read_zoning(packed(changed(ZONING, *FEATURE, "geometry", "coordinates", to=[SQUARE[:-1]])))
    assert zoning.repaired == ("R-1",)
    assert zoning.districts[0].shape.equals(shapely.Polygon(SQUARE))


def test_a_ring_that_barely_crosses_itself_is_mended_and_a_bow_tie_is_named():
    spike = [*SQUARE[:2], [0.001, 0.0005], [0.0010001, 0.0005], [0.001, 0.0005], *SQUARE[2:]]
    zoning = read_zoning(packed(changed(ZONING, *FEATURE, "geometry", "coordinates", to=[spike])))
    assert zoning.repaired == ("R-1",)
    assert zoning.districts[0].shape.is_valid
    bow = [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]]
    line = refusal(read_zoning, changed(ZONING, *FEATURE, "geometry", "coordinates", to=[bow]))
    assert "district R-1: the polygon is invalid (Self-intersection" in line
    assert "redraw it" in line


@pytest.mark.parametrize("shape", [None, [], {}])
def test_a_district_without_a_shape_is_kept_without_one(shape):
    zoning = read_zoning(packed(changed(ZONING, *FEATURE, "geometry", to=shape)))
    assert zoning.districts[0].shape is None


# before 0.5


def test_an_old_rule_for_some_types_does_not_bind_the_others():
    (district,) = read_zoning(packed(OLD)).districts
    lot_area, height, stories = district.constraints
    assert lot_area.minimum == (
        Alternative(("0.5",), ("res_type == '4_plus'",)),
        Alternative(("0",), ("0 == 1",)),
    )
    assert height.maximum == (Alternative(("35",)),)
    assert stories.maximum[0] == Alternative(("3",), ("roof_type == 'flat'",))
