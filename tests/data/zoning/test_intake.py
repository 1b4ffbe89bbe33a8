"""Files of others: whole or not at all, and one line on what is wrong."""

import gzip
import json

import pytest

from fairtown.concepts import FairtownError
from fairtown.data.zoning_atlases import intake

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[-72, 41], [-71.9, 41], [-71.9, 41.1], [-72, 41.1], [-72, 41]]],
}


def refusal(raw, name="town.csv") -> str:
    with pytest.raises(FairtownError) as error:
        intake.read_table(raw, name)
    line = str(error.value)
    assert "\n" not in line
    assert line.startswith(name)
    return line


def collection(*features, **more) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}).encode()


def feature(geometry=SQUARE, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def test_a_table_comes_as_text_with_the_rows_of_its_file():
    table = intake.read_table(b"\xef\xbb\xbfa, b\n1,\n\n 2,x\n", "t.csv")
    assert table.rows.to_dict("list") == {"a": ["1", " 2"], "b": ["", "x"]}
    assert table.file_row == [2, 4]
    assert table.geometry is None


def test_a_packed_file_is_read_like_a_plain_one(tmp_path):
    plain = b"a,b\n1,2\n"
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(plain))
    assert intake.read_table(path).rows.equals(intake.read_table(plain, "t").rows)


def test_a_layer_comes_as_text_with_shapes_numbered_from_one():
    table = intake.read_table(
        collection(feature(a="x", n=1, t=True), feature(None, a=None, z=2.5)), "t.geojson"
    )
    assert table.rows.to_dict("list") == {"a": ["x", ""], "n": ["1", ""], "t": ["yes", ""], "z": ["", "2.5"]}
    assert table.file_row == [1, 2]
    assert table.geometry[0].geom_type == "Polygon"
    assert table.geometry[1] is None


def test_blank_features_are_skipped_with_a_note_and_the_others_keep_their_numbers():
    blank = feature(None, a=None)
    table = intake.read_table(
        collection(feature(a="x"), blank, feature(None, a="y"), blank, feature(a=None)), "t"
    )
    assert table.rows.a.tolist() == ["x", "y", ""]
    assert table.file_row == [1, 3, 5]
    assert [shape is None for shape in table.geometry] == [False, True, False]
    assert table.notes == ("2 blank features were skipped",)


def test_a_wrong_shape_after_a_blank_feature_is_named_by_its_own_number():
    raw = collection(feature(None, a=""), feature({"type": "Point", "coordinates": [0, 0]}, a="x"))
    assert "feature 2 is a Point" in refusal(raw)


def test_a_layer_without_any_shape_is_a_table():
    assert intake.read_table(collection(feature(None, a="x")), "t").geometry is None


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FairtownError, match=r"^gone\.csv: no such file; give the path"):
        intake.read_table(tmp_path / "gone.csv")


def test_a_gigabyte_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(1_200_000_000)
    with pytest.raises(FairtownError, match=r"huge.csv: 1,200 MB or more, expected at most 256 MB; simplify"):
        intake.read_table(path)


def test_a_small_file_that_unpacks_to_a_large_one_is_refused(monkeypatch):
    monkeypatch.setattr(intake, "MOST_BYTES", 1_000_000)
    packed = gzip.compress(b"a,b\n" + b"1,2\n" * 1_000_000)
    assert len(packed) < 20_000
    assert "1 MB or more, expected at most 1 MB" in refusal(packed)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "no row of data"),
        (b"a,b\n", "no row of data"),
        (b"a,b\n1,2,3\n", "row 2 has 3 cells, expected 2"),
        (b"a,b\n\n1\n", "row 3 has 1 cells, expected 2"),
        (b'a,b\n"1,2\n', "not a CSV table"),
        (b"a,a\n1,2\n", "column 'a' stands twice"),
        (b"a,b\n1,\xff\n", "byte 6 is not UTF-8"),
        (b"a,b\n1,\0\n", "holds zero bytes"),
        (b"\x1f\x8b broken", "gzip file is broken or cut short"),
        (gzip.compress(b"a,b\n1,2\n", mtime=0)[:-9], "gzip file is broken or cut short"),
        (b'{"type": "FeatureCollection", "features": [', "not a GeoJSON file"),
        (b'{"a": ' + b"[" * 200_000, "not a GeoJSON file"),
        (b'{"features": []}', "no features"),
        (b'{"features": {"a": 1}}', "no features"),
        (b'{"features": [{"properties": {"a": 1, "a": 2}}]}', "key 'a' stands twice"),
        (b'{"features": [{"geometry": null}, {"properties": {"a": ""}}]}', "no feature holds anything"),
        (collection({"type": "Feature", "geometry": SQUARE}), "feature 1 has no properties"),
        (collection(3), "feature 1 has no properties"),
        (collection(feature(a=[1, 2])), "feature 1, a is a list"),
        (collection(feature(a=1), feature({"type": "Point", "coordinates": [0, 0]})), "feature 2 is a Point"),
        (collection(feature({"type": "Polygon", "coordinates": [[[0, 0]]]})), "coordinates that make no Polygon"),
        (collection(feature({"type": "Polygon", "coordinates": "x"})), "coordinates that make no Polygon"),
        (collection(feature("x")), "feature 1 is a None"),
        (b'{"features": [{"properties": {"a": NaN}, "geometry": null}]}', "NaN is no number"),
        (collection(feature(a=1), crs={"properties": {"name": "EPSG:2234"}}), "expected longitude and latitude"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_in_one_line(raw, says):
    assert says in refusal(raw)


def test_the_plain_reference_system_may_be_named():
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert len(intake.read_table(collection(feature(a=1), crs=crs), "t").rows) == 1
