"""Intervals of the nation: the error of the survey taken out where margins are held, and nothing else altered."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from fairtown.build.nation import draws, steps
from fairtown.build.nation import release as building
from fairtown.build.nation.tasks import Task
from fairtown.concepts import FairtownError
from fairtown.data.nation import areas, by_state, tracts
from fairtown.release.nation_lines import AREAS_CSV, lines
from fairtown.release.reader import MANIFEST, OpenRelease

from .margins_world import OF_NOBODY, WEIGHT, YEAR, cells, tables

#: Delaware, whose 256 tracts take a second, and Rhode Island.
STATE, OTHER = "10", "44"
DAY = "2026-01-01"


def observed(tmp_path: Path, rows: pd.DataFrame | None, is_whole: bool = False) -> pd.DataFrame:
    """Return the observations of Delaware at the newest date by what they are of; `rows`: its cells with margins.

    `is_whole`: its people are those of `rows` too.
    """
    folder = by_state.FOLDER if rows is None else tables(tmp_path / "tables", rows, is_whole)
    people = Task("people", STATE, "key")
    for task in (people, figures := Task("figures", STATE, "key", (people,))):
        steps.STEPS[task.step](task, folder, tmp_path / "tasks")
    found = steps.result(figures, tmp_path / "tasks")
    found = found[(found.year == YEAR) & found.measure.str.startswith("segregation.")]
    return found.set_index(["measure", "geoid", "group", "output"])[["value", "moe", "flag"]].sort_index()


def surveyed_once(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a survey of `rows` as if they were the truth: households of exponential weight, as in decision 0020."""
    rng, found = np.random.default_rng(7), rows.copy()
    groups = ["pop_nh_white", "pop_nh_black", "pop_nh_asian", "pop_hispanic", "pop_nh_two_or_more"]
    for group in groups:
        n = rng.poisson(2 * rows[group] / WEIGHT)
        found[group] = (rng.standard_gamma(n) * WEIGHT / 2).round().astype(int)
        found[f"{group}_moe"] = np.where(
            found[group] > 0, 1.645 * np.sqrt(WEIGHT * found[group]), OF_NOBODY
        ).round()
    return found.assign(pop_nh_other=found.pop_nh_two_or_more, pop_total=found[groups].sum(axis=1))


def by_output(found: pd.DataFrame, output: str) -> pd.DataFrame:
    return found.xs(output, level="output")


@pytest.fixture(scope="module")
def carried(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return observed(tmp_path_factory.mktemp("carried"), None)


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return observed(tmp_path_factory.mktemp("surveyed"), cells((STATE,)))


def test_without_margins_nothing_is_corrected(carried: pd.DataFrame) -> None:
    assert set(carried.index.get_level_values("output")) == {"value", "by_chance"}
    assert carried.flag[carried.value.notna()].str.contains("no_margin").all()


def test_margins_of_zero_give_the_figures_of_today(tmp_path: Path, carried: pd.DataFrame) -> None:
    found = observed(tmp_path, cells((STATE,), weight=0, of_nobody=0))
    pd.testing.assert_series_equal(by_output(found, "value").value, by_output(carried, "value").value)
    corrected = by_output(found, "corrected")
    known = corrected.value.notna()
    assert known.sum() > 10
    pd.testing.assert_series_equal(corrected.value, by_output(found, "value").value)
    assert (corrected.moe[known] == 0).all()


def test_an_interval_is_of_a_share_and_lies_where_the_survey_has_its_error(surveyed: pd.DataFrame) -> None:
    """An index of people who live apart is too high in a survey; a survey of few says less of its interval."""
    value, corrected = by_output(surveyed, "value"), by_output(surveyed, "corrected")
    known = corrected.moe.notna()
    pd.testing.assert_series_equal(known, value.value.notna(), check_names=False)
    assert corrected.value[known].between(0, 1).all()
    assert (corrected.moe[known] > 0).all()
    for measure in ("segregation.dissimilarity", "segregation.entropy"):
        assert (corrected.value[measure, "10"] < value.value[measure, "10"]).all()
    assert not surveyed.flag[surveyed.value.notna()].str.contains("no_margin").any()
    pair = "nh_black|nh_white"
    moes = [corrected.moe["segregation.dissimilarity", geoid, pair] for geoid in ("10", "10003", "10001")]
    assert moes == sorted(moes)


def test_an_interval_holds_the_truth_and_what_is_computed_does_not(
    tmp_path: Path, carried: pd.DataFrame
) -> None:
    """Of a survey of people who are known: 9 of 10 intervals hold the truth; as computed 7 of 10 would."""
    found = observed(tmp_path, surveyed_once(cells((STATE,))), is_whole=True)
    truth = by_output(carried, "value").value
    corrected, plain = by_output(found, "corrected"), by_output(found, "value").value
    known = corrected.moe.notna() & truth.notna() & ~by_output(found, "value").flag.str.contains("small")
    assert known.sum() > 50
    held = ((corrected.value - truth).abs() <= corrected.moe)[known].mean()
    held_as_computed = ((plain - truth).abs() <= corrected.moe)[known].mean()
    assert held > 0.8
    assert held_as_computed < held - 0.1


def test_the_order_of_tracts_does_not_matter(tmp_path: Path) -> None:
    rows = cells((STATE,))
    own = tracts.read(YEAR, STATE)
    people = own.assign(year=YEAR, **{n: rows[n].to_numpy(float) for n in steps.MARGIN_COLUMNS if n in rows})
    people = people.assign(pop_nh_other_moe=rows.pop_nh_two_or_more_moe)
    drawn = draws.of_state(people)[:4]
    shuffled = people.sample(frac=1, random_state=1)
    first, second = (
        steps._figures(frame, by_state.FOLDER, ("state",), drawn, areas.metros())
        for frame in (people, shuffled)
    )
    pd.testing.assert_frame_equal(first, second)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The tables of two states, and the release of them."""
    folder = tables(tmp_path_factory.mktemp("world") / "tables", cells((STATE, OTHER)))
    out = tmp_path_factory.mktemp("nation")
    return folder, Path(building.build(out, DAY, "serial", (STATE, OTHER), out / "tasks", folder).path)


def test_processes_give_the_same_bytes_and_leave_no_draws(built: tuple[Path, Path], tmp_path: Path) -> None:
    folder, path = built
    again = building.build(tmp_path, DAY, "processes", (STATE, OTHER), tmp_path / "tasks", folder)
    assert (Path(again.path) / MANIFEST).read_text() == (path / MANIFEST).read_text()
    assert not list((tmp_path / "tasks").glob("nation-draws-*"))


def test_the_nation_is_surer_than_its_states_and_the_file_has_its_margin(built: tuple[Path, Path]) -> None:
    release = OpenRelease(built[1])
    found = {
        line.now["geoid"]: line
        for level in ("nation", "state")
        for line in lines(release, "segregation.dissimilarity", "nh_black|nh_white", level)
    }
    release.close()
    moes = {geoid: line.ranked_by[1] for geoid, line in found.items()}
    assert 0 < moes["us"] < min(moes[STATE], moes[OTHER])
    line = found["us"]
    assert line.then is not None
    assert line.change == line.best["value"] - line.then["value"]
    name = "dissimilarity_nh_black_to_nh_white"
    row = pd.read_csv(built[1] / AREAS_CSV, dtype={"geoid": str}).set_index("geoid").loc["us"]
    assert row[f"{name}_{YEAR}_corrected"] == pytest.approx(line.best["value"], abs=1e-12)
    assert row[f"{name}_{YEAR}_moe"] == pytest.approx(moes["us"], abs=1e-12)
    assert row[f"{name}_change"] == pytest.approx(line.change, abs=1e-12)


def test_two_states_do_not_err_alike(tmp_path: Path) -> None:
    """States with the same tracts have the same draws; put together, each comes in an order of its own."""
    own = cells((STATE,)).iloc[:40].assign(pop_nh_other_moe=10.0)
    tasks = [Task("people", state, "key") for state in (STATE, OTHER)]
    draws.store(tmp_path, tasks[0], draws.of_state(own))
    every = draws.across(tmp_path, tasks, [own, own]).astype(float)
    assert every.shape == (draws.N_ACROSS, 2, 2 * draws.lived_in(own).sum(), 5)
    black = every[..., 1].sum(axis=2) if every.ndim == 3 else every[..., 1]
    n = black.shape[-1] // 2
    errors = [(part[:, 1] - part[:, 0]).sum(axis=-1) for part in (black[..., :n], black[..., n:])]
    assert sorted(errors[0]) != pytest.approx(errors[0])
    assert abs(np.corrcoef(*errors)[0, 1]) < 0.3


def test_a_margin_that_is_not_published_leaves_its_state_without_intervals(tmp_path: Path) -> None:
    rows = cells((STATE,))
    rows.loc[3, "pop_nh_black_moe"] = np.nan
    found = observed(tmp_path, rows)
    assert set(found.index.get_level_values("output")) == {"value", "by_chance"}
    assert found.flag[found.value.notna()].str.contains("no_margin").all()


def test_margins_of_other_people_are_refused(tmp_path: Path) -> None:
    rows = cells((STATE,))
    rows.loc[0, ["pop_total", "pop_nh_white"]] += 1
    with pytest.raises(FairtownError, match=r"race_cells\.2024\.parquet: other tracts or people of state 10"):
        observed(tmp_path, rows)
