"""The property codes of the Connecticut Zoning Atlas, on a made-up layer: the real one is in no public file."""

import numpy as np
import pytest
import shapely

from fairtown.concepts import FairtownError
from fairtown.data.zoning_atlases import connecticut
from fairtown.data.zoning_atlases.record import NoLimit, Number, Range
from fairtown.measures.zoning.shares import single_family_only, tabulate

RURAL = {
    "Z": "RA-80", "T": "Alder", "Ty": "R", "MA": 800.5, "1F": "A", "2F": "", "3F": "", "4F": "", "AD": "AH",
    "1E": "No", "4E": "No", "1MLS": "E", "2MLS": "", "AOwn": "Yes", "AEld": "No", "EHD": "", "AHD": "",
}  # fmt: skip
VILLAGE = {
    **RURAL,
    "Z": "VC",
    "Ty": "M",
    "MA": 20,
    "2F": "A",
    "3F": "AH",
    "4F": "AH",
    "4E": "Yes",
    "1MLS": "B",
}
MILL = {**RURAL, "Z": "I", "Ty": "N", "MA": 79.5, "1F": "", "AD": "", "1MLS": "A"}
WATER = {**MILL, "Z": "none", "Ty": None, "MA": None, "1MLS": None}


@pytest.fixture
def zoning(layer, a_square, origin):
    features = [(p, a_square(-72.0 + 0.02 * i, 41.0)) for i, p in enumerate((RURAL, VILLAGE, MILL, WATER))]
    return connecticut.read(layer(*features), origin, "ct.geojson")


def test_codes_become_the_words_of_the_record(zoning):
    district = zoning.district(1)
    assert (district.jurisdiction, district.district, district.kind, district.acres) == (
        "Alder",
        "VC",
        "mixed",
        20,
    )
    assert district.treatments == {
        "f1": "allowed", "f2": "allowed", "f3": "hearing", "f4plus": "hearing", "adu": "hearing",
    }  # fmt: skip
    assert (district.elderly_only["f4plus"], district.elderly_only["f1"], district.elderly_only["f2"]) == (
        True,
        False,
        None,
    )


def test_a_blank_is_a_prohibition_where_the_land_is_zoned_and_unknown_where_it_is_not(zoning):
    assert zoning.district(0).treatments["f2"] == "prohibited"
    unzoned = zoning.district(3)
    assert (unzoned.kind, unzoned.acres) == ("unknown", None)
    assert set(unzoned.treatments.values()) == {"unknown"}


def test_classes_of_lots_are_ranges(zoning):
    values = {i: [r.value for r in zoning.district(i).rules if r.rule == "min_lot"] for i in range(4)}
    assert values == {0: [Range(1.84, None)], 1: [Range(0.01, 0.46)], 2: [NoLimit()], 3: []}
    assert [r.value for r in zoning.district(0).rules if r.rule == "owner_required"] == [Number(1.0)]


def test_shares_are_made_from_it_like_from_any_other(zoning):
    shares = tabulate(zoning.districts, ["jurisdiction"]).set_index("homes")
    assert shares.acres.unique().tolist() == [900.0]
    assert shares.districts_without_acres.unique().tolist() == [1]
    assert shares.share_allowed["f1"] == pytest.approx(820.5 / 900)
    assert shares.share_allowed["f2"] == pytest.approx(20 / 900)
    # after a hearing, but for older people only: not open to all
    assert shares.acres_limited["f4plus"] == 20
    assert shares.acres_hearing["f4plus"] == 0
    treatments = {h: zoning.districts[f"treat_{h}"] for h in ("f1", "f2", "f3", "f4plus")}
    assert single_family_only(treatments).tolist() == ["yes", "no", "no", "unknown"]


def test_an_absent_property_is_no_prohibition(layer, a_square, origin):
    lacking = {k: v for k, v in RURAL.items() if k != "3F"}
    with pytest.raises(FairtownError, match=r"ct: no property 3F; .* an absent property is no prohibition"):
        connecticut.read(layer((lacking, a_square(-72, 41))), origin, "ct")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"2F": "P"}, "row 1, 2F is 'P', expected one of a, ah"),
        ({"Ty": "X"}, "Ty is 'X', expected one of r, m, n"),
        ({"1MLS": "F"}, "1MLS is 'F', expected one of a, b, c, d, e"),
        ({"MA": "many"}, "MA is 'many', expected a number of acres"),
        ({"1E": "sometimes"}, "1E is 'sometimes'"),
    ],
)
def test_an_unknown_code_is_told_in_one_line(layer, a_square, origin, change, says):
    with pytest.raises(FairtownError, match=says):
        connecticut.read(layer(({**RURAL, **change}, a_square(-72, 41))), origin, "ct")


def test_a_polygon_outside_its_town_is_refused(layer, a_square, origin):
    with pytest.raises(FairtownError, match="feature 1 lies outside of Alder"):
        connecticut.read(
            layer((RURAL, a_square(-72, 41))), origin, outlines={"Alder": shapely.box(-73, 42, -72.9, 42.1)}
        )


def test_a_layer_without_land_or_lots_still_reads(layer, a_square, origin):
    bare = {k: v for k, v in RURAL.items() if k in ("Z", "T", "Ty", "1F", "2F", "3F", "4F", "AD")}
    zoning = connecticut.read(layer((bare, a_square(-72, 41))), origin)
    assert np.isnan(zoning.districts.acres).all()
    assert zoning.district(0).rules == ()
