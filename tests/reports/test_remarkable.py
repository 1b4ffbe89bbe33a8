"""What is remarkable about a place: the rule by hand for West Hartford, its neighbors, and what the rule leaves out."""

from math import hypot

import numpy as np
import pytest

from fairtown.concepts import FairtownError
from fairtown.release.reader import OpenRelease
from fairtown.reports.remarkable import NOT_QUOTED, SUBJECTS, Finding, Remarkable, one_of_each

WEST_HARTFORD, HARTFORD, CANAAN, CAPITOL, STATE = "09-82590", "09-37070", "09-10940", "09110", "09"


@pytest.fixture(scope="module")
def places(release: OpenRelease) -> Remarkable:
    return Remarkable(release)


@pytest.fixture(scope="module")
def every(places: Remarkable) -> list[Finding]:
    return [f for town in places.release.towns for f in places.findings(town["key"])]


def one(found: list[Finding], subject: str, kind: str) -> Finding:
    (finding,) = (f for f in found if (f.subject.id, f.kind) == (subject, kind))
    return finding


def test_neighbors_share_a_border_and_not_only_a_corner(places):
    names = [t["name"] for t in places.neighbors[WEST_HARTFORD]]
    assert names == ["Avon", "Bloomfield", "Farmington", "Hartford", "Newington"]
    # the town of Canaan meets Goshen in a single point
    assert "Goshen" not in [t["name"] for t in places.neighbors[CANAAN]]
    assert len(places.neighbors) == 169
    for town, others in places.neighbors.items():
        assert all(town in [t["key"] for t in places.neighbors[other["key"]]] for other in others)


def test_west_hartford_is_below_the_line_and_its_neighbor_far_above(places):
    found = places.findings(WEST_HARTFORD)
    line = one(found, "assisted", "line")
    assert round(line.figure["value"], 3) == 0.076
    assert (line.against, line.direction, line.comparison) == (0.1, "below", None)
    neighbor = one(found, "assisted", "neighbor")
    assert neighbor.comparison["name"] == "Hartford"
    assert round(neighbor.comparison["value"], 3) == 0.397
    assert found[0] == neighbor, "nothing in West Hartford is more remarkable"


def test_a_finding_is_the_difference_beyond_its_margin_in_ranges_of_the_middle_half_of_towns(places, release):
    finding = one(places.findings(WEST_HARTFORD), "income", "state")
    rows = release.level_rows(
        "residents.median_household_income", 2023, "town", "median_household_income_usd"
    )
    usable = [r for r in rows if r["moe"] is not None and not any(flag in r["flag"] for flag in NOT_QUOTED)]
    quarter, three = np.percentile([r["value"] for r in usable], [25, 75])
    own = next(r for r in rows if r["key"] == WEST_HARTFORD)
    (state,) = release.level_rows(
        "residents.median_household_income", 2023, "state", "median_household_income_usd"
    )
    beyond = own["value"] - state["value"] - hypot(own["moe"], state["moe"])
    assert finding.remarkable == pytest.approx(beyond / (three - quarter))
    assert finding.is_sure


def test_what_is_not_larger_than_its_margin_counts_nothing_and_stands_last(every, places):
    assert {f.direction for f in every if not f.is_sure} == {"alike"}
    assert {f.remarkable for f in every if not f.is_sure} == {0}
    for key in (WEST_HARTFORD, HARTFORD):
        sizes = [f.remarkable for f in places.findings(key)]
        assert sizes == sorted(sizes, reverse=True)


def test_no_finding_rests_on_a_figure_that_nobody_should_quote(every):
    rows = [row for f in every for row in (f.figure, f.comparison) if row]
    assert not [row for row in rows if any(flag in row["flag"] for flag in NOT_QUOTED)]
    assert all(row["value"] is not None for row in rows)


def test_a_fair_share_is_its_homes_and_is_held_against_the_middle_town(places, release):
    finding = one(places.findings(WEST_HARTFORD), "fair_share", "fair_share")
    assert (finding.figure["output"], finding.figure["value"]) == ("homes", 2368)
    shares = release.level_rows("fair_share.connecticut_oca", 2023, "town", "share_of_households")
    assert finding.against == pytest.approx(np.median([r["value"] for r in shares]))
    assert finding.margin > 0


def test_a_region_is_held_against_its_state_only_and_the_state_against_nothing(places):
    assert {f.kind for f in places.findings(CAPITOL)} == {"state"}
    assert places.findings(STATE) == []


def test_an_unknown_place_is_refused(places):
    with pytest.raises(FairtownError, match="'09-00000' is unknown"):
        places.findings("09-00000")


def test_one_of_each_subject_is_the_most_remarkable_that_is_sure(places):
    found = places.findings(HARTFORD)
    chosen = one_of_each(found, most=len(SUBJECTS))
    assert len({f.subject.id for f in chosen}) == len(chosen)
    assert chosen[0] == found[0]
    assert {f.kind for f in one_of_each(found, kinds=("state",))} == {"state"}


def test_a_state_without_outlines_of_towns_has_no_neighbors(toy_release):
    toy = Remarkable(OpenRelease(toy_release))
    assert {f.kind for t in toy.release.towns for f in toy.findings(t["key"])} <= {
        "state",
        "region",
        "neighbor",
    }
