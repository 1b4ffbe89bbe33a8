"""What strangers give as .zoning, .parcel and .bldg and cannot be read is refused in one line that says why."""

import gzip
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.data.ozfs import feed, strict_json
from fairtown.data.ozfs.feed import read_building, read_parcels, read_zoning

from .ozfs_files import (
    BUILDING,
    FEATURE,
    OLD,
    PARCEL,
    RULE,
    SQUARE,
    ZONING,
    centroid,
    changed,
    edge,
    packed,
    refusal,
)


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
