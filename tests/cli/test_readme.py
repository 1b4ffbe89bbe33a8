"""The README shows what the release says today, and its examples run."""

from math import hypot
from pathlib import Path

import pytest

from fairtown.measures.segregation.dissimilarity import dissimilarity
from fairtown.release.reader import OpenRelease

README = (Path(__file__).parents[2] / "README.md").read_text()


def shown(release: OpenRelease, measure: str, year: int, output: str, group: str, variant: str) -> str:
    rows = release.listed(measure, "state", year, variant)
    (row,) = [r for r in rows if r["output"] == output and r["group"] == group]
    margin = f" ± {row['moe'] * 100:.1f}" if row["moe"] else ""
    return f"| {row['value'] * 100:.1f}%{margin} |"


@pytest.mark.parametrize(
    ("line", "figure"),
    [
        ("| Black residents", ("opportunity.access_by_race", 2023, "lower", "nh_black", "published_rows")),
        ("| White residents", ("opportunity.access_by_race", 2023, "lower", "nh_white", "published_rows")),
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
    release: OpenRelease, line: str, figure: tuple[str, int, str, str, str]
) -> None:
    (row,) = [text for text in README.splitlines() if text.startswith(line)]
    assert shown(release, *figure) in row


def test_the_two_indices_differ_by_what_the_readme_says(release: OpenRelease) -> None:
    found = {}
    for measure, output, variant in (
        ("opportunity.access_by_race", "lower", "published_rows"),
        ("opportunity.modern", "lower_corrected", ""),
    ):
        rows = release.listed(measure, "state", 2023, variant)
        (found[measure],) = [r for r in rows if r["output"] == output and r["group"] == "nh_black"]
    then, now = found.values()
    gap, moe = now["value"] - then["value"], hypot(now["moe"], then["moe"])
    assert f"differ by {gap * 100:.1f} ± {moe * 100:.1f} points" in README


def test_the_share_of_all_homes_beside_it_is_that_of_the_release(release: OpenRelease) -> None:
    figure = shown(release, "subsidized.concentration", 2020, "homes_share", "recap", "distinct")
    assert figure == "| 3.2% ± 0.7 |"
    assert "of all occupied homes it is 3.2% ± 0.7" in README
    # the same share as the first variant has it, which an export gives unless it is told otherwise
    assert shown(release, "subsidized.concentration", 2020, "share", "recap", "records").startswith("| 15.7%")
    assert "(15.7% as recorded)" in README


def test_the_formula_of_the_readme_gives_what_it_says() -> None:
    assert "# 0.4902" in README
    assert round(float(dissimilarity([15, 30, 50, 40], [80, 60, 20, 10])), 4) == 0.4902
