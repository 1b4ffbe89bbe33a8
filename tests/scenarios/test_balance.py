import math

import pytest

from fairtown.cli.commands import main
from fairtown.concepts import FairtownError
from fairtown.release.reader import OpenRelease
from fairtown.scenarios import balance


def test_a_base_starts_from_the_figures_of_the_release(release: OpenRelease) -> None:
    towns, tracts = (balance.base(release, name).start for name in balance.BASES)
    assert (towns.year, towns.homes) == (2023, 175_548)
    assert 0 < towns.in_area < towns.homes
    state = [p for p in release.all_places if p["level"] == "state"]
    units = release.observations(["subsidized.distinct_homes"], state, [2020], ["distinct_homes"])
    whole = next(r["value"] for r in units if r["grp"] == "all_programs" and r["variant"] == "near")
    assert tracts.homes == whole
    # the mean of the state's list since 2011
    assert towns.new_per_year == tracts.new_per_year == pytest.approx(16_028 / 12)


def test_what_is_needed_gives_the_target(release: OpenRelease) -> None:
    target = balance.worked_out(release, "towns", 25, 2038)
    assert 0 < target.needed < 1
    assert target.progress()[-1].share == pytest.approx(0.25)
    assert len(balance.table(target)) == 2038 - 2023 + 1


def test_out_of_reach_names_the_year_and_the_most(release: OpenRelease) -> None:
    target = balance.worked_out(release, "towns", 40, 2040)
    assert target.is_out_of_reach
    assert target.earliest_year > 2040
    assert balance.worked_out(release, "towns", 40, target.earliest_year).needed <= 1
    assert balance.worked_out(release, "towns", 40, target.earliest_year - 1).needed > 1


@pytest.mark.parametrize(
    ("name", "percent", "by", "new", "message"),
    [
        ("moon", 20, 2040, None, "base 'moon' is unknown; there are: towns, tracts"),
        ("towns", 150, 2040, None, "target is 150, expected 0 to 100 percent"),
        ("towns", -1, 2040, None, "target is -1, expected 0 to 100 percent"),
        ("towns", 100.00001, 2040, None, "target is 100.00001, expected"),
        ("towns", math.nan, 2040, None, "target is nan"),
        ("towns", 20, 2023, None, "by is 2023, expected a year from 2024 to 2223"),
        ("towns", 20, 2224, None, "by is 2224, expected a year from 2024 to 2223"),
        ("towns", 20, 2040, 0.0, "new is 0, expected a number of homes from 1 to 1,000,000"),
        ("towns", 20, 2040, -3.0, "new is -3, expected a number of homes from 1 to 1,000,000"),
        ("towns", 20, 2040, 1_000_001, "new is 1000001, expected"),
        ("towns", 20, 2040, math.inf, "new is inf"),
    ],
)
def test_a_target_that_cannot_be_is_one_line_in_the_units_that_are_typed(
    release: OpenRelease, name, percent, by, new, message
) -> None:
    with pytest.raises(FairtownError) as error:
        balance.worked_out(release, name, percent, by, new)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_what_is_within_the_bounds_told_is_worked_out(release: OpenRelease) -> None:
    for percent, by, new in ((0, 2024, 1), (100, 2223, 1_000_000)):
        assert balance.worked_out(release, "towns", percent, by, new).by_year == by


def test_the_command(release_folder, tmp_path, capsys) -> None:
    out = tmp_path / "years.csv"
    arguments = ["scenario", "balance", "--target", "25", "--by", "2038", "--release", str(release_folder)]
    assert main([*arguments, "--out", str(out)]) == 0
    assert "of each year's new homes must go there for 25% in 2038" in capsys.readouterr().err
    assert len(out.read_text().splitlines()) == 17
    assert main([*arguments, "--new", "1,336"]) == 0
    assert "1,336 new homes a year" in capsys.readouterr().err
    assert main([*arguments, "--new", "-1"]) == 2
    assert capsys.readouterr().err.startswith("fairtown: balance: new is -1, expected")
    assert (
        main(["scenario", "balance", "--target", "1", "--by", "2038", "--release", str(release_folder)]) == 0
    )
    assert "reached already" in capsys.readouterr().err
