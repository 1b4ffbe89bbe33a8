"""Students who follow homes: worlds on paper, what must hold in any world, and Connecticut."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.random import default_rng

from fairtown.scenarios.what_if.moves import Assumptions, move
from fairtown.scenarios.what_if.students import (
    OUTCOMES,
    PUBLISHED_H,
    WHITE_MATES,
    Districts,
    Following,
    H,
    follow,
    outcomes,
    parts,
)

from .worlds import N, plans, rng_of, seeds, some_districts

BLACK = 1


def codes(*numbers: int) -> np.ndarray:
    return np.array(numbers, np.intp)


def two_districts() -> Districts:
    """City's district, 60 White and 140 Black students, and Suburb's, 180 and 20; a charter school beside them."""
    students = np.zeros((N, 3))
    students[0], students[1] = [60, 180, 5], [140, 20, 45]
    return Districts(("A", "B", "Charter"), students, codes(0, 1), codes(0, 1), np.ones(2), codes(0, 0))


def test_students_follow_homes_on_paper():
    districts = two_districts()
    # of ten families nine leave City and one moves within Suburb; each has one student
    moves = follow(districts, np.array([9.0, 1]), np.array([0.0, 20]), Assumptions(students=1))
    np.testing.assert_allclose(moves.leaving[:2], [[2.7, 0.9, 0], [6.3, 0.1, 0]])
    np.testing.assert_allclose(moves.after[:2], [[57.3, 182.7, 5], [133.7, 26.3, 45]])
    two = moves.after[:, :2]
    mates = OUTCOMES.index((WHITE_MATES, BLACK))
    assert outcomes(districts.students[:, :2])[mates] == pytest.approx(0.3750)
    # .3 × 133.7 / 160 + 182.7 / 209 × 26.3 / 160
    assert outcomes(two)[mates] == pytest.approx(0.39438, abs=1e-5)


def test_a_regional_district_shares_its_students_by_people_of_school_age():
    # town 0 has districts 0 and 2, town 1 has 1 and 2; the third is the regional one, 45 and 15 of its 60 students
    found = parts(codes(0, 0, 1, 1), codes(0, 2, 1, 2), np.array([100.0, 20, 60]), np.array([30.0, 10]))
    np.testing.assert_allclose(found, [100 / 145, 45 / 145, 20 / 35, 15 / 35])


def test_no_district_loses_more_students_than_it_has():
    moves = follow(two_districts(), np.array([900.0, 0]), np.array([0.0, 20]), Assumptions(students=1))
    np.testing.assert_allclose(moves.after[:2], [[0, 240, 5], [0, 160, 45]], atol=1e-9)


def test_nobody_moves_where_no_town_with_a_district_takes_homes():
    alone = replace(two_districts(), town=codes(0), district=codes(0), part=np.ones(1))
    moves = follow(alone, np.array([9.0, 1]), np.array([0.0, 20]))
    np.testing.assert_array_equal(moves.after, alone.students)


def test_parts_of_a_town_add_up_to_one():
    for seed in seeds():
        rng = default_rng(seed)
        districts = some_districts(rng, np.zeros(rng.integers(1, 6), np.intp))
        sums = np.bincount(districts.town, districts.part, len(districts.region))
        assert (np.isclose(sums, 1) | (sums == 0)).all()
        assert (districts.part >= 0).all()


def test_students_of_each_group_are_conserved():
    for seed, (world, homes, assumed) in plans():
        districts = some_districts(rng_of(seed), world.region)
        moves = Following(districts, world, homes).moves(assumed)
        newcomers = assumed.refill * moves.leaving.sum(axis=-1)
        np.testing.assert_allclose(moves.after.sum(axis=-1), moves.before.sum(axis=-1) + newcomers, atol=1e-8)
        np.testing.assert_allclose(moves.arriving.sum(axis=-1), moves.leaving.sum(axis=-1), atol=1e-8)
        assert moves.after.min() >= 0
        assert (moves.leaving <= moves.before + 1e-9).all()
        np.testing.assert_array_equal(moves.after[:, ~districts.serves], moves.before[:, ~districts.serves])


def test_schools_cannot_grow_more_separate_where_all_pass_through_the_same_chances():
    for seed, (world, homes, assumed) in plans(tilt=1.0, refill=0.0):
        following = Following(some_districts(rng_of(seed), world.region), world, homes)
        h = following.change(assumed)[0]
        assert np.isnan(h) or h <= 1e-9


def test_draws_are_each_alone():
    for seed, (world, homes, assumed) in plans(draws=3):
        districts = some_districts(rng_of(seed), world.region)
        together = Following(districts, world, homes).moves(assumed).after
        for i in range(3):
            alone = replace(world, people=world.people[i], need=world.need[i])
            np.testing.assert_allclose(Following(districts, alone, homes).moves(assumed).after, together[i])


def test_connecticut_has_165_districts_and_every_town_but_union_one(plan):
    districts = plan.districts
    assert districts.serves.sum() == 165
    assert districts.students[:, districts.serves].sum() == pytest.approx(472_658, abs=0.5)
    sums = np.bincount(districts.town, districts.part, len(districts.region))
    assert [plan.fair_share.figures.names[i] for i in np.flatnonzero(sums == 0)] == ["Union"]
    np.testing.assert_allclose(sums[sums > 0], 1)
    # 141 towns have one district, 27 two
    assert np.bincount(np.bincount(districts.town[districts.part > 0])).tolist()[1:] == [141, 27]


def test_connecticut_before_is_as_published_and_students_are_conserved(plan):
    result = plan.work_out(plan.scenario("method=connecticut_oca"))
    students, release = result.students, plan.release
    rows = release.observations([PUBLISHED_H[0]], release.state_places, [2022], [PUBLISHED_H[1]])
    assert students.before[OUTCOMES.index((H, -1))] == pytest.approx(rows[0]["value"])
    moves = students.moves
    np.testing.assert_allclose(moves.after.sum(axis=-1), moves.before.sum(axis=-1))
    # half a student from each of 55,086 families; a few leave Union, which has no district
    assert students.people == pytest.approx(27_543, abs=5)
    change = dict(zip(OUTCOMES, students.change.tolist(), strict=True))
    assert change[H, -1] == pytest.approx(-0.0240, abs=5e-4)
    assert change[WHITE_MATES, BLACK] == pytest.approx(0.0262, abs=5e-4)
    assert (students.least <= students.change).all()
    assert (students.change <= students.most).all()


@pytest.mark.parametrize(
    "query", ["", "tilt=3", "refill=100", "own=Avon: 900; Union: 300", "method=new_jersey_round4&filled=100"]
)
def test_connecticut_conserves_students_whatever_the_plan(plan, query):
    scenario = plan.scenario(query or "method=connecticut_oca")
    world, homes = plan.world(scenario.income), plan.homes(scenario)
    moves = Following(plan.districts, world, homes).moves(scenario.assumed)
    newcomers = scenario.assumed.refill * moves.leaving.sum(axis=-1)
    np.testing.assert_allclose(moves.after.sum(axis=-1), moves.before.sum(axis=-1) + newcomers)
    assert moves.after.min() >= 0
    people = move(world, homes, scenario.assumed)
    np.testing.assert_allclose(people.arriving.sum(axis=-1), people.leaving.sum(axis=-1))
