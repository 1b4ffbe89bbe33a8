import hashlib
import shutil
from pathlib import Path

import pytest

from fairtown.build import release as building
from fairtown.build.cache import Cache
from fairtown.build.release import build
from fairtown.concepts import FairtownError
from fairtown.release.reader import MANIFEST, latest
from fairtown.states import state


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    return Path(shutil.copytree(state("ct").folder, tmp_path / "tables"))


def test_every_byte_is_the_same_built_twice_from_the_cache_and_from_a_damaged_one(
    release_folder: Path, tmp_path: Path
) -> None:
    cache = Cache(tmp_path / "cache")
    first = build(tmp_path / "out", date="2001-01-01", cache=cache)
    manifest = (Path(first.path) / MANIFEST).read_text()
    assert manifest == (release_folder / MANIFEST).read_text()
    for entry in (*cache.root.glob("residents.poverty/*"), *cache.root.glob("tiles/*")):
        entry.write_bytes(entry.read_bytes()[:-1] + b"?")
    again = build(tmp_path / "again", date="2001-01-01", cache=cache)
    assert (Path(again.path) / MANIFEST).read_text() == manifest


def test_the_manifest_tells_the_bytes_of_every_file(release_folder: Path) -> None:
    listed = dict(line.split("  ")[::-1] for line in (release_folder / MANIFEST).read_text().splitlines())
    files = {p.relative_to(release_folder).as_posix() for p in release_folder.rglob("*") if p.is_file()}
    assert set(listed) == files - {MANIFEST}
    for name in ("release.sqlite", "tiles/dots.pmtiles", "maps/state.svg"):
        assert hashlib.sha256((release_folder / name).read_bytes()).hexdigest() == listed[name]


def test_a_failed_build_leaves_the_last_release_and_nothing_else(
    release_folder: Path, tables: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(release_folder, out / "2020-01-01")
    with (tables / "acs5.poverty.2023.csv").open("a") as file:
        file.write("0999999999,2022,1,1,1,1,1,1\n")
    with pytest.raises(FairtownError, match=r"acs5\.poverty\.2023\.csv: checksum"):
        build(out, folder=tables)
    assert [p.name for p in out.iterdir()] == ["2020-01-01"]


def test_a_failed_first_build_leaves_no_folder(tables: Path, tmp_path: Path) -> None:
    (tables / "acs5.poverty.2023.csv").unlink()
    with pytest.raises(FairtownError, match="no such file"):
        build(tmp_path / "out", folder=tables)
    assert not (tmp_path / "out").exists()


def test_another_release_of_the_same_day_gets_a_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = iter(["first", "second", "second", "third"])
    monkeypatch.setattr(building, "_write", lambda work, *_: (work / MANIFEST).write_text(next(texts)))
    names = [Path(build(tmp_path, date="2026-01-01").path).name for _ in range(4)]
    assert names == ["2026-01-01", "2026-01-01.2", "2026-01-01.2", "2026-01-01.3"]
    assert latest(tmp_path) == tmp_path / "2026-01-01.3"


def test_the_tenth_release_of_a_day_is_newer_than_the_second(tmp_path: Path) -> None:
    for name in ("2026-01-01", "2026-01-01.2", "2026-01-01.10", "2026-01-02.unfinished"):
        (tmp_path / name).mkdir()
        (tmp_path / name / MANIFEST).write_text("")
    assert latest(tmp_path) == tmp_path / "2026-01-01.10"


@pytest.mark.parametrize("date", ["yesterday", "2026-13-01"])
def test_a_wrong_date_is_refused(date: str, tmp_path: Path) -> None:
    with pytest.raises(FairtownError, match="expected a day like"):
        build(tmp_path, date=date)
