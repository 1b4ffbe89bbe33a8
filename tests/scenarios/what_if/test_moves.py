"""What moves in a plan: the small world on paper, and what must hold in any world."""

from dataclasses import replace

import numpy as np
import pytest

from fairtown.concepts import GROUPS, FairtownError
from fairtown.scenarios.what_if.indices import ACCESS, DISSIMILARITY, ENTROPY, OUTCOMES, outcomes, reason
from fairtown.scenarios.what_if.moves import PLACES, Assumptions, move
from fairtown.scenarios.what_if.world import World

from .worlds import plans, rng_of

N = len(GROUPS)


def small() -> World:
    """One region: C1 and C2 in City, S1 in Suburb; White and Black residents."""
    people = np.zeros((N, 3))
    people[0], people[1] = [20, 60, 180], [80, 40, 20]
    places = dict.fromkeys(PLACES, np.array([100.0, 100, 200]))
    return World(
        people, np.array([12.0, 6, 2]), places, np.array([1.0, 3, 5]), np.array([0, 0, 1]), np.array([0, 0]),
        ("City", "Suburb"),
    )  # fmt: skip


def found(world: World, people: np.ndarray) -> dict[tuple[str, str], float]:
    return dict(zip(OUTCOMES, outcomes(world, people).tolist(), strict=True))


def test_the_small_world_on_paper():
    world = small()
    moves = move(world, [0, 20], Assumptions(household=2))
    assert moves.households.tolist() == [10]
    np.testing.assert_allclose(moves.leaving[:2], [[2.4, 3.6, 1.8], [9.6, 2.4, 0.2]])
    np.testing.assert_allclose(moves.after[:2], [[17.6, 56.4, 186], [70.4, 37.6, 32]])
    np.testing.assert_allclose(moves.after.sum(axis=1)[:2], [260, 140])
    before, after = found(world, moves.before), found(world, moves.after)
    pairs = {
        (ACCESS, "nh_black"): (0.5714, 0.5029),
        (DISSIMILARITY, "nh_black|nh_white"): (0.5495, 0.4868),
        (ENTROPY, ""): (0.2959, 0.2346),
        ("between_towns", ""): (0.2292, 0.1741),
        ("isolation", "nh_black"): (0.5857, 0.5433),
    }
    for outcome, (was, is_now) in pairs.items():
        assert before[outcome] == pytest.approx(was, abs=5e-5)
        assert after[outcome] == pytest.approx(is_now, abs=5e-5)
    why = reason(world, moves)
    assert why.moved[1] == pytest.approx(0.08714, abs=5e-6)
    assert (why.to_lower[1], why.from_lower[1]) == (0, pytest.approx(0.78689, abs=5e-6))
    assert why.product[1] == pytest.approx(-0.06857, abs=5e-6)


def test_people_are_conserved_and_nobody_is_below_zero():
    for _seed, (world, homes, assumed) in plans():
        moves = move(world, homes, assumed)
        gone, come = (world.by_region.sum(p) for p in (moves.leaving, moves.arriving))
        np.testing.assert_allclose(come, gone, atol=1e-9)
        np.testing.assert_allclose(moves.newcomers, assumed.refill * moves.leaving)
        total = moves.before.sum(axis=-1) + moves.newcomers.sum(axis=-1)
        np.testing.assert_allclose(moves.after.sum(axis=-1), total, atol=1e-9)
        assert moves.after.min() >= -1e-9
        assert (moves.leaving <= moves.before).all()


def test_a_household_moves_once_and_what_is_short_is_told():
    for _seed, (world, homes, assumed) in plans():
        moves = move(world, homes, assumed)
        need = np.where(world.people.sum(axis=0) > 0, world.need, 0)
        assert (moves.households <= world.by_region.sum(need) + 1e-9).all()
        wanted = assumed.filled * world.towns_by_region.sum(homes)
        np.testing.assert_allclose(moves.households + moves.short, wanted, atol=1e-9)


def test_without_filled_homes_nothing_changes_bit_for_bit():
    for _seed, (world, homes, assumed) in plans():
        after = move(world, homes, replace(assumed, filled=0.0)).after
        assert after.tobytes() == np.ascontiguousarray(world.people).tobytes()


def test_neither_rows_nor_draws_have_an_order():
    for seed, (world, homes, assumed) in plans(draws=3):
        together = move(world, homes, assumed).after
        for i in range(3):
            alone = replace(world, people=world.people[i], need=world.need[i])
            np.testing.assert_allclose(move(alone, homes, assumed).after, together[i], atol=1e-9)
        order = rng_of(seed).permutation(world.people.shape[-1])
        mixed = replace(
            world, people=world.people[..., order], need=world.need[..., order], level=world.level[order],
            town=world.town[order], places={k: v[order] for k, v in world.places.items()},
        )  # fmt: skip
        np.testing.assert_allclose(move(mixed, homes, assumed).after, together[..., order], atol=1e-9)


def test_why_it_moved_is_the_change_itself():
    for _seed, (world, homes, assumed) in plans(refill=0.0):
        moves = move(world, homes, assumed)
        before, after = (outcomes(world, p)[:N] for p in (moves.before, moves.after))
        known = ~np.isnan(before)
        np.testing.assert_allclose(reason(world, moves).product[known], (after - before)[known], atol=1e-9)


def cut(values: np.ndarray, part: float) -> np.ndarray:
    """Return values of tracts with the first cut in two."""
    return np.concatenate([values[..., :1] * part, values[..., :1] * (1 - part), values[..., 1:]], axis=-1)


def twice(values: np.ndarray) -> np.ndarray:
    return np.concatenate([values[:1], values])


def test_splitting_a_tract_of_one_mix_changes_no_total():
    for seed, (world, homes, assumed) in plans():
        part = rng_of(seed).uniform(0.1, 0.9)
        places = {name: cut(weight, part) for name, weight in world.places.items()}
        halved = World(
            cut(world.people, part), cut(world.need, part), places, twice(world.level), twice(world.town),
            world.region,
        )  # fmt: skip
        one, two = move(world, homes, assumed), move(halved, homes, assumed)
        np.testing.assert_allclose(two.after.sum(axis=-1), one.after.sum(axis=-1), atol=1e-8)
        np.testing.assert_allclose(outcomes(halved, two.after), outcomes(world, one.after), atol=1e-8)


def test_groups_are_only_names_where_none_is_tilted():
    for seed, (world, homes, assumed) in plans(tilt=1.0):
        order = rng_of(seed).permutation(N)
        other = replace(world, people=world.people[order])
        np.testing.assert_allclose(
            move(other, homes, assumed).after, move(world, homes, assumed).after[order], atol=1e-9
        )


def test_more_homes_of_which_fewer_are_filled_are_the_same():
    for seed, (world, homes, assumed) in plans():
        factor = rng_of(seed).uniform(1, 5)
        fewer = replace(assumed, filled=assumed.filled / factor)
        np.testing.assert_allclose(
            move(world, homes * factor, fewer).after, move(world, homes, assumed).after, atol=1e-8
        )


def test_one_mix_everywhere_stays_one_mix():
    for _seed, (world, homes, assumed) in plans(tilt=1.0, refill=0.0):
        mix = np.arange(1, N + 1)[:, np.newaxis]
        alike = replace(world, people=mix * world.people.sum(axis=0))
        after = move(alike, homes, assumed).after
        total = after.sum(axis=0)
        np.testing.assert_allclose(after * mix.sum(), mix * total, atol=1e-6)


def test_separation_cannot_rise_where_all_pass_through_the_same_chances():
    for _seed, (world, homes, assumed) in plans(tilt=1.0, refill=0.0):
        moves = move(world, homes, assumed)
        before, after = found(world, moves.before), found(world, moves.after)
        for outcome in OUTCOMES:
            if outcome[0] in (DISSIMILARITY, ENTROPY) and not np.isnan(before[outcome]):
                assert after[outcome] <= before[outcome] + 1e-9


@pytest.mark.parametrize(
    ("homes", "line"),
    [
        ([0, -1], "homes of Suburb is -1, expected a number of 0 or more"),
        ([0, float("nan")], "homes of Suburb is nan"),
        ([1], "homes cover 1 towns, expected 2"),
    ],
)
def test_homes_that_no_plan_has(homes, line):
    with pytest.raises(FairtownError, match=line):
        move(small(), np.array(homes, float))


@pytest.mark.parametrize(
    "wrong", [{"filled": 1.2}, {"filled": -0.1}, {"tilt": 0}, {"household": float("nan")}, {"place": "here"}]
)
def test_assumptions_out_of_bounds(wrong):
    with pytest.raises(FairtownError, match=f"what if: {next(iter(wrong))} is"):
        Assumptions(**wrong)


def test_homes_of_a_town_without_the_weight_go_by_households():
    world = small()
    world = replace(world, places=world.places | {"level3": np.array([0.0, 0, 200])})
    assert world.placed("level3").tolist() == [0.5, 0.5, 1]


def test_a_region_without_need_moves_nobody():
    moves = move(replace(small(), need=np.zeros(3)), [0, 20])
    assert moves.leaving.sum() == 0
    assert moves.short.tolist() == [10]
