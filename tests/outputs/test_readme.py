"""The README shows what the release says today, and its examples run."""

from pathlib import Path

import pytest

from fairtown.measures.segregation.dissimilarity import dissimilarity
from fairtown.outputs.release import OpenRelease

README = (Path(__file__).parents[2] / "README.md").read_text()


def shown(opened: OpenRelease, measure: str, year: int, output: str, group: str, variant: str) -> str:
    rows = opened.listed(measure, "state", year, variant)
    (row,) = [r for r in rows if r["output"] == output and r["group"] == group]
    margin = f" ± {row['moe'] * 100:.1f}" if row["moe"] else ""
    return f"| {row['value'] * 100:.1f}%{margin} |"


@pytest.mark.parametrize(
    ("line", "figure"),
    [
        ("| Black residents", ("opportunity.access_by_race", 2023, "lower", "nh_black", "land_tracts")),
        ("| White residents", ("opportunity.access_by_race", 2023, "lower", "nh_white", "land_tracts")),
        (
            "| the same by the index of today: Black",
            ("opportunity.modern", 2023, "lower_corrected", "nh_black", ""),
        ),
        (
            "| the same by the index of today: White",
            ("opportunity.modern", 2023, "lower_corrected", "nh_white", ""),
        ),
        ("| White or Black", ("segregation.dissimilarity", 2023, "corrected", "nh_black|nh_white", "")),
        ("| subsidized homes in", ("subsidized.concentration", 2020, "share", "recap", "distinct")),
        ("| share of Connecticut", ("segregation.entropy", 2023, "share_between", "five_groups", "")),
    ],
)
def test_the_figures_of_the_readme_are_those_of_the_release(
    opened: OpenRelease, line: str, figure: tuple[str, int, str, str, str]
) -> None:
    (told,) = [text for text in README.splitlines() if text.startswith(line)]
    assert shown(opened, *figure) in told


def test_the_share_of_all_homes_beside_it_is_that_of_the_release(opened: OpenRelease) -> None:
    figure = shown(opened, "subsidized.concentration", 2020, "homes_share", "recap", "distinct")
    assert figure == "| 3.2% ± 0.7 |"
    assert "of all homes it is 3.2% ± 0.7" in README


def test_the_formula_of_the_readme_gives_what_it_says() -> None:
    assert "# 0.4902" in README
    assert round(float(dissimilarity([15, 30, 50, 40], [80, 60, 20, 10])), 4) == 0.4902
