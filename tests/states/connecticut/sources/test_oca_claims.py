"""Published claims on race and opportunity: quoted to the digit, and never computed from."""

import pytest

from fairtown.measures import all_measures

LEVELS = ["very_low", "low", "moderate", "high", "very_high"]
BY_LEVEL = {
    "nh_black": [0.4898, 0.2429, 0.1307, 0.0919, 0.0447],
    "hispanic": [0.4685, 0.2586, 0.1182, 0.0907, 0.0641],
    "nh_asian": [0.1216, 0.2343, 0.1974, 0.2238, 0.2230],
    "nh_white": [0.0700, 0.1894, 0.2244, 0.2500, 0.2662],
}
LOWER = {
    "Earlier About page": {"nh_black": 0.81, "hispanic": 0.79, "nh_white": 0.25, "nh_asian": 0.44},
    "2014 index, April 2015": {"nh_black": 0.73, "hispanic": 0.73, "nh_white": 0.26, "nh_asian": 0.36},
    "Later About page": {"nh_black": 0.73, "hispanic": 0.68, "nh_white": 0.25, "nh_asian": 0.32},
}


@pytest.mark.parametrize("group", BY_LEVEL)
def test_shares_by_level_are_as_printed(clean, group):
    rows = clean.rows("oca_claims.access_by_race")
    own = rows[(rows.claim == "2014 index by level") & (rows.group == group)].set_index("level").share
    assert own[LEVELS].tolist() == BY_LEVEL[group]
    assert own.sum() == pytest.approx(1, abs=0.00011)


@pytest.mark.parametrize("claim", LOWER)
def test_each_statement_of_the_lower_two_levels_is_kept_apart(clean, claim):
    rows = clean.rows("oca_claims.access_by_race")
    own = rows[rows.claim == claim]
    assert dict(zip(own.group, own.share, strict=True)) == LOWER[claim]
    assert set(own.level) == {"lower"}


def test_a_page_that_states_no_date_gets_none(clean):
    rows = clean.rows("oca_claims.access_by_race").drop_duplicates("claim").set_index("claim")
    assert rows.stated_date.to_dict() == {
        "2014 index by level": "2014 index",
        "Earlier About page": "",
        "2014 index, April 2015": "April 2015",
        "Later About page": "",
    }


def test_no_measure_reads_a_claim():
    assert not [m.id for m in all_measures().values() if any(r.startswith("oca_claims.") for r in m.reads)]
