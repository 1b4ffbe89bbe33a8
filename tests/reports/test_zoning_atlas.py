"""Vermont's zoning by district: published counts, exact sums, what is unknown apart, an acre worked by hand."""

import xml.etree.ElementTree as ET
from fractions import Fraction
from pathlib import Path

import pytest

import fairtown
from fairtown.data.zoning_atlases import national
from fairtown.measures.zoning.shares import exact_sum, in_base
from fairtown.reports.zoning_atlas import FOLDER, KINDS, ORIGIN, on_an_acre, vermont

#: Of the Vermont Zoning Atlas: districts, those with a shape, their towns; acres of those not marked as overlays.
DISTRICTS, SHAPES, TOWNS, NO_OVERLAYS = 1_832, 1_295, 166, Fraction("3594764.8")
#: Residents: U.S. Census Bureau, census of 2000 (SF1) and American Community Survey 2020-2024 (B03002).
PEOPLE = {"2000": 608_827, "2020-2024": 647_106}
HEADER = (
    "county,jurisdiction,district_abbr,district_name,district_type,overlay,acres,f1_treatment,f2_treatment,"
    "f3_treatment,f4plus_treatment,adu_treatment,f1_min_lot_acres\n"
)


def test_every_district_is_in_a_share_or_told_apart():
    atlas = vermont()
    assert atlas.n_districts + atlas.n_overlays == SHAPES
    assert atlas.n_districts + atlas.n_overlays + atlas.n_without_acres == DISTRICTS
    # Essex of Essex County, which has no shapes, is not Essex of Chittenden County, which has
    assert (len(atlas.towns), len(atlas.unmapped)) == (TOWNS, 37)
    assert {("Chittenden", "Burlington"), ("Essex", "Essex")} <= set(atlas.unmapped)


def test_towns_and_counties_add_up_to_the_state_exactly():
    rows = national.read(FOLDER / "vermont_districts.csv.gz", ORIGIN).districts
    base = rows[in_base(rows.kind, rows.overlay, "all") & rows.acres.notna().to_numpy()]
    whole = exact_sum(base.acres)
    towns = [exact_sum(own.acres) for _name, own in base.groupby(["county", "jurisdiction"])]
    assert sum(towns, Fraction(0)) == whole
    assert len(towns) == TOWNS
    assert sorted(map(float, towns)) == sorted(town.acres for town in vermont().towns)
    assert float(whole) == vermont().state.acres == pytest.approx(3_584_139.7)
    # four districts of Springfield are classed as overlays, and not marked as such: they are left out as well
    unmarked = rows[(rows.overlay != True) & rows.acres.notna()]  # noqa: E712
    assert float(exact_sum(unmarked.acres)) == pytest.approx(float(NO_OVERLAYS))
    assert set(unmarked[~unmarked.index.isin(base.index)].jurisdiction) == {"Springfield"}


def test_shares_of_every_place_add_up_to_one():
    for land in (vermont().state, *vermont().towns):
        for kind in KINDS:
            assert sum(land.parts[kind].values()) == pytest.approx(1)
        assert land.one_family_only + land.one_family_unknown <= 1 + 1e-12


def test_people_are_the_published_ones():
    assert {own.period: own.everyone for own in vermont().state_people} == PEOPLE
    assert len(vermont().counties) == 14
    assert all(len(county.people) == 2 for county in vermont().counties)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        # 60 of 100 acres allow one family on half an acre; on 40 it needs five
        ((("allowed", "0.5", 60), ("allowed", "5", 40)), (0.6, 0.6)),
        # no least lot was read for 40: an acre may be enough there
        ((("allowed", "1", 60), ("allowed", "", 40)), (0.6, 1.0)),
        # a hearing is no right, and what is not known may be one
        ((("hearing", "0.5", 60), ("", "0.5", 40)), (0.0, 0.4)),
    ],
)
def test_where_an_acre_is_enough(
    tmp_path: Path, rule: tuple[tuple[str, str, int], ...], expected: tuple[float, float]
):
    file = tmp_path / "districts.csv"
    rows = (
        f"Hill,Mill,R{i},R{i},Primarily Residential,no,{acres},{f1},prohibited,prohibited,prohibited,prohibited,{lot}\n"
        for i, (f1, lot, acres) in enumerate(rule)
    )
    file.write_text(HEADER + "".join(rows))
    assert on_an_acre(national.read(file, ORIGIN), "f1") == pytest.approx(expected)


def test_the_map_draws_nearly_every_base_district_and_stays_small():
    file = Path(fairtown.__file__).parent / "hub" / "static" / "zoning" / "vermont.svg"
    paths = ET.parse(file).getroot().findall("{http://www.w3.org/2000/svg}path")
    # two are smaller than the lines are exact
    assert len(paths) == 1_110
    assert file.stat().st_size < 400_000
