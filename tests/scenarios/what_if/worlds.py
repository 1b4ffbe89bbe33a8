"""Worlds at random for the invariants: up to four towns and ten tracts, some empty, some without need.

Plain loops over seeds: a world takes less than a millisecond, and each invariant is tried on 200 of them at least. The
seed of a world that fails is the last one printed.
"""

from collections.abc import Iterator

import numpy as np
from hypothesis import settings
from numpy.random import Generator, default_rng

from fairtown.concepts import GROUPS
from fairtown.scenarios.what_if.moves import PLACES, Assumptions
from fairtown.scenarios.what_if.students import Districts, parts
from fairtown.scenarios.what_if.world import World

N = len(GROUPS)
#: Worlds for each invariant; `make shake` tries fifteen times as many.
LEAST, PER_EXAMPLE = 200, 10
Plan = tuple[World, np.ndarray, Assumptions]


def rng_of(seed: int) -> Generator:
    """Return what else a test draws for a world."""
    return default_rng([seed, 1])


def seeds() -> Iterator[int]:
    """Give the seeds of as many worlds as an invariant is tried on, each printed."""
    for seed in range(max(LEAST, PER_EXAMPLE * settings().max_examples)):
        print("world", seed)
        yield seed


def a_world(rng: Generator, draws: int = 0) -> World:
    """Return a world; `draws`: so many of its people and need."""
    n_towns, n_tracts = rng.integers(1, 5), rng.integers(1, 11)
    shape = (draws, N, n_tracts) if draws else (N, n_tracts)
    people = rng.integers(0, 400, shape) * (rng.random(shape) < rng.choice([0.5, 0.9, 1]))
    need = rng.integers(0, 80, (*shape[:-2], n_tracts)).astype(float)
    town = rng.integers(0, n_towns, n_tracts)
    region = np.sort(rng.integers(0, rng.integers(1, 3), n_towns))
    region -= region.min()
    places = {name: rng.integers(0, 300, n_tracts).astype(float) for name in PLACES}
    level = rng.integers(1, 6, n_tracts).astype(float)
    return World(people.astype(float), need, places, level, town.astype(np.intp), region.astype(np.intp))


def plans(
    tilt: float | None = None, refill: float | None = None, draws: int = 0
) -> Iterator[tuple[int, Plan]]:
    """Give seeds with a world, homes in its towns with people, and assumptions; `tilt`, `refill`: of all of them."""
    for seed in seeds():
        rng = default_rng(seed)
        world = a_world(rng, draws)
        everyone = world.people.sum(axis=-2)
        lived_in = world.by_town.sum(everyone.reshape(-1, everyone.shape[-1]).min(axis=0)) > 0
        homes = np.where(lived_in, rng.integers(0, 500, len(world.region)), 0).astype(float)
        # the ends are where rules break
        numbers = {
            "filled": rng.choice([0, 1, rng.random()], p=[0.05, 0.15, 0.8]),
            "household": rng.uniform(0.5, 4),
            "tilt": rng.choice([1, rng.uniform(0.5, 3)]) if tilt is None else tilt,
            "refill": rng.choice([0, 1, rng.random()]) if refill is None else refill,
            "students": rng.uniform(0, 2),
        }
        yield seed, (world, homes, Assumptions(**numbers, place=str(rng.choice(PLACES))))


def some_districts(rng: Generator, region: np.ndarray) -> Districts:
    """Return districts of towns: none, one or two in each, some shared, some that serve no town."""
    n_towns = len(region)
    n = n_towns + 3
    pairs = {
        (int(t), int(d)) for t in range(n_towns) for d in rng.choice(n - 1, rng.integers(0, 3), replace=False)
    }
    town, district = np.array(sorted(pairs), np.intp).reshape(-1, 2).T
    students = rng.integers(0, 300, (N, n)) * (rng.random((N, n)) < rng.choice([0.5, 1]))
    part = parts(
        town, district, students.sum(axis=0).astype(float), rng.integers(0, 50, n_towns).astype(float)
    )
    names = tuple(f"district {i}" for i in range(n))
    return Districts(names, students.astype(float), town, district, part, region)
