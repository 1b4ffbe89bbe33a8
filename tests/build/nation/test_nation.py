"""The nation's release: the same bytes wherever its tasks ran, by the measures of a state, right in every county."""

import os
import shutil
import signal
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from fairtown.build.nation import release as building
from fairtown.build.nation import steps
from fairtown.build.nation.tasks import MOST_MEMORY, Task, run
from fairtown.concepts import GROUPS, FairtownError
from fairtown.data import clean_tables
from fairtown.data.nation import areas, by_state, tracts
from fairtown.data.nation.districts import DISTRICTS
from fairtown.measures.segregation.dissimilarity import dissimilarity
from fairtown.measures.segregation.entropy import theil_h
from fairtown.measures.segregation.exposure import exposure
from fairtown.measures.segregation.isolation import isolation
from fairtown.release.nation import open_nation
from fairtown.release.nation_lines import DISTRICTS_YEAR, lines, wide, years
from fairtown.release.reader import MANIFEST, PARQUET, OpenRelease

from ...workers import NATION_DATE as DAY
from ...workers import NATION_STATES as SOME

ROUNDING = 1e-12


@pytest.fixture(scope="module")
def release(nation_folder: Path) -> Iterator[OpenRelease]:
    release = OpenRelease(nation_folder)
    yield release
    release.close()


def _wide(release: OpenRelease, levels: Sequence[str]) -> pd.DataFrame:
    return wide(pd.read_parquet(release.path / PARQUET), areas.areas(), levels)


def test_processes_give_the_same_bytes(nation_folder: Path, tmp_path: Path) -> None:
    again = building.build(tmp_path, DAY, "processes", SOME)
    assert (Path(again.path) / MANIFEST).read_text() == (nation_folder / MANIFEST).read_text()


def test_dask_gives_the_same_bytes(nation_folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    again = building.build(tmp_path, DAY, "dask", SOME)
    assert (Path(again.path) / MANIFEST).read_text() == (nation_folder / MANIFEST).read_text()


def _people_once_killed(folder: Path, task: Task, *arguments: Path) -> str:
    """Kill the process at the first call for a state, as a machine that runs out of memory does."""
    mark = folder / task.place
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return steps.people(task, *arguments)


def test_a_killed_worker_costs_its_task(tmp_path: Path) -> None:
    tasks = [Task("people", state, "key") for state in SOME]
    names: list[str] = []
    where = (by_state.FOLDER, tmp_path / "killed")
    found = run(tasks, {"people": partial(_people_once_killed, tmp_path)}, "processes", where, names.append)
    assert found == run(
        tasks, dict(steps.STEPS), "serial", (by_state.FOLDER, tmp_path / "whole"), lambda _: None
    )
    assert sorted(names) == [task.name for task in tasks]


def _figures_once_killed(folder: Path, task: Task, *arguments: Path) -> str:
    """Kill the first worker in the middle of its task; leave the most memory that each task's process had."""
    mark = folder / "killed"
    if task.place == SOME[0] and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    checksum = steps.figures(task, *arguments)
    # of this program alone: what getrusage tells begins with the memory of the process that started it
    (line,) = (own for own in Path("/proc/self/status").read_text().splitlines() if own.startswith("VmHWM"))
    most = int(line.split()[1]) * 1024
    (folder / f"{task.place}.memory").write_text(str(most))
    return checksum


def test_dask_goes_on_without_a_killed_worker_and_within_its_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    # workers import the function of this test, as they do those of fairtown
    monkeypatch.syspath_prepend(str(Path(__file__).parents[3]))
    people = [Task("people", state, "key") for state in SOME]
    tasks = [Task("figures", task.place, "key", (task,)) for task in people]
    found = {}
    for on, step in (("serial", steps.figures), ("dask", partial(_figures_once_killed, tmp_path))):
        where = (by_state.FOLDER, tmp_path / on)
        run(people, dict(steps.STEPS), "serial", where, lambda _: None)
        found[on] = run(tasks, {"figures": step}, on, where, lambda _: None)
    assert found["dask"] == found["serial"]
    assert (tmp_path / "killed").exists()
    assert max(int((tmp_path / f"{state}.memory").read_text()) for state in SOME) < MOST_MEMORY


def test_workers_without_the_code_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("fairtown.build.nation.tasks.UNANSWERED", 2.0)
    with pytest.raises(FairtownError, match="no worker of Dask is left: each needs the same fairtown"):
        run([Task("people", "09", "key")], {"people": _always_killed}, "dask", (), lambda _: None)


def _always_killed(*_arguments: object) -> str:
    os.kill(os.getpid(), signal.SIGKILL)
    return ""


def test_a_task_that_kills_every_worker_is_told() -> None:
    with pytest.raises(FairtownError, match="the system ended a process"):
        run([Task("people", "09", "key")], {"people": _always_killed}, "processes", (), lambda _: None)


def test_connecticut_is_what_others_publish(release: OpenRelease) -> None:
    """Black-White dissimilarity of Connecticut's tracts, 2020-2024: .621."""
    (line,) = [own for own in lines(release, "segregation.dissimilarity", "nh_black|nh_white", "state")
               if own.now["geoid"] == "09"]  # fmt: skip
    assert line.now["value"] == pytest.approx(0.621, abs=5e-4)
    assert line.change is not None
    assert line.then is not None
    assert (line.now["flag"], line.then["flag"]) == ("no_margin", "full_count")


def test_a_county_is_what_the_measure_gives_for_its_tracts(release: OpenRelease) -> None:
    rows = tracts.read(2024, "10")
    own = rows[rows.geoid.str.startswith("10003")]
    (line,) = [line for line in lines(release, "segregation.dissimilarity", "hispanic|nh_white", "county")
               if line.now["geoid"] == "10003"]  # fmt: skip
    assert line.now["value"] == pytest.approx(dissimilarity(own.pop_hispanic, own.pop_nh_white), abs=1e-12)


def test_voting_districts_stand_beside_the_tracts(release: OpenRelease) -> None:
    """Dissimilarity by its definition; Connecticut's counties have none: the districts have those of before 2022."""
    rows = DISTRICTS.read(DISTRICTS_YEAR, "44")
    black, white = (rows[c] / rows[c].sum() for c in ("pop_nh_black", "pop_nh_white"))
    found = {line.now["geoid"]: line.by_district
             for level in ("nation", "state", "county")
             for line in lines(release, "segregation.dissimilarity", "nh_black|nh_white", level)}  # fmt: skip
    assert found["44"] is not None
    assert found["44"]["value"] == pytest.approx(0.5 * (black - white).abs().sum(), abs=1e-12)
    assert found["44"]["flag"] == "full_count;by_district"
    assert found["us"] is None
    assert {code[:2] for code, row in found.items() if row is None} == {"us", "09"}
    old = release.level_rows(
        "segregation.dissimilarity", DISTRICTS_YEAR, "county", "value", group="nh_black|nh_white"
    )
    assert {row["geoid"] for row in old if row["geoid"].startswith("09")} == {f"0900{i}" for i in range(1, 10, 2)} | {
        "09011", "09013", "09015"}  # fmt: skip
    table = _wide(release, ("state",)).set_index("geoid")
    assert table.loc["44", "dissimilarity_nh_black_to_nh_white_2020_by_district"] == found["44"]["value"]


def test_a_metropolitan_area_of_which_districts_are_missing_has_no_figure_by_district() -> None:
    places = pd.DataFrame({"level": "region", "vintage": "2024", "geoid": ["whole", "partly"]})
    metro_of = pd.Series({"10001": "whole", "53011": "partly", "41051": "partly"})
    rows = areas.with_areas(pd.DataFrame({"geoid": ["10001-1", "53011-1"]}), metro_of)
    assert steps._places_at(DISTRICTS_YEAR, places, rows, metro_of).geoid.tolist() == ["whole"]
    assert steps._places_at(2024, places, rows, metro_of).geoid.tolist() == ["whole", "partly"]


def test_without_voting_districts_a_release_has_both_dates(tmp_path: Path) -> None:
    tables = tmp_path / "tables"
    shutil.copytree(by_state.FOLDER, tables)
    (tables / DISTRICTS.file_name(DISTRICTS_YEAR)).unlink()
    with pytest.raises(FairtownError, match="no such file"):
        building.build(tmp_path, DAY, "serial", ("10",), folder=tables)
    clean_tables.write_checksums(tables)
    found = OpenRelease(Path(building.build(tmp_path, DAY, "serial", ("10",), folder=tables).path))
    assert found.years_of("segregation.dissimilarity") == list(years(found)) == [2000, 2024]
    assert lines(found, "segregation.dissimilarity", "nh_black|nh_white", "state")[0].by_district is None
    assert not [name for name in _wide(found, areas.LEVELS) if "by_district" in name]
    found.close()


def test_people_of_counties_are_those_of_their_state(release: OpenRelease) -> None:
    table = _wide(release, areas.LEVELS)
    people = table[table.geo_level == "county"].groupby(table.geoid.str[:2]).people_everyone.sum()
    states = table[table.geo_level == "state"].set_index("geoid").people_everyone
    assert people.to_dict() == states.to_dict()
    nation = table[table.geo_level == "nation"].people_everyone.item()
    assert nation == sum(tracts.read(2024, state).pop_total.sum() for state in SOME)


def test_no_county_of_other_land_has_a_change(release: OpenRelease) -> None:
    table = _wide(release, ("county",)).set_index("geoid")
    then, now = years(release)
    name = "dissimilarity_nh_black_to_nh_white"
    assert table.loc["10003", f"{name}_change"] == pytest.approx(
        table.loc["10003", f"{name}_{now}"] - table.loc["10003", f"{name}_{then}"]
    )
    assert table[table.index.str.startswith("09")][f"{name}_change"].isna().all()


def test_unknown_states_and_engines_are_told(tmp_path: Path) -> None:
    with pytest.raises(FairtownError, match="no state '99'"):
        building.build(tmp_path, DAY, "serial", ["99"])
    with pytest.raises(FairtownError, match="--on is 'magic', expected serial, processes, dask"):
        building.build(tmp_path, DAY, "magic", SOME)
    with pytest.raises(FairtownError, match="run `fairtown nation build`"):
        open_nation(tmp_path)


@pytest.mark.parametrize("edition", tracts.EDITIONS, ids=lambda e: e.period)
def test_invariants_hold_in_every_county(edition: object) -> None:
    """Bounds, symmetry, what has to add up, and that a county of one tract has no segregation: over the real file."""
    rows = tracts.read(edition.year)  # type: ignore[attr-defined]
    rows = rows[rows.pop_total > 0]
    county = rows.geoid.str[:5].to_numpy()
    names, codes = np.unique(county, return_inverse=True)
    # as a draw, as a release is built: with numpy alone
    people = rows[[f"pop_{group}" for group in GROUPS]].to_numpy(float)[np.newaxis]
    everyone, n_tracts = people.sum(axis=-1), np.bincount(codes)
    members = np.stack([np.bincount(codes, weights=group) for group in people[0].T])
    shares = members / members.sum(axis=0)
    h = theil_h(people, codes)[0]
    assert h.shape == names.shape
    assert (((h >= 0) & (h <= 1)) | np.isnan(h)).all()
    assert np.nan_to_num(h[n_tracts == 1]).max() <= ROUNDING
    groups = range(len(GROUPS))
    for i in groups:
        met = [exposure(people[..., i], people[..., j], everyone, codes)[0] for j in groups]
        np.testing.assert_allclose(np.sum(met, axis=0)[members[i] > 0], 1, atol=ROUNDING)
        own = isolation(people[..., i], everyone, codes)[0]
        known = ~np.isnan(own)
        assert (known == (members[i] > 0)).all()
        assert (own[known] >= shares[i][known] - ROUNDING).all()
    for i in groups[1:]:
        d, back = (dissimilarity(people[..., a], people[..., b], codes)[0] for a, b in ((i, 0), (0, i)))
        np.testing.assert_allclose(d, back, atol=ROUNDING)
        assert (((d >= 0) & (d <= 1 + ROUNDING)) | np.isnan(d)).all()
        assert np.nan_to_num(d[n_tracts == 1]).max() <= ROUNDING


def test_a_county_whose_order_is_changed_keeps_its_figures() -> None:
    rows = tracts.read(2024, "10").sample(frac=1, random_state=1)
    straight = tracts.read(2024, "10")
    for frame in (rows, straight):
        frame["county"] = frame.geoid.str[:5]
    shuffled = dissimilarity(rows.pop_nh_black, rows.pop_nh_white, rows.county)
    np.testing.assert_allclose(
        shuffled, dissimilarity(straight.pop_nh_black, straight.pop_nh_white, straight.county)
    )


def _refuse(task: Task) -> str:
    time.sleep(0.3 if task.place == "36" else 0)
    raise FairtownError(task.place)


@pytest.mark.parametrize("on", ["serial", "processes"])
def test_of_two_faults_that_of_the_first_task_is_told(on: str) -> None:
    tasks = [Task("people", state, "key") for state in ("36", "09")]
    with pytest.raises(FairtownError, match="36"):
        run(tasks, {"people": _refuse}, on, (), lambda _: None)
