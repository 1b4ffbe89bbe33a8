"""An old zoning map drawn: shades, whether a building may stand, the lines of its table, and a drawing that holds."""

from math import nan
from xml.etree import ElementTree

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.drawings import zone_map
from fairtown.drawings.svg_map import corners
from fairtown.drawings.zone_map import Building, answer, areas, drawing, lines, shade, share_that_answers
from fairtown.release.reader import OpenRelease
from fairtown.reports.town_zoning import Zoning

SVG = "{http://www.w3.org/2000/svg}"
TOLD = "{sqft} sq ft, {acres} acre"
EVIL = '"><script>alert(1)</script><b>&'
WEST_HARTFORD = "09-82590"
MAPS = (("09-02060", 1953), ("09-05910", 1958), (WEST_HARTFORD, 1924), (WEST_HARTFORD, 1958))
LEAST = st.floats(1, 500_000) | st.sampled_from([6_000.0, 9_000.0, 40_000.0])


@pytest.fixture(scope="module")
def maps(release: OpenRelease) -> dict[tuple[str, int], pd.DataFrame]:
    return Zoning(release).zones


def square(x: float, side: float = 1.0) -> str:
    return f"POLYGON (({x} 0, {x + side} 0, {x + side} {side}, {x} {side}, {x} 0))"


def districts(*zones: tuple[str, str, float, float], kind: str = "metro_hartford_1950s") -> pd.DataFrame:
    """Districts from (zone, use, least land, acres), as squares beside each other."""
    table = pd.DataFrame(zones, columns=["zone", "use", "min_land_per_family_sqft", "acres"])
    return table.assign(geometry=[square(i) for i in range(len(table))], map=kind)


SOME_ZONES = st.lists(
    st.tuples(st.sampled_from("ABCDE"), st.just("residential"), LEAST | st.just(nan), st.floats(0.1, 5_000)),
    min_size=1,
    max_size=8,
    unique_by=lambda row: row[0],
).map(lambda rows: districts(*rows))


# --- shades -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("least", "expected"),
    [
        (nan, 0), (1, 1), (2_999.9, 1), (3_000, 2), (5_999, 2), (6_000, 3), (8_999, 3), (9_000, 4), (9_999, 4),
        (10_000, 5), (15_000, 6), (18_000, 6), (20_000, 7), (39_999, 7), (40_000, 8), (87_120, 8), (1e9, 8),
    ],
)  # fmt: skip
def test_a_shade_begins_at_its_step(least, expected):
    assert shade(least) == expected


@given(LEAST, LEAST)
def test_more_land_per_family_is_never_lighter(a, b):
    low, high = sorted((a, b))
    assert 1 <= shade(low) <= shade(high) <= 8


# --- may a building stand there -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("least", "building", "expected"),
    [
        (6_000, Building(2, 12_000), "yes"),
        (6_000, Building(2, 11_999), "no"),
        (6_000, Building(1, 6_000), "yes"),
        (6_000, None, "none"),
        (nan, Building(2, 12_000), "none"),
        (nan, None, "none"),
    ],
)
def test_a_building_may_stand_where_each_family_has_its_land(least, building, expected):
    assert answer(least, building) == expected


def test_a_district_without_a_minimum_is_neither_a_yes_nor_a_no():
    (first, last) = lines(
        districts(("Shops", "business", nan, 5), ("R", "residential", 9_000, 5)), Building(1, 9_000)
    )
    assert (first.name, first.answer, first.needs) == ("R", "yes", 9_000)
    assert (last.name, last.answer, last.needs, last.least, last.shade) == ("Shops", "none", None, None, 0)


# --- lines --------------------------------------------------------------------------------------------------------


def test_uses_drawn_apart_are_left_out_and_drawn_alone_are_not():
    use = districts(("", "residential", nan, 7), kind=zone_map.USES)
    area = districts(("A", "", 9_000, 5), kind="area_districts")
    both = pd.concat([use, area], ignore_index=True)
    assert areas(both).zone.tolist() == ["A"]
    assert areas(use).use.tolist() == ["residential"]
    assert areas(area).zone.tolist() == ["A"]


def test_a_district_without_a_name_is_called_by_its_use():
    found = lines(districts(("", "business", nan, 1), ("", "industrial", nan, 2)))
    assert [(z.name, z.use, z.acres) for z in found] == [
        ("business", "business", 1),
        ("industrial", "industrial", 2),
    ]


def test_districts_of_one_name_are_one_line_of_all_their_acres():
    rows = districts(
        ("R", "residential", 9_000, 1.5), ("R", "residential", 9_000, 2), ("R", "business", nan, 4)
    )
    assert [(z.name, z.use, z.acres) for z in lines(rows)] == [
        ("R", "residential", 3.5),
        ("R", "business", 4),
    ]


@given(SOME_ZONES)
def test_lines_are_by_least_land_downward_and_those_without_last(rows):
    found = lines(rows)
    least = [z.least for z in found if z.least is not None]
    assert least == sorted(least, reverse=True)
    without = [z.least is None for z in found]
    assert without == sorted(without)
    assert sum(z.acres for z in found) == pytest.approx(rows.acres.sum())


@pytest.mark.parametrize("key", MAPS)
def test_the_lines_of_a_map_have_all_its_acres(maps, key):
    rows = maps[key]
    found = lines(rows)
    assert sum(z.acres for z in found) == pytest.approx(areas(rows).acres.sum())
    keys = [(z.least is None, -(z.least or 0), z.name) for z in found]
    assert keys == sorted(keys)
    assert len({(z.name, z.use) for z in found}) == len(found)


@pytest.mark.parametrize("key", MAPS)
def test_a_line_has_one_least_land(maps, key):
    """A line tells the most of its districts: where they differed it would be wrong for some."""
    own = areas(maps[key])
    assert own.groupby(["zone", "use"]).min_land_per_family_sqft.nunique(dropna=False).eq(1).all()


def test_land_of_west_hartford_in_1924_is_as_published(maps):
    """Published: table of README, ontheline/otl-zoning-west-hartford."""
    found = lines(maps[WEST_HARTFORD, 1924])
    land = sum(z.acres for z in found)
    shown = [(z.name, z.least, round(z.acres), round(100 * z.acres / land)) for z in found]
    assert shown == [
        ("A", 9_000, 6_430, 45),
        ("B", 6_000, 5_540, 39),
        ("C", 3_000, 1_825, 13),
        ("D", 1_500, 435, 3),
        ("E", 750, 109, 1),
    ]


# --- share of land ------------------------------------------------------------------------------------------------


def test_without_land_that_has_a_minimum_there_is_no_share():
    assert share_that_answers([]) is None
    assert share_that_answers(lines(districts(("Shops", "business", nan, 5)), Building(1, 1))) is None


def test_a_share_is_of_the_land_with_a_minimum():
    rows = districts(
        ("A", "residential", 9_000, 30), ("B", "residential", 3_000, 10), ("S", "business", nan, 60)
    )
    found = lines(rows, Building(2, 6_000))
    assert share_that_answers(found) == 0.25
    assert share_that_answers(found, "no") == 0.75
    assert share_that_answers(lines(rows)) == 0


@pytest.mark.parametrize(
    ("homes", "lot", "percent"),
    [(1, 9_000, 100), (2, 9_000, 17), (3, 9_000, 17), (4, 9_000, 4), (12, 9_000, 1)],
)
def test_two_families_on_the_largest_lot_of_1924_could_live_on_a_sixth_of_the_town(maps, homes, lot, percent):
    """By hand, of 14,338.7 acres: 3,000 and less 2,368.6; 1,500 and less 543.8; 750 108.7."""
    found = lines(maps[WEST_HARTFORD, 1924], Building(homes, lot))
    assert round(100 * share_that_answers(found)) == percent


@given(SOME_ZONES, st.integers(1, 50), st.integers(1, 50), st.floats(1, 1e6), st.floats(1, 1e6))
def test_a_larger_lot_never_lowers_the_share_and_more_homes_never_raise_it(rows, n, m, a, b):
    few, many = sorted((n, m))
    small, large = sorted((a, b))

    def share(homes: int, lot: float) -> float | None:
        return share_that_answers(lines(rows, Building(homes, lot)))

    least = share(many, small)
    if least is None:
        assert rows.min_land_per_family_sqft.isna().all()
        return
    assert 0 <= least <= share(many, large) <= share(few, large) <= 1
    assert least <= share(few, small) <= share(few, large)


@given(SOME_ZONES, st.integers(1, 50), st.floats(1, 1e6))
def test_land_with_a_minimum_is_a_yes_or_a_no(rows, homes, lot):
    found = lines(rows, Building(homes, lot))
    yes, no = share_that_answers(found), share_that_answers(found, "no")
    assert (yes is None) == (no is None)
    assert yes is None or yes + no == pytest.approx(1)


# --- the drawing --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", MAPS)
@pytest.mark.parametrize("building", [None, Building(2, 9_000)])
def test_every_district_is_drawn_once_and_says_what_it_is(maps, key, building):
    rows = maps[key]
    text = drawing(rows, TOLD, building)
    root = ElementTree.fromstring(text)
    paths = root.findall(f"{SVG}path")
    assert len(paths) == len(areas(rows))
    assert all(p.attrib["d"].startswith("M") and p.attrib["d"].endswith("z") for p in paths)
    assert all(p.find(f"{SVG}title").text for p in paths)
    assert {e.tag for e in root.iter()} == {f"{SVG}svg", f"{SVG}path", f"{SVG}title"}
    assert not [name for e in root.iter() for name in e.attrib if name.startswith("on") or "href" in name]
    # a picture beside a table: neither read out nor reached by the keyboard
    assert (root.attrib["aria-hidden"], root.attrib["focusable"]) == ("true", "false")


@pytest.mark.parametrize("key", MAPS)
def test_classes_are_shades_and_answers_of_the_lines(maps, key):
    building = Building(2, 20_000)
    found = lines(maps[key], building)

    def classes(text: str) -> set[str]:
        return {p.attrib["class"] for p in ElementTree.fromstring(text).findall(f"{SVG}path")}

    assert classes(drawing(maps[key], TOLD)) == {f"z{z.shade}" for z in found}
    assert classes(drawing(maps[key], TOLD, building)) == {f"z{z.shade} {z.answer}" for z in found}


@pytest.mark.parametrize("key", MAPS)
def test_the_drawing_stays_inside_its_frame(maps, key):
    root = ElementTree.fromstring(drawing(maps[key], TOLD))
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    assert width == zone_map.WIDTH
    for p in root.findall(f"{SVG}path"):
        x, y = corners(p.attrib["d"]).T
        assert 0 <= x.min() <= x.max() <= width
        assert 0 <= y.min() <= y.max() <= height


def test_small_districts_lie_on_top_of_large_ones():
    rows = districts(("Small", "residential", 3_000, 1), ("Large", "residential", 9_000, 9))
    rows["geometry"] = [square(1), square(0, 3.0)]
    titles = [t.text for t in ElementTree.fromstring(drawing(rows, TOLD)).iter(f"{SVG}title")]
    assert titles == ["Large: 9,000 sq ft, 0.21 acre", "Small: 3,000 sq ft, 0.07 acre"]


def test_names_are_words_and_never_marks():
    rows = districts((EVIL, "residential", 9_000, 1), ("", EVIL, nan, 1))
    text = drawing(rows, TOLD, Building(1, 9_000))
    assert "<script" not in text
    assert "<b>" not in text
    titles = [t.text for t in ElementTree.fromstring(text).iter(f"{SVG}title")]
    assert sorted(titles) == sorted([f"{EVIL}: 9,000 sq ft, 0.21 acre", EVIL])


# --- what became of a map -----------------------------------------------------------------------------------------


def test_what_became_of_west_hartford_is_drawn_with_a_class_for_each_kind_of_change(maps):
    labels = {"tightened": EVIL, "loosened": "less", "same": "same", "dropped": "none"}
    found = ElementTree.fromstring(
        zone_map.change_drawing(maps[WEST_HARTFORD, 1924], maps[WEST_HARTFORD, 1958], labels)
    )
    titles = {path.get("class"): path.find(f"{SVG}title").text for path in found.iter(f"{SVG}path")}
    assert titles == labels
    assert next(iter(titles)) == "tightened", "the largest is drawn first"
