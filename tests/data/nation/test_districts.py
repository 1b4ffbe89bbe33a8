"""People by voting district of 49 states: as many as were counted, whole, and refused where they were touched."""

import pandas as pd
import pytest

from fairtown.concepts import FairtownError
from fairtown.data.nation import areas, by_state, tracts
from fairtown.data.nation.districts import DISTRICTS, EDITION, PEOPLE, SOURCE
from fairtown.release.nation_lines import DISTRICTS_YEAR

YEAR = EDITION.year


def test_everyone_is_there() -> None:
    """Districts, people and states of alarm-redist/census-2020: all but California and Oregon."""
    rows = DISTRICTS.read(YEAR)
    assert (len(rows), int(rows.pop_total.sum())) == (158_133, 287_673_802) == (158_133, PEOPLE[YEAR])
    states = set(tracts.states_in(2024)) - {"06", "41"}
    assert set(DISTRICTS.states_in(YEAR)) == states
    DISTRICTS.checksum(YEAR)
    assert "CC BY-SA 4.0" in SOURCE.licence
    assert YEAR == DISTRICTS_YEAR


def test_connecticut_is_what_the_bureau_counted() -> None:
    """2020 census, P.L. 94-171: all residents, then White, Black, Asian and Hispanic ones as in table P2."""
    rows = DISTRICTS.read(YEAR, "09")
    found = rows[["pop_total", "pop_nh_white", "pop_nh_black", "pop_nh_asian", "pop_hispanic"]].sum()
    assert found.tolist() == [3_605_944, 2_279_232, 360_937, 170_459, 623_293]


def test_every_district_is_in_a_county_that_is_known() -> None:
    counties = set(DISTRICTS.read(YEAR).geoid.str[:5])
    places = areas.areas()
    assert counties <= set(places[places.level == "county"].geoid)


@pytest.mark.parametrize(
    ("codes", "message"),
    [
        (["10001", "10003-2"], "a code that is no voting district's in 1 rows, first '10001'"),
        (["1000A-1", "10003-2"], "a code that is no voting district's in 1 rows, first '1000A-1'"),
        (["10001-1", "10001-1"], "stands twice"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path, codes: list[str], message: str) -> None:  # type: ignore[no-untyped-def]
    rows = pd.DataFrame({"geoid": codes}).assign(**dict.fromkeys(by_state.COUNTS, 0))
    DISTRICTS.write(rows, YEAR, tmp_path)
    with pytest.raises(FairtownError, match=message):
        DISTRICTS.read(YEAR, folder=tmp_path)
