"""Crafted files: each ends in an answer or one line within its budget, and costs the same number of steps each time."""

import sys
from pathlib import Path
from typing import Any

import pytest

from fairtown.concepts import FairtownError
from fairtown.measures.zoning.ozfs import evaluate as evaluation
from fairtown.scenarios import building
from fairtown.work_budget import TooMuchWorkError, budget

BENCHMARKS = Path(__file__).parents[4] / "benchmarks"
SAMPLES = Path(__file__).parents[3] / "data" / "zoning" / "ozfs"
#: As much as is counted to a thousandth of a step.
PLENTY = 1e12


@pytest.fixture(scope="module")
def crafted() -> Any:
    sys.path.insert(0, str(BENCHMARKS))
    import uploads_crafted

    yield uploads_crafted
    sys.path.remove(str(BENCHMARKS))


def answer(files: dict[str, bytes], steps: float) -> tuple[building.Tried | FairtownError, float]:
    """Return what a page would have, and the steps it took."""
    with budget(steps) as counted:
        try:
            tried: Any = building.tried(files, building.MOST_BYTES, building.MOST_WITH_FIT)
            assert tried.most_homes is None or tried.most_homes[0] >= 0
            assert building.drawing(tried) is not None
            assert tried.districts
            assert len(tried.table())
        except FairtownError as error:
            tried = error
        return tried, steps - counted.left


NAMES = (
    "many_texts", "districts_on_each_other", "definitions_for_each_district", "types_of_homes", "names_of_rules",
    "plain_words", "homes_tried_one_by_one", "sizes_of_each_home", "key_twice", "rings", "sound_zigzag",
    "crossing_star", "bow_ties", "rings_in_rings", "teeth_over_parcels", "centroids", "parcel_of_many_edges",
    "edges_that_do_not_meet", "zigzag_parcel", "loops_of_one_parcel", "parcels_like_gears", "parcels_like_wheels",
    "one_great_gear", "drawn_corners", "rows_on_a_page", "before_05", "long_names", "nested", "shape_nested",
)  # fmt: skip


def test_every_kind_of_the_benchmark_is_tried_here(crafted: Any) -> None:
    assert tuple(make.__name__ for make in crafted.CRAFTED) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_crafted_file_ends_in_an_answer_or_one_line_the_same_each_time(crafted: Any, name: str) -> None:
    files = getattr(crafted, name)(0.01)
    first, second = (answer(files, 300_000) for _ in range(2))
    assert first[1] == second[1]
    if isinstance(first[0], FairtownError):
        assert "\n" not in str(first[0])
        assert str(first[0]) == str(second[0])


@pytest.mark.parametrize(
    ("name", "size", "subject"),
    [
        ("many_texts", 0.5, "rules"),
        ("sizes_of_each_home", 0.02, "rules"),
        ("crossing_star", 0.02, "crossings"),
        ("bow_ties", 0.05, "crossings"),
        ("sound_zigzag", 0.2, "crossings"),
        ("rings_in_rings", 0.1, "crossings"),
        ("teeth_over_parcels", 0.2, "districts"),
        ("rings", 0.8, "reading"),
    ],
)
def test_what_would_take_minutes_is_refused(crafted: Any, name: str, size: float, subject: str) -> None:
    found, _ = answer(getattr(crafted, name)(size), building.MOST_STEPS)
    assert isinstance(found, TooMuchWorkError)
    assert found.subject == subject


def test_homes_that_would_be_tried_one_by_one_for_minutes_are_left_out(crafted: Any) -> None:
    found, _ = answer(crafted.homes_tried_one_by_one(0.02), building.MOST_STEPS)
    assert isinstance(found, building.Tried)
    assert found.most_homes is None


@pytest.mark.parametrize("name", ["zigzag_parcel", "one_great_gear", "loops_of_one_parcel"])
def test_where_room_would_take_too_long_the_rest_is_answered(crafted: Any, name: str) -> None:
    found, _ = answer(getattr(crafted, name)(0.05), building.MOST_STEPS)
    assert isinstance(found, building.Tried)
    assert not found.with_fit
    assert "bldg_fit" not in found.evaluation.checks
    assert sum(found.counts.values()) == len(found.evaluation.town.parcels)


def sample() -> dict[str, bytes]:
    names = {"zoning": "Paradise.zoning", "parcel": "Paradise.parcel.gz", "bldg": "4_fam_tall.bldg"}
    return {kind: (SAMPLES / name).read_bytes() for kind, name in names.items()}


def test_a_town_as_they_are_uses_a_fraction_of_what_a_page_has() -> None:
    found, steps = answer(sample(), PLENTY)
    assert isinstance(found, building.Tried)
    assert found.with_fit
    assert found.most_homes == (388, 388)
    assert steps < building.MOST_STEPS / 4


def test_counting_changes_no_answer() -> None:
    counted, _ = answer(sample(), PLENTY)
    plain = building.tried(sample())
    assert isinstance(counted, building.Tried)
    assert counted.table().equals(plain.table())
    assert counted.districts == plain.districts


def test_a_budget_that_ends_within_the_room_leaves_the_rules_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(evaluation, "FIT_SHARE", 0.01)
    found, _ = answer(sample(), building.MOST_STEPS)
    assert isinstance(found, building.Tried)
    assert (found.with_fit, found.most_homes) == (False, None)
