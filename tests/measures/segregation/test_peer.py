"""Agreement with PySAL's `segregation`, an independent implementation, wherever both define an index.

Groups that are absent are left out of the comparison: there it answers where nothing is defined, and does not
answer where something is. The last tests show by hand which is right.
"""

import warnings
from functools import cache

import numpy as np
import pandas as pd
import pytest

from fairtown.measures.segregation.atkinson import atkinson
from fairtown.measures.segregation.correlation_ratio import correlation_ratio
from fairtown.measures.segregation.dissimilarity import dissimilarity
from fairtown.measures.segregation.divergence import divergence
from fairtown.measures.segregation.entropy import theil_h
from fairtown.measures.segregation.exposure import exposure
from fairtown.measures.segregation.gini import gini
from fairtown.measures.segregation.isolation import isolation
from fairtown.measures.segregation.multigroup_dissimilarity import multigroup_dissimilarity
from fairtown.measures.segregation.multigroup_gini import multigroup_gini
from fairtown.measures.segregation.normalized_exposure import normalized_exposure
from fairtown.measures.segregation.relative_diversity import relative_diversity
from fairtown.measures.segregation.squared_coefficient_of_variation import squared_coefficient_of_variation

TWO_GROUP = {
    "Dissim": lambda x, t: dissimilarity(x, t - x),
    "Gini": gini,
    "Entropy": lambda x, t: theil_h(np.stack([x, t - x], axis=-1)),
    "Atkinson": atkinson,
    "Isolation": isolation,
    "Interaction": lambda x, t: exposure(x, t - x, t),
    "CorrelationR": correlation_ratio,
}
MULTIGROUP = {
    "MultiDissim": multigroup_dissimilarity,
    "MultiDivergence": divergence,
    "MultiGini": multigroup_gini,
    "MultiInfoTheory": theil_h,
    "MultiNormExposure": normalized_exposure,
    "MultiRelativeDiversity": relative_diversity,
    "MultiSquaredCoefVar": squared_coefficient_of_variation,
}


@pytest.fixture(scope="module")
def peer():
    """Return a function that asks PySAL for an index of one group and everyone, or of several groups."""
    # It warns of itself, and its import turns numpy's own warnings off for the whole process: not for ours.
    with warnings.catch_warnings(), np.errstate():
        warnings.simplefilter("ignore")
        multigroup = pytest.importorskip("segregation.multigroup")
        from segregation import singlegroup
        from segregation.singlegroup import gini as module

    # Its own Python source of the Gini: compiling it takes longer than all tests here.
    module._gini_vecp = getattr(module._gini_vecp, "py_func", module._gini_vecp)

    def ask(name: str, people: np.ndarray, **options) -> float:
        columns = [f"g{i}" for i in range(people.shape[1])]
        data = pd.DataFrame(people, columns=columns)
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            if name in MULTIGROUP:
                return float(getattr(multigroup, name)(data, columns).statistic)
            return float(getattr(singlegroup, name)(data, *columns, **options).statistic)

    return ask


@cache
def populations(least_groups: int, most_groups: int) -> list[np.ndarray]:
    """Return 200 populations of 2 to 60 units, with empty cells and empty units, each group present somewhere."""
    rng = np.random.default_rng(20_260_101)
    out = []
    while len(out) < 200:
        n_units, n_groups = int(2 * 30.5 ** rng.random()), rng.integers(least_groups, most_groups + 1)
        sizes = rng.gamma(0.7, 10 ** rng.uniform(1, 4), (n_units, n_groups)) * rng.uniform(0, 1, n_groups)
        there = rng.random((n_units, n_groups)) > rng.choice([0, 0.2, 0.6])
        people = (sizes * there * (rng.random((n_units, 1)) > 0.1)).astype(np.int64)
        if (people.sum(axis=0) > 0).all():
            out.append(people)
    return out


def test_the_populations_hold_empty_cells_empty_units_and_all_sizes():
    for samples in (populations(2, 2), populations(2, 7)):
        assert sum((p == 0).any() for p in samples) > 100
        assert sum((p.sum(axis=1) == 0).any() for p in samples) > 100
        assert min(len(p) for p in samples) <= 3
        assert max(len(p) for p in samples) >= 58


@pytest.mark.parametrize("name", TWO_GROUP)
def test_indices_of_a_group_agree(peer, name):
    for people in populations(2, 2):
        group, total = people[:, 0], people.sum(axis=1)
        theirs = peer(name, np.column_stack([group, total]))
        assert TWO_GROUP[name](group, total) == pytest.approx(theirs, rel=0, abs=1e-10)


@pytest.mark.parametrize("shape", [0.1, 0.9])
def test_atkinson_of_other_shapes_agrees(peer, shape):
    from segregation.singlegroup.atkinson import _atkinson  # the class does not pass the shape on, see below

    for people in populations(2, 2):
        group, total = people[:, 0], people.sum(axis=1)
        with np.errstate(invalid="ignore"):
            theirs = _atkinson(pd.DataFrame({"x": group, "t": total}), "x", "t", shape)[0]
        assert atkinson(group, total, shape=shape) == pytest.approx(theirs, rel=0, abs=1e-10)


@pytest.mark.parametrize("name", MULTIGROUP)
def test_indices_of_several_groups_agree(peer, name):
    for people in populations(2, 7):
        assert MULTIGROUP[name](people) == pytest.approx(peer(name, people), rel=0, abs=1e-10)


def test_its_atkinson_takes_a_shape_and_does_not_use_it(peer):
    group, total = np.array([15, 30, 50, 40]), np.array([100, 100, 100, 100])
    rest = total - group
    by_hand = 1 - ((group / 135) ** 0.1 * (rest / 265) ** 0.9).sum() ** (1 / 0.9)
    assert atkinson(group, total, shape=0.1) == pytest.approx(by_hand, abs=1e-15)
    people = np.column_stack([group, total])
    assert (
        peer("Atkinson", people, b=0.1) == peer("Atkinson", people) == pytest.approx(atkinson(group, total))
    )
    assert abs(peer("Atkinson", people, b=0.1) - by_hand) > 0.06


def test_a_group_of_nobody_has_no_average_member(peer):
    nobody, total = np.array([0, 0]), np.array([5, 7])
    people = np.column_stack([nobody, total])
    # A mean over nobody. Isolation and exposure to everyone else are always 1 together; its zeros are not.
    assert peer("Isolation", people) == 0
    assert peer("Interaction", people) == 0
    assert np.isnan(isolation(nobody, total))
    assert np.isnan(exposure(nobody, total, total))
    # eta² is the same for a group and everyone else; its answer depends on which of the two is asked for.
    assert peer("CorrelationR", people) == 0
    assert np.isnan(peer("CorrelationR", np.column_stack([total, total])))
    assert np.isnan(correlation_ratio(nobody, total))
    assert np.isnan(correlation_ratio(total, total))


def test_where_there_is_one_group_only_h_divides_nothing_by_nothing(peer):
    people = np.array([[0, 5], [0, 7]])
    total = people.sum(axis=1)
    # E = 0 in the area and in every tract. It says 0 of two groups, and nothing of the same people by its other H.
    assert peer("Entropy", np.column_stack([people[:, 0], total])) == 0
    assert np.isnan(peer("MultiInfoTheory", people))
    assert np.isnan(theil_h(people))
    # Divergence from a mix of one group can be called 0, as it does; as H × E it is not defined, as we do.
    assert peer("MultiDivergence", people) == 0
    assert np.isnan(divergence(people))


@pytest.mark.parametrize("name", ["MultiInfoTheory", "MultiSquaredCoefVar"])
def test_a_group_of_nobody_among_several_changes_nothing(peer, name):
    present = np.array([[5, 1], [2, 6]])
    people = np.column_stack([present, [0, 0]])
    # A term of nobody is 0 × ln 0 = 0 in H, and no term of C: what is left is the index of the groups present.
    assert np.isnan(peer(name, people))
    assert MULTIGROUP[name](people) == pytest.approx(peer(name, present), abs=1e-12)
    p, area = present / present.sum(axis=1, keepdims=True), np.array([0.5, 0.5])
    by_hand = {
        "MultiInfoTheory": (present * np.log(p / area)).sum() / (14 * np.log(2)),
        "MultiSquaredCoefVar": (present.sum(axis=1, keepdims=True) * (p - area) ** 2 / area).sum() / 14,
    }
    assert MULTIGROUP[name](people) == pytest.approx(by_hand[name], abs=1e-12)
