"""The embedded Connecticut figures as a whole: small, free of household points, free of Census stand-in codes."""

from fairtown.data import catalog
from fairtown.states import state

from ...surveys import editions_held

CT = catalog.for_state(state("ct"))

LEAST_HOMES_WITH_A_POINT = 5
MOST_BYTES = 8_000_000
COUNTED = ("people", "households", "homes", "records", "dollars", "students", "tests")


def every_table():
    for source in CT.sources.values():
        for table in source.tables:
            for edition in editions_held(source.code, table):
                yield f"{source.code}.{table.name}", table, edition.year


def test_the_folder_is_under_eight_megabytes():
    assert sum(p.stat().st_size for p in state("ct").folder.iterdir()) < MOST_BYTES


def test_no_record_of_fewer_than_five_homes_carries_a_point(clean):
    located = [(a, y) for a, table, y in every_table() if {"lat", "lon"} & {c.name for c in table.columns}]
    homes = ("ct_housing_inventory.projects", 2020)
    # a school or a station is no home
    assert located == [("ct_edsight.schools", 2017), homes, ("ct_stations.stations", 2022)]
    for address, year in [homes]:
        assert (clean.rows(address, year).units >= LEAST_HOMES_WITH_A_POINT).all()


def test_no_shape_is_smaller_than_a_tract_but_districts_of_old_zoning_maps():
    """A district of a zoning map can be one corner with shops: it tells of land, and of nobody who lives there."""
    shaped = {a: table for a, table, _ in every_table() if any(c.unit == "WKT" for c in table.columns)}
    assert set(shaped) == {
        "census_boundaries.tracts", "census_boundaries.towns", "ct_school_districts.boundaries", "on_the_line.zones",
    }  # fmt: skip
    units = {c.unit for c in shaped["on_the_line.zones"].columns}
    assert units == {"year", "number", "text", "square feet", "acres", "WKT"}


def test_no_count_holds_a_negative_stand_in_for_unknown(clean):
    for address, table, year in every_table():
        rows = clean.rows(address, year)
        for column in table.columns:
            if column.unit in COUNTED:
                labels = [column.name] + [column.name + "_moe"] * column.has_moe
                assert not (rows[labels] < 0).any(axis=None), f"{address} {column.name}"


def test_every_share_lies_between_zero_and_one(clean):
    for address, table, year in every_table():
        for column in table.columns:
            if column.unit == "share":
                assert clean.rows(address, year)[column.name].dropna().between(0, 1).all()
