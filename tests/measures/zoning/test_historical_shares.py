"""Zoning of 1924 and the 1950s: the published acres and shares, and the sums within them.

Published: table of README, ontheline/otl-zoning-west-hartford; least land by town, Picturedigits/zoning-metro-hartford.
"""

import pytest

from fairtown.measures.zoning.historical_shares import EVERY, HOMES_ONLY, MEASURE, WEST_HARTFORD

AVON, BLOOMFIELD = "0900302060", "0900305910"
YEARS = {1924: [WEST_HARTFORD], 1953: [AVON], 1958: [BLOOMFIELD, WEST_HARTFORD]}


@pytest.fixture
def rows(results):
    return {year: results[MEASURE.id, year].rows for year in MEASURE.years}


def test_each_year_tells_of_the_towns_with_a_map(rows):
    assert {year: sorted(set(r.geoid)) for year, r in rows.items()} == YEARS
    assert set(rows[1924].flag) == {"old_map"}


@pytest.mark.parametrize(
    ("least", "acres", "percent"),
    [("9000", 6430, 45), ("6000", 5540, 39), ("3000", 1825, 13), ("1500", 435, 3), ("750", 109, 1)],
)
def test_land_of_1924_is_as_published(rows, one, least, acres, percent):
    own = {o: one(rows[1924], WEST_HARTFORD, o, least, EVERY).value for o in ("acres", "share")}
    assert round(own["acres"]) == acres
    assert round(100 * own["share"]) == percent


def test_over_eighty_percent_of_the_town_went_to_the_two_largest(rows, one):
    """The caption of the map: over 80 percent of the town's land was assigned to zones A and B; the table: 84."""
    a, b = (one(rows[1924], WEST_HARTFORD, "share", g, EVERY).value for g in ("9000", "6000"))
    assert round(100 * (a + b)) in (83, 84)
    assert a + b > 0.80


@pytest.mark.parametrize(
    ("least", "acres", "percent"),
    [("9000", 2821, 35), ("6000", 3725, 46), ("3000", 1201, 15), ("1500", 316, 4), ("750", 84, 1)],
)
def test_lots_of_2020_are_as_published(rows, one, least, acres, percent):
    own = {
        o: one(rows[1924], WEST_HARTFORD, o, least, EVERY).value for o in ("lot_acres", "lot_share", "lots")
    }
    assert round(own["lot_acres"]) == acres
    assert round(100 * own["lot_share"]) == percent
    assert own["lots"] > 200


def test_least_land_of_the_1950s_is_as_the_maps_say(rows, one):
    """Avon east 87,000 square feet (2 acres), Avon west 30,000; Bloomfield west 30,000; West Hartford west 10,000."""
    groups = {g: set(rows[y][(rows[y].geoid == g) & (rows[y].output == "acres")].group) for y, g in
              ((1953, AVON), (1958, BLOOMFIELD))}  # fmt: skip
    assert groups[AVON] == {"87120", "30000"}
    assert {"40000", "30000", "20000", "15000", "10000"} == groups[BLOOMFIELD]
    assert one(rows[1953], AVON, "acre_share", "", EVERY).value == pytest.approx(0.268, abs=0.0005)
    assert one(rows[1958], BLOOMFIELD, "builders_acre_share", "", EVERY).value == pytest.approx(
        0.360, abs=0.0005
    )
    assert one(rows[1958], BLOOMFIELD, "acre_share", "", EVERY).value == 0


@pytest.mark.parametrize("variant", [EVERY, HOMES_ONLY])
def test_parts_make_the_whole(rows, one, variant):
    for year, own in rows.items():
        for geoid in YEARS[year]:
            town = own[(own.geoid == geoid) & (own.variant == variant)]
            land = one(own, geoid, "land_acres", "", variant).value
            assert town[town.output == "acres"].value.sum() == pytest.approx(land)
            assert town[town.output == "share"].value.sum() == pytest.approx(1)


def test_published_acres_of_every_polygon_are_measured_again(clean, rows, one):
    zones = clean.rows("on_the_line.zones")
    limited = zones[zones.min_land_per_family_sqft.notna() & (zones["map"] != "use_districts")]
    sums = limited.groupby(["year", "geoid"]).acres.sum()
    for (year, geoid), acres in sums.items():
        assert one(rows[year], geoid, "land_acres", "", EVERY).value == pytest.approx(acres, abs=1)


def test_land_for_homes_alone_is_less(rows, one):
    for year, geoid in ((1924, WEST_HARTFORD), (1958, BLOOMFIELD)):
        every, alone = (one(rows[year], geoid, "land_acres", "", v).value for v in (EVERY, HOMES_ONLY))
        assert alone < every
    # the residential use districts of 1924 cover 13,634.2 acres as published
    assert one(rows[1924], WEST_HARTFORD, "land_acres", "", HOMES_ONLY).value == pytest.approx(
        13_634.2, abs=0.5
    )


def test_half_of_west_hartford_asked_for_more_a_generation_later(rows, one):
    assert one(rows[1924], WEST_HARTFORD, "median_minimum_sqft", "", EVERY).value == 6000
    assert one(rows[1958], WEST_HARTFORD, "median_minimum_sqft", "", EVERY).value == 10_500
