"""Subsidized homes by opportunity: the worked example, office vouchers apart, a plain recount of the state."""

import numpy as np
import pandas as pd
import pytest

from fairtown.data.crosswalks import tracts_of_points
from fairtown.measures.observations import gather, observe
from fairtown.measures.opportunity.oca_2014 import LEVELS
from fairtown.measures.subsidized.by_opportunity import ALL, MEASURE, PROGRAMS, WITH, WITHOUT, units_by_level

SQUARES = pd.DataFrame(
    {
        "geoid": ["01", "02", "03", "04"],
        "vintage": "2010",
        "geometry": [f"POLYGON (({x} 0, {x + 1} 0, {x + 1} 1, {x} 1, {x} 0))" for x in range(4)],
    }
)


def typed(records: pd.DataFrame) -> pd.DataFrame:
    return records.assign(vintage="2010", units=records.units.astype(float))


@pytest.fixture
def homes(compute):
    """Tract 01 is Very Low, 02 Moderate, 03 High, 04 has no level."""

    def run(*records, small=()):
        projects = pd.DataFrame(records, columns=["lon", "units", "subsidy_class", "is_at_office"])
        few = pd.DataFrame(small, columns=["geoid", "subsidy_class", "units"])
        levels = [1.0, 3.0, 4.0, np.nan]
        tables = {
            "ct_housing_inventory.projects": typed(projects).assign(lat=0.5),
            "ct_housing_inventory.small_records": typed(few),
            "census_boundaries.tracts": SQUARES,
        }
        index = gather([observe(SQUARES, "level", levels, variant="published_rows")])
        return compute(MEASURE, 2020, tables, {("opportunity.oca_2014", 2014): index})

    return run


def test_the_worked_example(homes, one):
    rows = homes((0.5, 100, "LIHTC", 0.0), (1.5, 60, "LIHTC", 0.0), (2.5, 40, "LIHTC", 0.0))
    shares = [one(rows, "09", level, "LIHTC", WITHOUT).value for level in LEVELS]
    assert shares == [0.5, 0, 0.3, 0.2, 0]
    assert one(rows, "09", "higher", "LIHTC", WITHOUT).value == 0.2
    assert one(rows, "09", "units_very_low", "LIHTC", WITHOUT).value == 100


def test_homes_in_a_tract_without_a_level_are_in_no_share(homes, one):
    rows = homes((0.5, 100, "LIHTC", 0.0), (3.5, 900, "LIHTC", 0.0))
    assert one(rows, "09", "units", "LIHTC", WITHOUT).value == 100
    assert one(rows, "09", "very_low", "LIHTC", WITHOUT).value == 1


def test_vouchers_at_an_office_count_only_where_the_name_says_so(homes, one):
    voucher = "Section_8_Voucher"
    rows = homes((0.5, 100, "LIHTC", 0.0), (2.5, 900, voucher, 1.0))
    assert one(rows, "09", "units", ALL, WITHOUT).value == 100
    assert one(rows, "09", "units", ALL, WITH).value == 1000
    assert not ((rows.group == voucher) & (rows.variant == WITHOUT)).any()


def test_small_records_count_in_their_tract(homes, one):
    rows = homes((0.5, 60, "Deed", 0.0), small=[("03", "Deed", 20.0)])
    assert one(rows, "09", "units", "Deed", WITHOUT).value == 80
    assert one(rows, "birch", "units_high", "Deed", WITHOUT).value == 20
    assert one(rows, "alder", "units", "Deed", WITHOUT).value == 60


def test_a_share_of_fewer_than_fifty_homes_carries_a_caution(homes, one):
    rows = homes((0.5, 49, "Deed", 0.0), (0.5, 50, "LIHTC", 0.0))
    assert one(rows, "09", "very_low", "Deed", WITHOUT).flag == "small_base;lower_bound"
    assert one(rows, "09", "very_low", "LIHTC", WITHOUT).flag == "lower_bound"


def test_units_by_level_leaves_out_unknown_levels():
    counts = units_by_level(np.array([5.0, 7.0, 11.0, 2.0]), np.array([1, np.nan, 5, 1]))
    assert counts.tolist() == [7, 0, 0, 0, 11]


def test_every_unit_of_the_inventory_is_counted_once_with_office_vouchers(results, one):
    rows = results["subsidized.by_opportunity", 2020].rows
    assert one(rows, "09", "units", ALL, WITH).value == 172_297
    programs = rows.query("geoid == '09' and output == 'units' and variant == @WITH")
    assert set(programs.group) == set(PROGRAMS)
    assert programs.value[programs.group != ALL].sum() == 172_297


def test_a_plain_recount_of_the_state_gives_the_same_units(clean, results, one):
    projects = clean.rows("ct_housing_inventory.projects").query("is_at_office == 0")
    boundaries = clean.rows("census_boundaries.tracts", 2010)
    placed = projects.assign(geoid=tracts_of_points(projects.lon, projects.lat, boundaries))
    records = pd.concat([placed, clean.rows("ct_housing_inventory.small_records")])
    index = results["opportunity.oca_2014", 2014].rows.query(
        "output == 'level' and variant == 'published_rows'"
    )
    level = records.geoid.map(dict(zip(index.geoid, index.value, strict=True)))
    plain = records.units.groupby(level).sum()
    rows = results["subsidized.by_opportunity", 2020].rows
    assert [one(rows, "09", f"units_{n}", ALL, WITHOUT).value for n in LEVELS] == plain.tolist()
