"""Numbers and margins as pages write them."""

import pytest
from django.utils.safestring import mark_safe

from fairtown.formatting import format_estimate, format_margin, format_points
from fairtown.hub.shelf.figures import estimate, filled_in, number


@pytest.mark.parametrize(
    ("moe", "unit", "shown"),
    [
        (0.004, "times", "± <0.01"),
        (0.02, "times", "± 0.02"),
        (0.0, "times", "± 0.00"),
        (0.0004, "share", "± <0.1"),
        (0.012, "share", "± 1.2"),
        (0.06, "share", "± 6"),
        (0.3, "people", "± <1"),
        (0.0, "people", "± 0"),
        (1234.0, "people", "± 1,234"),
        (0.0002, "nats", "± <0.001"),
        (0.0004, "ratio", "± <0.1"),
        (1200.0, "dollars", "± 1,200"),
        (None, "times", ""),
    ],
)
def test_a_margin_has_the_decimals_of_its_figure_and_is_never_shown_as_0(moe, unit, shown):
    assert format_margin(moe, unit) == shown


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


@pytest.mark.parametrize(
    ("value", "moe", "unit", "shown"),
    [
        (0.273, 0.012, "share", "27.3% ± 1.2"),
        (0.273, 0.06, "share", "27% ± 6"),
        (0.273, 0.0004, "share", "27.3% ± <0.1"),
        (0.273, None, "share", "27.3%"),
        (0.273, float("nan"), "share", "27.3%"),
        (1234.0, 56.0, "people", "1,234 ± 56"),
        (45_300.0, 1_200.0, "dollars", "$45,300 ± 1,200"),
        (None, 0.1, "share", "–"),
        (float("nan"), None, "people", "–"),
        (0.0, 0.0, "share", "0.0% ± 0.0"),
    ],
)
def test_an_estimate_is_a_number_with_its_margin(value, moe, unit, shown):
    assert format_estimate(value, moe, unit) == shown


def test_html_is_made_at_the_edge_alone():
    assert estimate(0.273, 0.0004, "share") == '27.3% <span class="moe">± &lt;0.1</span>'
    assert estimate(0.273, None, "share") == "27.3%"
    assert estimate(None, 0.1, "share") == "–"


@pytest.mark.parametrize(
    ("gap", "moe", "signed", "shown"),
    [
        (-0.0123, 0.004, True, "−1.2 ± 0.4"),
        (0.0123, 0.004, True, "+1.2 ± 0.4"),
        (-0.0123, 0.004, False, "1.2 ± 0.4"),
        (-0.0001, 0.004, True, "+0.0 ± 0.4"),
        (0.12, 0.06, True, "+12 ± 6"),
        (0.12, None, False, "12.0"),
    ],
)
def test_a_difference_of_shares_is_in_points(gap, moe, signed, shown):
    assert format_points(gap, moe, signed) == shown


def test_what_fills_a_sentence_is_shown_as_text_unless_it_is_html():
    sentence = filled_in("%(n)s in <%(town)s>, 30%%", n=mark_safe("<b>5</b>"), town="<i>Avon</i>")
    assert sentence == "<b>5</b> in &lt;&lt;i&gt;Avon&lt;/i&gt;&gt;, 30%"
