"""A budget of work: what is counted, what a part may take, and that it ends with its block."""

import pytest

from fairtown.work_budget import SUBJECTS, TooMuchWorkError, budget, is_counted, part, spend


def test_without_a_budget_nothing_is_counted() -> None:
    assert not is_counted()
    spend(1e30, "rules")


def test_a_budget_ends_in_one_line_that_names_what_took_too_much() -> None:
    with budget(10):
        spend(10, "reading")
        with pytest.raises(TooMuchWorkError) as error:
            spend(1, "crossings")
    assert error.value.subject == "crossings"
    assert SUBJECTS["crossings"] in str(error.value)
    assert "\n" not in str(error.value)
    assert not is_counted()


def test_budgets_stand_in_each_other() -> None:
    with budget(5):
        with budget(100) as inner:
            spend(50, "rules")
            assert inner.left == 50
        with pytest.raises(TooMuchWorkError):
            spend(6, "rules")


def test_a_part_leaves_the_rest_for_what_comes_after() -> None:
    with budget(100) as whole:
        with part(0.5):
            spend(10, "room")
        assert whole.left == 90
        with pytest.raises(TooMuchWorkError), part(0.5):
            spend(46, "room")
        assert whole.left == 45
        spend(45, "answer")


def test_a_part_without_a_budget_counts_nothing() -> None:
    with part(0.1):
        assert not is_counted()
