"""The long table of observations: a blank says why, flags are joined once."""

import numpy as np
import pandas as pd

from fairtown.measures.observations import COLUMNS, gather, join_flags, observe, observe_each

PLACES = pd.DataFrame({"geoid": ["01", "02"], "vintage": "2010"})


def observed(*arguments, **named):
    return gather([observe(PLACES, *arguments, **named)])


def test_one_row_per_place_with_the_agreed_columns():
    rows = observed("homes", [1.0, 2.0], [0.5, np.nan], group="renters", variant="v", flag="summed")
    assert list(rows.columns) == COLUMNS
    assert rows.geoid.tolist() == ["01", "02"]
    assert rows.value.tolist() == [1, 2]
    assert rows.moe.isna().tolist() == [False, True]
    for name, text in {"group": "renters", "variant": "v", "flag": "summed", "output": "homes"}.items():
        assert rows[name].tolist() == [text, text]


def test_a_scalar_holds_for_every_place():
    assert observed("homes", 3.0).value.tolist() == [3, 3]


def test_groups_may_differ_by_row():
    assert observed("homes", 3.0, group=["a", "b"]).group.tolist() == ["a", "b"]


def test_a_margin_that_is_not_given_is_unknown_and_not_zero():
    assert observed("homes", [1.0, 2.0]).moe.isna().all()


def test_a_blank_without_a_reason_gets_one():
    assert observed("share", [np.nan, 0.5]).flag.tolist() == ["no_base", ""]


def test_a_blank_with_a_reason_keeps_it():
    flag = np.array(["not_published", ""], object)
    assert observed("share", [np.nan, np.nan], flag=flag).flag.tolist() == ["not_published", "no_base"]


def test_flags_are_joined_once_and_blank_ones_left_out():
    joined = join_flags(["summed", "", "summed"], "no_margin", ["summed", "", "small_base"])
    assert joined.tolist() == ["summed;no_margin", "no_margin", "summed;no_margin;small_base"]


def test_what_is_observed_is_gathered_in_order():
    rows = gather([observe(PLACES, "homes", 1.0), observe(PLACES, "people", 2.0)])
    assert rows.output.tolist() == ["homes", "homes", "people", "people"]
    assert rows.index.tolist() == [0, 1, 2, 3]


def test_several_groups_at_once_are_as_each_alone():
    values, flags = (
        np.array([[1.0, np.nan], [3.0, 4.0]]),
        np.array([["", "too_few_tracts"], ["summed", ""]], object),
    )
    alone = [
        observe(PLACES, "value", v, group=g, flag=f) for g, v, f in zip("ab", values, flags, strict=True)
    ]
    together = observe_each(PLACES, "value", values, ["a", "b"], flags)
    pd.testing.assert_frame_equal(gather([together]), gather(alone))
