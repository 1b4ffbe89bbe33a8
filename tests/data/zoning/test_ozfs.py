"""Readers of .zoning, .parcel and .bldg: the sample files, what is mended, and every refusal in one line."""

import copy
import datetime as dt
import gzip
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.data.ozfs import feed, strict_json
from fairtown.data.ozfs.feed import Alternative, read_building, read_parcels, read_zoning
from fairtown.data.ozfs.parcels import SIDES

SAMPLES = Path(__file__).parent / "ozfs"
SQUARE = [[0.0, 0.0], [0.001, 0.0], [0.001, 0.001], [0.0, 0.001], [0.0, 0.0]]


def packed(value) -> bytes:
    return json.dumps(value).encode()


def refusal(read, value) -> str:
    with pytest.raises(FairtownError) as error:
        read(value if isinstance(value, bytes | str | Path) else packed(value))
    line = str(error.value)
    assert "\n" not in line
    assert len(line) <= strict_json.LONGEST_MESSAGE
    return line


def changed(value, *path, to=None, without=False):
    """Return a copy with the value at a path set, or taken out."""
    copied = copy.deepcopy(value)
    at = copied
    for key in path[:-1]:
        at = at[key]
    if without:
        del at[path[-1]]
    else:
        at[path[-1]] = to
    return copied


ZONING = {
    "type": "FeatureCollection",
    "version": "0.5.0",
    "muni_name": "Anytown",
    "date": "2026-01-31",
    "definitions": {"height": [{"expression": "height_top"}], "res_type": [{"expression": "'1_unit'"}]},
    "features": [
        {
            "type": "Feature",
            "properties": {
                "dist_abbr": "R-1",
                "res_types_allowed": "1_unit",
                "constraints": {"height": {"max_val": [{"expression": "35"}]}},
            },
            "geometry": {"type": "Polygon", "coordinates": [SQUARE]},
        }
    ],
}
FEATURE = ("features", 0)
RULE = (*FEATURE, "properties", "constraints", "height")


def edge(side: str, *points, parcel_id="p1"):
    shape = {"type": "LineString", "coordinates": [list(p) for p in points]}
    return {"type": "Feature", "properties": {"parcel_id": parcel_id, "side": side}, "geometry": shape}


def centroid(parcel_id="p1", **sizes):
    own = {"lot_width": 100, "lot_depth": "120.5", "lot_area": 0.25, **sizes}
    shape = {"type": "Point", "coordinates": [0.0005, 0.0005]}
    return {
        "type": "Feature",
        "properties": {"parcel_id": parcel_id, "side": "centroid", **own},
        "geometry": shape,
    }


PARCEL = {
    "type": "FeatureCollection",
    "features": [
        edge("front", SQUARE[0], SQUARE[1]),
        edge("exterior side", SQUARE[1], SQUARE[2]),
        edge("rear", SQUARE[2], SQUARE[3]),
        centroid(),
        edge("interior side", SQUARE[3], SQUARE[0]),
    ],
}
BUILDING = {
    "bldg_info": {"height_top": "30", "height_plate": 20, "width": 40, "depth": 30},
    "unit_info": [{"fl_area": 900, "bedrooms": 2, "entry_level": 1, "outside_entry": "True", "qty": "2"}],
    "level_info": [{"level": 1, "gross_fl_area": 1000}, {"level": -1, "gross_fl_area": 500}],
}


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


# refusals


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("muni_name",), None, ".zoning file: muni_name is missing, expected a value; add it"),
        (("date",), "2026-02-30", "date is '2026-02-30', expected a day as YYYY-MM-DD"),
        (("date",), "31.1.2026", "expected a day as YYYY-MM-DD"),
        (("type",), "Feature", "type is 'Feature', expected 'FeatureCollection'"),
        (("version",), "zero", "version is 'zero', expected one like '0.5.0'"),
        (("version",), "1.0.0", "version is '1.0.0', expected 0.5 or older"),
        (("features",), [], "features is empty"),
        (("features",), {}, "features is a JSON object of 0, expected a list"),
        (("definitions",), None, "definitions is missing"),
        (("definitions", "height"), "35", "definition of height: it is '35', expected a list"),
        (("definitions", "height", 0, "expression"), ["1", "2"], "an entry has 2 expressions, expected one"),
        ((*FEATURE, "properties", "dist_abbr"), "", "feature 1: dist_abbr is '', expected a text"),
        ((*FEATURE, "properties", "planned_dev"), "maybe", "planned_dev is 'maybe', expected true or false"),
        ((*FEATURE, "properties", "res_types_allowed"), 2, "res_types_allowed is 2, expected a list"),
        ((*FEATURE, "properties", "constraints"), [], "constraints is a list of 0, expected a JSON object"),
        (RULE, {"max": []}, "constraint height: key 'max' is unknown, expected min_val or max_val"),
        ((*RULE, "max_val"), "35", "max_val is '35', expected a list"),
        ((*RULE, "max_val", 0), "35", "max_val: an alternative is '35', expected a JSON object"),
        ((*RULE, "max_val", 0, "expression"), [], "expression is an empty list"),
        ((*RULE, "max_val", 0, "expression"), True, "expression is True, expected a text or a number"),
        ((*RULE, "max_val", 0, "condition"), [[]], "condition is a list of 0, expected a text or a number"),
        ((*RULE, "max_val", 0, "min_max"), "mean", "min_max is 'mean', expected 'min' or 'max'"),
        ((*RULE, "max_val", 0, "expresion"), "1", "key 'expresion' is unknown"),
        ((*FEATURE, "geometry", "type"), "Point", "geometry is 'Point', expected Polygon, MultiPolygon or null"),
        ((*FEATURE, "geometry", "coordinates"), [SQUARE[:2]], "it has 2 points, expected at least 3"),
        ((*FEATURE, "geometry", "coordinates"), [[*SQUARE[:2], [0, "x"]]], "position [0, 'x'] is no longitude"),
        ((*FEATURE, "geometry", "coordinates"), [[*SQUARE[:2], [0, 95]]], "position [0, 95] is no longitude"),
        ((*FEATURE, "geometry", "coordinates"), [[*SQUARE[:2], [0, True]]], "position [0, True] is no longitude"),
    ],
)  # fmt: skip
def test_a_zoning_file_that_cannot_be_read_says_why_in_one_line(path, value, message):
    assert message in refusal(read_zoning, changed(ZONING, *path, to=value))


def test_two_names_of_one_rule_are_refused():
    both = {"floors": {"max_val": []}, "stories": {"max_val": []}}
    assert "'stories' is another name of stories" in refusal(
        read_zoning, changed(ZONING, *FEATURE, "properties", "constraints", to=both)
    )


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("bldg_info", "width"), None, ".bldg file: bldg_info: width is missing"),
        (("bldg_info", "height_top"), "tall", "height_top is 'tall', expected a finite number"),
        (("bldg_info", "height_top"), "nan", "height_top is 'nan', expected a finite number"),
        (("bldg_info", "height_top"), "1_000", "height_top is '1_000', expected a finite number"),
        (("bldg_info", "height_top"), True, "height_top is True, expected a finite number"),
        (("bldg_info", "height_top"), 0, "height_top is 0, expected a number above 0"),
        (("bldg_info", "height_top"), 10**400, "height_top is a number of too many digits"),
        (("bldg_info", "roof_type"), "dome", "roof_type is 'dome', expected one of flat"),
        (("unit_info",), [], "unit_info is empty"),
        (("unit_info", 0, "qty"), 0, "unit_info 1: qty is 0, expected a number of at least 1"),
        (("unit_info", 0, "bedrooms"), 1.5, "bedrooms is 1.5, expected a whole number"),
        (("unit_info", 0, "outside_entry"), None, "outside_entry is missing"),
        (("level_info", 1, "level"), 1, "level_info 2: level is 1, which is there already"),
        (("level_info", 1, "level"), 0, "level is 0, which is no level"),
        (("level_info", 1, "gross_fl_area"), -5, "gross_fl_area is -5, expected a number of at least 0"),
        (("level_info",), None, "level_info is missing"),
    ],
)
def test_a_building_that_cannot_be_read_says_why_in_one_line(path, value, message):
    assert message in refusal(read_building, changed(BUILDING, *path, to=value))


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("features",), [], "features is empty"),
        (("features", 0, "properties", "side"), "left", "parcel p1: side is 'left', expected front, rear"),
        (("features", 0, "properties", "parcel_id"), None, "feature 1: parcel_id is missing"),
        (("features", 0, "geometry", "type"), "Point", "an edge is 'Point', expected a LineString"),
        (("features", 0, "geometry", "coordinates"), [[0, 0]], "it has 1 points, expected at least 2"),
        (("features", 3, "geometry", "type"), "LineString", "its centroid is 'LineString', expected a Point"),
        (("features", 3, "properties", "lot_area"), -1, "lot_area is -1, expected a number above 0"),
        (("features", 3, "properties", "lot_area"), "a lot", "lot_area is 'a lot', expected a finite number"),
        (("features", 3), edge("front", *SQUARE[:2]), "1 parcels without a centroid, first 'p1'"),
        (("features", 0), centroid(), "parcel p1: it has a second centroid"),
    ],
)
def test_parcels_that_cannot_be_read_say_why_in_one_line(path, value, message):
    assert message in refusal(read_parcels, changed(PARCEL, *path, to=value))


def test_a_missing_size_of_a_parcel_is_refused():
    line = refusal(read_parcels, changed(PARCEL, "features", 3, "properties", "lot_area", without=True))
    assert "lot_area of its centroid is missing" in line


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "no JSON at line 1, column 1"),
        (b"[1, 2]", "it holds a list of 2, expected one JSON object"),
        (b"\xff\xfe{}", "no JSON at line 1, column 1"),
        (b'{"\xff": 1}', "byte 2 is not UTF-8 text"),
        (b'{"type": NaN}', "it holds NaN, which is no number"),
        (b'{"type": -Infinity}', "it holds -Infinity"),
        (b'{"date": 1, "date": 2}', "key 'date' stands twice"),
        (b'{"x": ' + b"[" * 100_000 + b"}", "lists within lists too deep"),
        (b'{"x": ' + b'{"x":' * 100_000 + b"}", "lists within lists too deep"),
        (b'{"x": ' + b"9" * 5_000 + b"}", "digits"),
    ],
    ids=[
        "empty",
        "list",
        "utf-16",
        "latin-1",
        "NaN",
        "infinity",
        "twice",
        "deep lists",
        "deep objects",
        "digits",
    ],
)
def test_what_is_no_plain_json_is_refused_in_one_line(raw, message):
    for read in (read_zoning, read_building, read_parcels):
        assert message in refusal(read, raw)


def test_a_file_of_more_texts_than_any_town_has_is_refused_its_definitions_too(monkeypatch):
    held = read_zoning(packed(ZONING))
    texts = sum(1 + len(entry.conditions) for rows in held.definitions.values() for entry in rows)
    assert texts, "the file defines something"
    texts += sum(
        len(a.expressions) + len(a.conditions)
        for district in held.districts
        for c in district.constraints
        for a in (*c.minimum, *c.maximum)
    )
    monkeypatch.setattr(feed, "MOST_TEXTS", texts)
    assert read_zoning(packed(ZONING)).districts
    monkeypatch.setattr(feed, "MOST_TEXTS", texts - 1)
    line = refusal(read_zoning, ZONING)
    assert f"the file has {texts:,} texts, expected at most {texts - 1:,}" in line


def test_a_large_file_is_refused_before_it_is_parsed(tmp_path, monkeypatch):
    monkeypatch.setattr(strict_json.json, "loads", lambda *_, **__: pytest.fail("it was parsed"))
    large = b" " * 2_000
    path = tmp_path / "x.bldg"
    path.write_bytes(large)
    bomb = tmp_path / "y.bldg.gz"
    bomb.write_bytes(gzip.compress(b" " * 10_000_000))
    for raw in (large, large.decode(), path, bomb, "é" * 900):
        with pytest.raises(FairtownError, match="bytes, expected at most 1,000"):
            read_building(raw, most_bytes=1_000)


KINDS = {"zoning": (read_zoning, ZONING), "parcel": (read_parcels, PARCEL), "bldg": (read_building, BUILDING)}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("other", KINDS)
def test_a_file_of_another_kind_is_told_for_what_it_is(kind, other):
    if kind == other:
        assert KINDS[kind][0](packed(KINDS[other][1]))
        return
    line = refusal(KINDS[kind][0], KINDS[other][1])
    assert f"(.{other}), expected one of" in line
    assert f"(.{kind}); give each file in its own place" in line


def test_an_archive_and_a_folder_are_told_for_what_they_are(tmp_path):
    with zipfile.ZipFile(tmp_path / "town.zip", "w") as archive:
        archive.writestr("a.zoning", packed(ZONING))
    assert refusal(read_zoning, tmp_path / "town.zip").startswith("town.zip: it is a ZIP archive, expected")
    assert ": it is a folder, expected a file" in refusal(read_zoning, tmp_path)
    assert refusal(read_zoning, Path()).startswith(".: it is a folder")


def test_a_file_that_is_not_there_or_not_packed_is_named(tmp_path):
    assert refusal(read_zoning, tmp_path / "x.zoning").startswith("x.zoning: no such file")
    (tmp_path / "x.zoning.gz").write_bytes(b"no gzip")
    assert "cannot be unpacked" in refusal(read_zoning, tmp_path / "x.zoning.gz")


# before 0.5

OLD = {
    **{k: v for k, v in ZONING.items() if k != "version"},
    "features": [
        {
            "type": "Feature",
            "geometry": [],
            "properties": {
                "dist_abbr": "R",
                "res_uses": ["1_family", "4_family"],
                "lot_size": [{"use_name": ["4_family"], "min_val": "0.5"}],
                "height": [{"use_name": ["4_family", "1_family"], "max_val": 35}],
                "stories": [{"max_val": [{"conditions": "roof_type == 'flat'", "expression": 3}]}],
            },
        }
    ],
}


def test_an_old_rule_for_some_types_does_not_bind_the_others():
    (district,) = read_zoning(packed(OLD)).districts
    lot_area, height, stories = district.constraints
    assert lot_area.minimum == (
        Alternative(("0.5",), ("res_type == '4_plus'",)),
        Alternative(("0",), ("0 == 1",)),
    )
    assert height.maximum == (Alternative(("35",)),)
    assert stories.maximum[0] == Alternative(("3",), ("roof_type == 'flat'",))


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("res_uses", ["5_family"], "res_uses has '5_family', expected one of 1_family"),
        ("height", [{"use_name": ["1_family"]}], "'height': a rule has neither min_val nor max_val"),
        ("height", [{"max_val": 1, "max": 2}], "key 'max' is unknown"),
        ("height", 35, "'height': it is 35, expected a list"),
        ("res_types_allowed", [], "has the layout of 0.5 but the file has no version"),
    ],
)
def test_an_old_file_that_cannot_be_converted_says_why_in_one_line(key, value, message):
    assert message in refusal(read_zoning, changed(OLD, "features", 0, "properties", key, to=value))


# anything at all

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["0.5.0", "p1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


def paths(value, at=()):
    yield at
    rows = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, own in rows:
        yield from paths(own, (*at, key))


@given(st.sampled_from([(read_zoning, ZONING), (read_parcels, PARCEL), (read_building, BUILDING), (read_zoning, OLD)]),
       st.data(), anything)  # fmt: skip
def test_whatever_stands_anywhere_is_read_or_refused_in_one_line(kind, data, value):
    read, good = kind
    path = data.draw(st.sampled_from([p for p in paths(good) if p]))
    try:
        read(json.dumps(changed(good, *path, to=value)))
    except FairtownError as error:
        assert "\n" not in str(error)  # noqa: PT017


@given(st.binary(max_size=60) | st.text(max_size=60))
def test_bytes_of_any_kind_are_refused_in_one_line(raw):
    for read in (read_zoning, read_parcels, read_building):
        refusal(read, raw)
