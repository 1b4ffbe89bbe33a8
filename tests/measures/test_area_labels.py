"""Every function with `areas` takes labels: one answer per distinct label, in order of label.

Eleven-digit codes of tracts were taken for positions, and asked for 68 GB (the kind of fault of statsmodels#2169).
"""

import importlib
import inspect
import pkgutil

import numpy as np
import pandas as pd
import pytest

from fairtown import measures
from fairtown.measures.displacement.criteria import line_of_area
from fairtown.measures.opportunity.exposure import exposure as opportunity_exposure
from fairtown.measures.segregation.absolute_centralization import absolute_centralization
from fairtown.measures.segregation.absolute_clustering import absolute_clustering
from fairtown.measures.segregation.absolute_concentration import absolute_concentration
from fairtown.measures.segregation.atkinson import atkinson
from fairtown.measures.segregation.change import change
from fairtown.measures.segregation.contribution_to_entropy import (
    contribution_to_entropy,
    contribution_to_entropy_moe,
)
from fairtown.measures.segregation.correlation_ratio import correlation_ratio
from fairtown.measures.segregation.delta import delta
from fairtown.measures.segregation.dissimilarity import dissimilarity
from fairtown.measures.segregation.distance_decay_isolation import distance_decay_isolation
from fairtown.measures.segregation.divergence import divergence
from fairtown.measures.segregation.entropy import nested, split, theil_h
from fairtown.measures.segregation.estimation import bias_correction, random_allocation, survey_error
from fairtown.measures.segregation.estimation.counts import Areas
from fairtown.measures.segregation.exposure import exposure
from fairtown.measures.segregation.gini import gini
from fairtown.measures.segregation.isolation import isolation
from fairtown.measures.segregation.local_divergence import local_divergence, local_divergence_moe
from fairtown.measures.segregation.local_isolation import local_isolation
from fairtown.measures.segregation.location_quotient import location_quotient, shrunk_quotient, trust
from fairtown.measures.segregation.multigroup_dissimilarity import multigroup_dissimilarity
from fairtown.measures.segregation.multigroup_gini import multigroup_gini
from fairtown.measures.segregation.mutual_information import mutual_information
from fairtown.measures.segregation.normalized_exposure import normalized_exposure
from fairtown.measures.segregation.relative_diversity import relative_diversity
from fairtown.measures.segregation.spatial_entropy import spatial_entropy
from fairtown.measures.segregation.squared_coefficient_of_variation import squared_coefficient_of_variation
from fairtown.measures.subsidized.balance import lorenz_gini

RNG = np.random.default_rng(11)
N = 12
PEOPLE = RNG.integers(20, 400, (N, 3)).astype(float)
BLACK, WHITE, TOTAL = PEOPLE[:, 0], PEOPLE[:, 1], PEOPLE.sum(axis=1)
LAND, POINTS = RNG.uniform(1, 5, N), RNG.uniform(1e4, 3e4, (N, 2))
CODES = np.tile([2, 0, 1], 4)
TOWNS = CODES * 2 + np.arange(N) // 6


def per_area(answer):
    """Return an answer with its areas first."""
    return np.moveaxis(np.asarray(answer, float), -1, 0)


def parts(found):
    return np.stack([np.asarray(v, float) for v in vars(found).values()], axis=-1)


#: Every function with `areas`, called with them; answers have a row per area.
OF_AREAS = {
    absolute_centralization: lambda a: absolute_centralization(BLACK, LAND, np.hypot(*POINTS.T), a),
    absolute_clustering: lambda a: absolute_clustering(BLACK, TOTAL, POINTS, LAND, a),
    absolute_concentration: lambda a: absolute_concentration(BLACK, TOTAL, LAND, a),
    atkinson: lambda a: atkinson(BLACK, TOTAL, a),
    bias_correction.bias_corrected: lambda a: bias_correction.bias_corrected(theil_h, PEOPLE, a, n=5),
    change: lambda a: parts(change(PEOPLE, PEOPLE[::-1], a)),
    correlation_ratio: lambda a: correlation_ratio(BLACK, TOTAL, a),
    delta: lambda a: delta(BLACK, LAND, a),
    dissimilarity: lambda a: dissimilarity(BLACK, WHITE, a),
    distance_decay_isolation: lambda a: distance_decay_isolation(BLACK, TOTAL, POINTS, LAND, a),
    divergence: lambda a: divergence(PEOPLE, a),
    exposure: lambda a: exposure(BLACK, WHITE, TOTAL, a),
    gini: lambda a: gini(BLACK, TOTAL, a),
    survey_error.interval: lambda a: parts(survey_error.interval(theil_h, PEOPLE, 0.2 * PEOPLE, a, n=8)),
    isolation: lambda a: isolation(BLACK, TOTAL, a),
    lorenz_gini: lambda a: lorenz_gini(BLACK, TOTAL, a),
    multigroup_dissimilarity: lambda a: multigroup_dissimilarity(PEOPLE, a),
    multigroup_gini: lambda a: multigroup_gini(PEOPLE, a),
    mutual_information: lambda a: mutual_information(PEOPLE, a),
    nested: lambda a: per_area(nested(PEOPLE, [TOWNS], a)),
    normalized_exposure: lambda a: normalized_exposure(PEOPLE, a),
    opportunity_exposure: lambda a: opportunity_exposure(PEOPLE, LAND, a),
    random_allocation.by_chance: lambda a: per_area(random_allocation.by_chance(theil_h, PEOPLE, a, n=5)),
    relative_diversity: lambda a: relative_diversity(PEOPLE, a),
    spatial_entropy: lambda a: per_area(spatial_entropy(PEOPLE, POINTS, [5000], a)),
    split: lambda a: parts(split(PEOPLE, TOWNS, a)),
    squared_coefficient_of_variation: lambda a: squared_coefficient_of_variation(PEOPLE, a),
    theil_h: lambda a: theil_h(PEOPLE, a),
}
#: Those whose answers have a row per unit: the areas are what each is compared with.
OF_UNITS = {
    contribution_to_entropy: lambda a: contribution_to_entropy(PEOPLE, a),
    contribution_to_entropy_moe: lambda a: contribution_to_entropy_moe(PEOPLE, PEOPLE / 9, a),
    local_divergence: lambda a: local_divergence(PEOPLE, a),
    local_divergence_moe: lambda a: local_divergence_moe(PEOPLE, PEOPLE / 9, a),
    local_isolation: lambda a: local_isolation(BLACK, TOTAL, a),
    location_quotient: lambda a: location_quotient(BLACK, TOTAL, a),
    shrunk_quotient: lambda a: shrunk_quotient(BLACK, TOTAL, a),
    trust: lambda a: trust(BLACK, TOTAL, a),
}
LABELS = {
    "codes of tracts": np.array([9110400101, 9110400102, 9120600000])[CODES],
    "text": np.array(["Bethel", "Hartford", "Wolcott"])[CODES],
    "text of pandas": pd.Series(["Bethel", "Hartford", "Wolcott"], dtype="str")[CODES],
    "with gaps": np.array([3, 7, 8])[CODES],
    "floats": np.array([0.5, 1.5, 2.5])[CODES],
    "large unsigned": np.array([2**63, 2**63 + 1, 2**64 - 1], np.uint64)[CODES],
    "small bytes": np.array([5, 100, 120], np.int8)[CODES],
}


def name(function) -> str:
    return f"{function.__module__}.{function.__name__}"


every_function = pytest.mark.parametrize(
    "call", [*OF_AREAS.values(), *OF_UNITS.values()], ids=[name(f) for f in (*OF_AREAS, *OF_UNITS)]
)


@pytest.mark.parametrize("labels", LABELS.values(), ids=LABELS)
@every_function
def test_labels_give_what_the_numbers_of_the_areas_give(call, labels):
    np.testing.assert_array_equal(call(labels), call(CODES))


@pytest.mark.parametrize("call", OF_AREAS.values(), ids=[name(f) for f in OF_AREAS])
def test_there_is_one_answer_per_distinct_label(call):
    assert len(call(LABELS["codes of tracts"])) == 3


@pytest.mark.parametrize("labels", [np.array([-4, 9110400101, 9120600000])[CODES]])
def test_a_number_below_zero_is_a_label_too(labels):
    np.testing.assert_array_equal(theil_h(PEOPLE, labels), theil_h(PEOPLE, CODES))


def test_the_codes_of_tracts_are_no_positions():
    black, white = [15, 30, 50, 40], [80, 60, 20, 10]
    found = dissimilarity(black, white, areas=[9110400101, 9110400101, 9110400102, 9110400102])
    # |15/45 − 80/140| and |50/90 − 20/30|: of two units the gaps are the same
    np.testing.assert_allclose(found, [5 / 21, 1 / 9])
    first, second = (dissimilarity(black[i : i + 2], white[i : i + 2]) for i in (0, 2))
    np.testing.assert_array_equal(found, [first, second])


def test_the_parents_of_a_split_and_the_places_of_a_nesting_are_labels_too():
    towns = np.char.add("town ", TOWNS.astype(str))
    assert parts(split(PEOPLE, towns)).tolist() == parts(split(PEOPLE, TOWNS)).tolist()
    assert nested(PEOPLE, [LABELS["text"], towns]).tolist() == nested(PEOPLE, [CODES, TOWNS]).tolist()


def test_areas_that_are_numbered_already_answer_for_those_without_units():
    found = dissimilarity(BLACK, WHITE, Areas(CODES + 1, 5))
    assert np.isnan(found).tolist() == [True, False, False, False, True]
    np.testing.assert_array_equal(found[1:4], dissimilarity(BLACK, WHITE, CODES))


@pytest.mark.parametrize("labels", LABELS.values(), ids=LABELS)
def test_the_line_of_an_area_asks_its_labels_alone(labels):
    values = np.arange(len(CODES), dtype=float) ** 2
    np.testing.assert_array_equal(line_of_area(values, labels, 0.4), line_of_area(values, CODES, 0.4))


def test_no_public_function_with_areas_is_missing_here():
    public = set()
    for module in pkgutil.walk_packages(measures.__path__, "fairtown.measures."):
        if module.name.endswith((".compiled", ".kernels", ".gini", ".nearness")):
            continue  # sums below the formulas: they take areas that are numbered
        for function in vars(importlib.import_module(module.name)).values():
            is_own = inspect.isfunction(function) and function.__module__ == module.name
            if (
                is_own
                and not function.__name__.startswith("_")
                and "areas" in inspect.signature(function).parameters
            ):
                public.add(function)
    # the last three hand their areas to `line_of_area`
    apart = (
        "number_labels",
        "share_gaps",
        "interval_of",
        "line_of_area",
        "survey",
        "verdicts",
        "poor_and_affluent",
    )
    assert {f.__name__ for f in public - set(OF_AREAS) - set(OF_UNITS)} <= set(apart)
