"""What is known of a town's zoning: every fact of the table has words, an order and, where it is a figure, a figure of
the release; what no source tells is not known; old lists, maps and the steps of a change are there as published.
"""

from dataclasses import replace

import pytest

from fairtown.measures.zoning.town_facts import FACTORS, OUTPUTS
from fairtown.release.explain import explain
from fairtown.release.reader import OpenRelease
from fairtown.reports.town_zoning import (
    CHANGE,
    FACTS,
    LISTS,
    MEANINGS,
    MEASURE,
    SHARES,
    STATE,
    STEPS,
    SUBJECTS,
    UNITS,
    VALUE_LABELS,
    ZONES,
    Fact,
    Zoning,
)

WOODBRIDGE, NEW_CANAAN, MIDDLEBURY, WEST_HARTFORD = "09-87700", "09-50580", "09-47360", "09-82590"
AVON, BLOOMFIELD, HARTFORD = "09-02060", "09-05910", "09-37000"


@pytest.fixture(scope="module")
def zoning(release: OpenRelease) -> Zoning:
    return Zoning(release)


@pytest.fixture(scope="module")
def rows(release: OpenRelease) -> list[dict]:
    return release.input_rows(FACTS)


@pytest.fixture(scope="module")
def every_fact(zoning: Zoning) -> list[tuple[str, Fact]]:
    return [(town, fact) for town, facts in zoning.facts.items() for fact in facts]


def test_every_fact_of_the_table_has_a_subject_and_words(rows):
    assert len(rows) == 45
    assert {row["measure"] for row in rows} == set(MEANINGS)
    assert {subject for subject, _ in MEANINGS.values()} <= set(SUBJECTS)
    meanings = [meaning for _, meaning in MEANINGS.values()]
    assert all(meanings)
    assert len(set(meanings)) == len(meanings), "two facts would be told in the same words"


def test_every_value_in_words_and_every_unit_has_words(rows):
    assert {row["value"] for row in rows if row["number"] is None} == set(VALUE_LABELS)
    assert {row["unit"] for row in rows if row["number"] is not None} == set(UNITS)
    # a fact in words has no unit: nothing would be told of it
    assert {row["unit"] for row in rows if row["number"] is None} == {""}


def test_no_fact_is_lost_and_each_stands_at_its_town_with_date_and_source(zoning, release, rows, every_fact):
    town_of = {(p["geoid"], p["vintage"]): p["key"] for p in release.all_places if p["level"] == "town"}

    def as_told(town: str, fact: Fact) -> tuple:
        return (
            town,
            fact.meaning,
            fact.value,
            fact.unit,
            fact.district,
            fact.as_of,
            fact.source,
            fact.url,
            fact.note,
        )

    def as_read(row: dict) -> tuple:
        own = (row[c] for c in ("value", "unit", "district", "as_of", "source", "url", "note"))
        return (town_of[row["geoid"], row["vintage"]], MEANINGS[row["measure"]][1], *own)

    assert sorted(as_told(*own) for own in every_fact) == sorted(map(as_read, rows))
    assert len(zoning.facts) == 18
    assert all(fact.source and fact.as_of for _, fact in every_fact)


def test_facts_stand_in_the_order_of_subjects_and_the_newest_first(zoning):
    order = list(SUBJECTS)
    for facts in zoning.facts.values():
        keys = [(order.index(f.subject), -(f.year or 0)) for f in facts]
        assert keys == sorted(keys)
    homes_first = [f.subject for f in zoning.facts[NEW_CANAAN]]
    assert homes_first == ["homes", "homes", "lot"]
    assert [f.year for f in zoning.facts[WEST_HARTFORD] if f.subject == "lot"] == [2014, 2008]


def test_facts_of_one_subject_and_year_keep_the_order_of_the_table(zoning, rows):
    meanings = [f.meaning for f in zoning.facts[MIDDLEBURY] if f.subject == "lot"]
    geoid = next(r["geoid"] for r in rows if r["measure"] == "max_height")
    read = [MEANINGS[r["measure"]] for r in rows if r["geoid"] == geoid]
    assert meanings == [meaning for subject, meaning in read if subject == "lot"]


def test_a_figure_without_a_year_is_told_and_is_no_figure_of_the_release(zoning, every_fact):
    facts = zoning.facts[MIDDLEBURY]
    assert {f.year for f in facts} == {None}
    assert [f.number for f in facts if f.output == "least_land_sqft"] == [
        15_000,
        15_000,
        30_000,
        45_000,
        60_000,
    ]
    assert not any(f.is_explained for f in facts)
    in_words = [f for _, f in every_fact if f.number is None]
    assert len(in_words) == 26
    assert not any(f.is_explained for f in in_words)


def test_what_is_called_explained_the_release_explains_with_the_same_figure(release, every_fact):
    explained = [(town, fact) for town, fact in every_fact if fact.is_explained]
    assert len(explained) == 8
    for town, fact in explained:
        (place,) = (p for p in release.all_places if p["key"] == town and p["vintage"] == "2010")
        found = explain(release, MEASURE, place["geoid"], fact.year)
        (value,) = (v for v in found["values"] if (v["output"], v["group"]) == (fact.output, fact.district))
        assert value["value"] == pytest.approx(fact.number * FACTORS[fact.unit])
        assert FACTS in {t["table"] for t in found["tables"]}


@pytest.mark.parametrize("lacks", [{"output": ""}, {"number": None}, {"year": None}])
def test_a_figure_of_the_release_has_a_name_a_number_and_a_year(every_fact, lacks):
    fact = next(fact for _, fact in every_fact if fact.is_explained)
    assert not replace(fact, **lacks).is_explained
    assert replace(fact, number=0.0).is_explained, "nought is a number"


def test_the_release_has_no_fact_that_is_not_told(release, every_fact):
    shown = {(town, f.year, f.output, f.district) for town, f in every_fact if f.is_explained}
    observed = release.observations([MEASURE], [p for p in release.all_places if p["level"] == "town"])
    assert {(r["key"], r["year"], r["output"], r["grp"]) for r in observed} == shown
    assert {output for _, _, output, _ in shown} == set(OUTPUTS.values())


def test_the_measures_and_tables_that_pages_lead_to_are_in_the_release(release):
    assert {MEASURE, SHARES, CHANGE, STATE} <= set(release.measures)
    assert {FACTS, LISTS, ZONES, STEPS} <= {address for address, _year in release.editions}


def test_what_no_source_tells_is_not_known(zoning):
    assert HARTFORD not in zoning.facts
    assert HARTFORD not in zoning.lists
    assert zoning.years(HARTFORD) == []
    # nobody tells of a town's parking or accessory apartments: no fact says that they are allowed or forbidden
    subjects = {f.subject for facts in zoning.facts.values() for f in facts}
    assert subjects == {"homes", "lot"}
    assert {f.subject for f in zoning.facts[WOODBRIDGE]} == {"homes"}


def test_old_lists_are_by_year_and_least_land(zoning, release):
    assert sum(map(len, zoning.lists.values())) == len(release.input_rows(LISTS)) == 42
    for rules in zoning.lists.values():
        assert rules == sorted(rules, key=lambda r: (r.year, r.least))
        assert all(rule.zone == f"R{rule.least / 1000:g}" for rule in rules), "R87 is 87,000 square feet"
    assert [(r.year, r.zone, r.least) for r in zoning.lists[AVON]] == [
        (1954, "R30", 30_000),
        (1954, "R87", 87_000),
    ]


def test_old_maps_are_by_town_and_year_with_acres_measured_as_the_shares_are(zoning, release):
    found = {key: (len(own), round(own.acres.sum(), 1)) for key, own in zoning.zones.items()}
    assert found == {
        (AVON, 1953): (17, 14_979.2),
        (BLOOMFIELD, 1958): (37, 16_942.5),
        # two maps of the same land, 34 use districts and 18 area districts
        (WEST_HARTFORD, 1924): (52, 28_677.6),
        (WEST_HARTFORD, 1958): (74, 14_334.0),
    }
    places = [p for p in release.all_places if p["key"] == WEST_HARTFORD]
    rows = release.observations(["zoning.historical_shares"], places, [1958], ["acres"])
    of_table = {float(r["grp"]): r["value"] for r in rows}
    of_map = zoning.zones[WEST_HARTFORD, 1958].groupby("min_land_per_family_sqft").acres.sum()
    assert of_map.to_dict() == pytest.approx(of_table, rel=1e-9), "map and table say the same"
    for own in zoning.zones.values():
        assert own.index.tolist() == list(range(len(own)))
        assert own.geometry.str.contains("POLYGON").all()
        # a blank use is a blank, and a blank minimum is none
        assert own.use.map(type).eq(str).all()
        assert own.min_land_per_family_sqft.dtype == float


def test_the_newest_map_of_a_town_comes_first(zoning):
    assert zoning.years(WEST_HARTFORD) == [1958, 1924]
    assert zoning.years(AVON) == [1953]


def test_the_steps_of_a_change_are_in_order_and_each_says_where_it_is_written(zoning):
    steps = zoning.steps
    assert [step["step"] for step in steps] == [1, 2, 3, 4, 5, 6, 7]
    for step in steps:
        assert step["title"]
        assert step["text"]
        assert step["statute"].startswith("CGS 8-")
        assert step["status"] in ("copy", "reported")
        assert step["source"]
        assert step["checked_on"]
        assert step["link"].startswith("https://www.cga.ct.gov/current/pub/chap_124.htm#sec_8-")
    # where only a part of the section was read, it says so, and no number is made up
    reported = [step for step in steps if step["status"] == "reported"]
    assert [step["step"] for step in reported] == [6, 7]
    assert not any(c.isdigit() for step in reported for c in step["text"])


def test_steps_are_in_order_however_the_table_has_them():
    class Mixed:
        def input_rows(self, address: str) -> list[dict]:
            assert address == STEPS
            return [{"step": n, "url": "", "url_status": ""} for n in (3.0, 10.0, 1.0, 2.0)]

    assert [row["step"] for row in Zoning(Mixed()).steps] == [1, 2, 3, 10]  # type: ignore[arg-type]
