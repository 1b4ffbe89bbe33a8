"""Places keep one key while codes change; two vintages are never joined by geoid."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairtown.concepts import LEVELS, FairtownError
from fairtown.data import places
from fairtown.states import state


def table(vintage: str = "2010", **geoids: float) -> pd.DataFrame:
    return pd.DataFrame({"geoid": list(geoids), "vintage": vintage, "value": list(geoids.values())})


def test_names_become_address_words():
    assert places.slug("New Haven") == "new-haven"
    assert places.slug("  Old Saybrook! ") == "old-saybrook"
    assert places.slug("Peñón") == "penon"


def test_every_level_of_connecticut_is_there(clean):
    number = clean.places.groupby(["level", "vintage"]).size().to_dict()
    assert number == {
        ("state", "2010"): 1,
        ("state", "2022"): 1,
        ("county", "2010"): 8,
        ("region", "2022"): 9,
        ("town", "2010"): 169,
        ("town", "2022"): 169,
        ("tract", "2010"): 833,
        ("tract", "2022"): 879,
    }
    assert set(clean.places.level) == {*LEVELS} - {"nation"}


def test_no_geoid_stands_twice_in_a_vintage(clean):
    assert not clean.places.duplicated(["geoid", "vintage"]).any()


def test_a_town_has_one_key_under_both_its_codes(clean):
    hartford = clean.places.query("level == 'town' and name == 'Hartford'")
    assert sorted(hartford.geoid) == ["0900337070", "0911037070"]
    assert hartford.key.unique().tolist() == ["09-37070"]
    assert hartford.slug.unique().tolist() == ["hartford"]


def test_every_tract_with_people_knows_its_parents(clean):
    tracts = clean.places[clean.places.level == "tract"]
    with_town = tracts[tracts.town != ""]
    assert len(tracts) - len(with_town) == 4
    for parent in ("town", "county", "region"):
        keys = set(clean.places.key[clean.places.level == parent])
        assert set(with_town[parent]) <= keys


def test_the_tract_lists_share_no_key(clean):
    tracts = clean.places[clean.places.level == "tract"]
    assert tracts.key.is_unique


def test_tracts_of_2020_carry_their_older_code_as_an_alias(clean):
    tract = clean.places.query("geoid == '09110400101'").iloc[0]
    assert tract.alias == "09003400101"
    assert tract["name"] == "Tract 4001.01, Berlin"


def test_a_tract_that_names_an_unknown_town_is_refused(clean):
    towns, old, new = (clean.rows(address) for address in places.GEOGRAPHY)
    old = old.assign(town_geoid=old.town_geoid.replace("0900133620", "0999999999"))
    with pytest.raises(FairtownError, match=r"towns that do not exist: \['0999999999'\]; mend town_geoid"):
        places.places(state("ct"), towns, {"2010": old, "2022": new})


def test_two_vintages_are_not_joined():
    with pytest.raises(FairtownError) as error:
        places.join(table("2010", a=1), table("2022", a=2), "rents")
    assert str(error.value).startswith("rents: join of vintage 2010 with 2022")
    assert "crosswalks" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_side_of_mixed_vintages_is_not_joined():
    mixed = pd.concat([table("2010", a=1), table("2022", b=1)])
    with pytest.raises(FairtownError, match=r"vintage 2010\+2022 with 2010"):
        places.join(mixed, table("2010", a=2), "rents")


def test_a_geoid_that_stands_twice_is_not_joined():
    twice = pd.concat([table(a=1), table(a=2)])
    with pytest.raises(FairtownError, match="rents: geoid a stands twice on the right side, expected once"):
        places.join(table(a=1), twice, "rents")


def test_too_few_matches_are_refused_with_both_shares():
    with pytest.raises(FairtownError, match=r"rents: 50\.0% of 2 places matched, expected at least 100%"):
        places.join(table(a=1, b=2), table(a=3), "rents")


def test_a_loss_that_the_caller_allows_stays_blank():
    joined = places.join(table(a=1, b=2), table(a=3).rename(columns={"value": "rent"}), "rents", least=0.5)
    assert joined.geoid.tolist() == ["a", "b"]
    assert joined.rent[0] == 3
    assert joined.rent.isna().tolist() == [False, True]


def test_connecticut_codes_of_2010_and_2022_do_not_meet_silently(clean):
    old = clean.rows("census_geography.tracts_2010")[["geoid", "vintage"]]
    new = clean.rows("census_geography.tracts_2020")[["geoid", "vintage"]]
    with pytest.raises(FairtownError, match="2010 with 2022"):
        places.join(old, new, "people")
    with pytest.raises(FairtownError, match=r"0\.0% of 833"):
        places.join(old, new.assign(vintage="2010"), "people")


@settings(max_examples=15)
@given(
    left=st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=12),
    right=st.sets(st.sampled_from("abcdefgh"), min_size=1),
)
def test_a_join_keeps_every_row_of_the_left_in_order(left, right):
    rows = pd.DataFrame({"geoid": pd.Series(left, dtype=str), "vintage": "2010"})
    other = pd.DataFrame({"geoid": pd.Series(sorted(right), dtype=str), "vintage": "2010"}).assign(value=1.0)
    joined = places.join(rows, other, "test", least=0.0)
    assert joined.geoid.tolist() == left
    assert joined["value"].notna().tolist() == [g in right for g in left]
