"""Numbers and margins as pages write them."""

import pytest

from fairtown.hub.shelf.figures import margin_text, number


@pytest.mark.parametrize(
    ("moe", "unit", "shown"),
    [
        (0.004, "times", "± &lt;0.01"),
        (0.02, "times", "± 0.02"),
        (0.0, "times", "± 0.00"),
        (0.0004, "share", "± &lt;0.1"),
        (0.012, "share", "± 1.2"),
        (0.06, "share", "± 6"),
        (0.3, "people", "± &lt;1"),
        (0.0, "people", "± 0"),
        (1234.0, "people", "± 1,234"),
        (0.0002, "nats", "± &lt;0.001"),
        (0.0004, "ratio", "± &lt;0.1"),
        (1200.0, "dollars", "± 1,200"),
        (None, "times", ""),
    ],
)
def test_a_margin_has_the_decimals_of_its_figure_and_is_never_shown_as_0(moe, unit, shown):
    assert margin_text(moe, unit) == shown


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (-7558, "homes", "−7,558"),
        (-0.2, "homes", "0"),
        (7558, "homes", "7,558"),
        (0.4, "times", "0.40"),
        (1065.18, "points", "1,065.18"),
        (-0.051, "ratio", "−5.1%"),
    ],
)
def test_a_number_has_a_true_minus_and_its_thousands_parted(value, unit, shown):
    assert number(value, unit) == shown
