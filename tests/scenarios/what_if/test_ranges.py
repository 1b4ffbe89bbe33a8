"""Draws moved at once: each is the scenario on its own, whatever their number and order."""

from dataclasses import replace

import numpy as np
import pytest

from fairtown.scenarios.what_if.indices import OUTCOMES, outcomes
from fairtown.scenarios.what_if.moves import move
from fairtown.scenarios.what_if.ranges import AT_ONCE, Draws

from .worlds import plans

#: Single precision; a group of a few people in a tract or two is where dissimilarity and isolation lose most.
CLOSE = 2e-4


def test_a_draw_among_others_is_the_scenario_on_its_own():
    for _seed, (world, homes, assumed) in plans(draws=3):
        draws = Draws(world, world.people)
        together = draws.changes(draws.in_need(world.need), homes, assumed)
        for i in range(3):
            alone = replace(world, people=world.people[i], need=world.need[i])
            after = move(alone, homes, assumed).after
            expected = outcomes(alone, after) - outcomes(alone, alone.people)
            np.testing.assert_allclose(together[i], expected, atol=CLOSE)


def test_many_draws_are_those_in_pieces(plan):
    scenario = plan.scenario("tilt=2&refill=30")
    world, homes = plan.world(scenario.income), plan.homes(scenario)
    people = np.repeat(world.people[np.newaxis], AT_ONCE + 3, axis=0)
    draws = Draws(world, people)
    found = draws.changes(draws.in_need(world.need), homes, scenario.assumed)
    assert found.shape == (AT_ONCE + 3, len(OUTCOMES))
    after = outcomes(world, move(world, homes, scenario.assumed).after)
    np.testing.assert_allclose(
        found, np.tile(after - outcomes(world, world.people), (len(found), 1)), atol=5e-6
    )


def test_a_margin_in_single_precision_prints_what_double_precision_would(plan, monkeypatch):
    scenario = plan.scenario("tilt=2")
    result = plan.work_out(scenario)
    for module in ("ranges", "world"):
        monkeypatch.setattr(f"fairtown.scenarios.what_if.{module}.SINGLE", np.float64)
    monkeypatch.setattr(plan, "_cached", type(plan._cached)())
    monkeypatch.delitem(plan.__dict__, "drawn")
    exact = plan.work_out(scenario)
    for found, expected in ((result.survey.moe, exact.survey.moe), (result.change, exact.change)):
        assert found == pytest.approx(expected, abs=5e-6)
    assert result.assumed.most == pytest.approx(exact.assumed.most, abs=5e-6, nan_ok=True)
