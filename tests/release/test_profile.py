"""What a release says of its state, and what the profile of the state says where a release does not."""

import pytest

from fairtown.release.profile import Profile, entries, plural
from fairtown.states import state
from fairtown.states.profile import State


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("town", "towns"),
        ("county", "counties"),
        ("planning region", "planning regions"),
        ("parish", "parishes"),
        ("census area", "census areas"),
    ],
)
def test_a_level_has_a_name_for_all_its_places(one: str, many: str) -> None:
    assert plural(one) == many


def test_a_release_says_what_the_profile_says(toy_state: State) -> None:
    profile = Profile.of(entries(toy_state, toy_state.folder))
    assert profile.labels == {"town": "jurisdiction", "county": "county"}
    assert profile.areas == {"county": "county"}
    assert profile.endings == (" County",)
    assert (profile.places("town"), profile.places("region")) == ("jurisdictions", "")


def test_what_an_older_release_does_not_say_comes_from_the_state_of_its_code() -> None:
    older = Profile.of({"state": "ct", "vintages": '["2010"]'})
    assert older.vintages == ("2010",)
    assert older.labels == dict(state("ct").labels)
    assert older.endings == (" Planning Region", " County")
