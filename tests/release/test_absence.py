"""Why measures have no figures: the reason of each, and what is missing behind the measures that it uses."""

from typing import Any

import pytest

from fairtown.release.absence import by_measure


def row(measure: str, year: int, kind: str, what: str, detail: str = "") -> dict[str, Any]:
    return {"measure": measure, "year": year, "kind": kind, "what": what, "detail": detail}


ROWS = [
    row("a.first", 2019, "edition", "acs5.one", "2015-2019"),
    row("a.first", 2023, "source", "schools.tests", "Elsewhere"),
    row("a.second", 2023, "measure", "a.first"),
    row("a.third", 2023, "measure_year", "a.second", "2023"),
    row("a.third", 2019, "measure_year", "a.first", "2019"),
    row("a.fourth", 2030, "measure", "a.own"),
    row("a.own", 2023, "state", "a.own", "Elsewhere"),
]


@pytest.mark.parametrize(
    ("measure", "year", "missing"),
    [
        ("a.second", 2023, "; missing is schools.tests, a table of Elsewhere only"),
        ("a.third", 2023, "; missing is schools.tests, a table of Elsewhere only"),
        ("a.third", 2019, "; missing is acs5.one of 2015-2019, which is not held"),
        ("a.fourth", 2030, "; missing is a measure of Elsewhere only"),
    ],
)
def test_what_is_missing_behind_other_measures_is_told(measure: str, year: int, missing: str) -> None:
    found = by_measure(ROWS)[measure][year]
    assert found["reason"].startswith("it uses a.")
    assert found["reason"].endswith(missing)


def test_a_reason_that_says_all_has_no_cause() -> None:
    found = by_measure(ROWS)["a.first"][2023]
    assert found["cause"] is None
    assert found["reason"] == "it reads schools.tests, a table of Elsewhere only"
