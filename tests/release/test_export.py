import json
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
import shapely

import fairtown
from fairtown.cli.commands import main
from fairtown.concepts import FairtownError
from fairtown.release import export
from fairtown.release.reader import OpenRelease


def test_the_first_column_is_the_geoid_and_codes_stay_text(release: OpenRelease) -> None:
    rows = export.table(release, "opportunity.oca_2014", "tract")
    assert rows.columns[0] == "geoid"
    assert len(rows) == 829
    assert rows.geoid.str.fullmatch("09[0-9]{9}").all()
    assert {"score", "level", "level_name", "n_indicators", "flag"} < set(rows.columns)
    assert sum(c.startswith("z_") for c in rows.columns) == 12


def test_the_published_levels_are_the_default(release: OpenRelease) -> None:
    rows = export.table(release, "opportunity.oca_2014", "tract")
    assert rows.level.value_counts().sort_index().tolist() == [166, 165, 166, 166, 166]
    land = export.table(release, "opportunity.oca_2014", "tract", variant="land_tracts")
    assert land.level.value_counts().sort_index().tolist() == [166, 166, 165, 166, 166]


def test_a_measure_with_groups_is_long(release: OpenRelease) -> None:
    rows = export.table(release, "opportunity.access_by_race", "state", 2019)
    assert {"group", "output", "value", "moe", "unit", "flag"} < set(rows.columns)
    black = rows[(rows.group == "nh_black") & (rows.output == "lower")]
    assert len(black) == 1
    assert black.moe.item() > 0


def test_a_csv_read_back_has_the_same_figures(release: OpenRelease, tmp_path: Path) -> None:
    rows = export.table(release, "homes.tenure", "town", 2023)
    export.write(release, rows, "csv", tmp_path / "t.csv")
    back = pd.read_csv(tmp_path / "t.csv", dtype={"geoid": str, "vintage": str}, keep_default_na=False)
    assert back.geoid.tolist() == rows.geoid.tolist()
    assert back.owner_share.astype(float).tolist() == rows.owner_share.tolist()


@pytest.mark.parametrize("format_", ["parquet", "json", "geojson"])
def test_every_format_holds_every_row(release: OpenRelease, tmp_path: Path, format_: str) -> None:
    rows = export.table(release, "subsidized.assisted_share", "town", 2023)
    out = tmp_path / "file"
    export.write(release, rows, format_, out)
    if format_ == "parquet":
        assert len(pd.read_parquet(out)) == 169
    else:
        content = json.loads(out.read_text())
        assert len(content["features"] if format_ == "geojson" else content) == 169


def test_unknown_is_blank_in_csv_and_null_in_json(release: OpenRelease) -> None:
    rows = export.table(release, "residents.median_household_income", "county", 2023)
    assert rows.median_household_income_usd.isna().all()
    assert (rows.flag == "not_published").all()
    text = export.write(release, rows, "json", None)
    assert text is not None
    assert json.loads(text)[0]["median_household_income_usd"] is None


def test_python_gives_the_same_table_as_the_command(release_folder: Path, release: OpenRelease) -> None:
    read = fairtown.open_release(release_folder)
    ours = read.table("homes.tenure", level="county", year=2019)
    pd.testing.assert_frame_equal(ours, export.table(release, "homes.tenure", "county", 2019))
    assert read.explain("homes.tenure", "Avon")["place"]["name"] == "Avon"
    shapes = read.geo("opportunity.oca_2014")
    assert len(shapes) == 829
    assert shapes.crs.to_epsg() == 4326


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nothing",), "is unknown"),
        (("homes.tenure", "street"), "there are: tract, town, county, region, state"),
        (("homes.tenure", None, 1999), "has no year 1999; there are: 2018, 2019, 2023"),
        (("opportunity.oca_2014", "town"), "there are: state, tract"),
        (("opportunity.oca_2014", "tract", None, "mine"), "there are: published_rows, land_tracts"),
    ],
)
def test_bad_input_is_one_line(release: OpenRelease, arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(FairtownError) as error:
        export.table(release, *arguments)  # type: ignore[arg-type]
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_shapes_are_refused_for_levels_without_them(release: OpenRelease) -> None:
    rows = export.table(release, "homes.tenure", "county", 2019)
    with pytest.raises(FairtownError, match="geojson is for --level tract or town"):
        export.write(release, rows, "geojson", None)


def test_geojson_of_groups_has_one_feature_per_place(release: OpenRelease) -> None:
    rows = export.table(release, "residents.race_ethnicity", "town", 2023)
    text = export.write(release, rows, "geojson", None)
    assert text is not None
    features = json.loads(text)["features"]
    assert len(features) == 169
    hartford = next(f["properties"] for f in features if f["properties"]["name"] == "Hartford")
    assert hartford["nh_black_people"] == 40490
    assert hartford["nh_black_share_moe"] > 0


def rings(geometry: dict) -> list[tuple[list[list[float]], bool]]:
    """Return every ring of a GeoJSON geometry, and whether it is a hole."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [(ring, i > 0) for polygon in polygons for i, ring in enumerate(polygon)]


def twice_area(ring: list[list[float]]) -> float:
    """Return twice the area of a ring on the plane, by the shoelace formula: positive if counterclockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


@pytest.mark.parametrize(
    ("measure", "level", "year", "n"),
    [
        ("opportunity.modern", "tract", 2023, 879),
        ("opportunity.oca_2014", "tract", None, 829),
        ("homes.tenure", "town", 2019, 169),
        ("residents.race_ethnicity", "town", None, 4 * 169),
    ],
)
def test_outer_rings_run_counterclockwise_and_holes_clockwise(
    release: OpenRelease, measure: str, level: str, year: int | None, n: int
) -> None:
    """RFC 7946, 3.1.6; both vintages of tracts, towns, with and without groups."""
    text = export.write(release, export.table(release, measure, level, year), "geojson", None)
    assert text is not None
    features = json.loads(text)["features"]
    assert len(features) == n
    found = [(twice_area(ring) > 0, is_hole) for f in features for ring, is_hole in rings(f["geometry"])]
    assert all(counterclockwise != is_hole for counterclockwise, is_hole in found)


def test_the_command_writes_outer_rings_counterclockwise(release_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "index.geojson"
    command = ["export", "opportunity.modern", "--level", "tract", "--year", "2023", "--format", "geojson"]
    assert main([*command, "--out", str(out), "--release", str(release_folder)]) == 0
    features = json.loads(out.read_text())["features"]
    assert len(features) == 879
    assert all((twice_area(ring) > 0) != is_hole for f in features for ring, is_hole in rings(f["geometry"]))


def test_a_hole_runs_clockwise(release: OpenRelease, monkeypatch: pytest.MonkeyPatch) -> None:
    """No tract of ours has a hole that runs the wrong way round: one with both rings turned is put in."""
    wrong = "POLYGON ((0 0, 0 3, 3 3, 3 0, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1))"
    monkeypatch.setattr(
        export, "_outlines", lambda *_: dict.fromkeys([t["key"] for t in release.towns], wrong)
    )
    rows = export.table(release, "homes.tenure", "town", 2019).head(1)
    (feature,) = export.with_shapes(release, rows)
    (outer, hole) = [twice_area(ring) for ring, _ in rings(feature["geometry"])]
    assert outer > 0 > hole


def test_turning_rings_moves_no_corner(release: OpenRelease) -> None:
    rows = export.table(release, "homes.tenure", "town", 2019)
    outlines = export._outlines(release, "town")
    keys = {p["geoid"]: p["key"] for p in release.all_places}
    for feature in export.with_shapes(release, rows):
        assert shapely.equals(
            shapely.geometry.shape(feature["geometry"]), shapely.from_wkt(outlines[keys[feature["id"]]])
        )
