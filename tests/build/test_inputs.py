"""Clean tables as a build reads them: once, from the files or from what was read of the same files before."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from fairtown.build.cache import Cache
from fairtown.build.inputs import CleanTables
from fairtown.concepts import FairtownError
from fairtown.data import clean_tables
from fairtown.states import state


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory, clean: CleanTables) -> Cache:
    cache = Cache(tmp_path_factory.mktemp("cache"))
    CleanTables(clean.state, clean.folder).read_all(cache)
    return cache


@pytest.fixture
def folder(tmp_path: Path, clean: CleanTables) -> Path:
    return Path(shutil.copytree(clean.folder, tmp_path / "tables"))


def read(folder: Path, cache: Cache) -> CleanTables:
    tables = CleanTables(state("ct"), folder)
    tables.read_all(cache)
    return tables


def test_tables_from_the_cache_are_those_of_the_files(clean, cache, monkeypatch):
    clean.read_all()
    monkeypatch.setattr(clean_tables, "read", lambda *_: pytest.fail("a file was read again"))
    cached = read(clean.folder, cache)
    assert cached._read.keys() == clean._read.keys()
    for key, table in clean._read.items():
        pd.testing.assert_frame_equal(cached._read[key].rows, table.rows, check_exact=True)
        assert (cached._read[key].file, cached._read[key].sha256) == (table.file, table.sha256)


def test_what_a_reader_does_to_a_table_from_the_cache_is_possible(clean, cache):
    rows = read(clean.folder, cache).rows("acs5.tenure", 2023)
    rows.loc[0, rows.columns[2]] = 7.0
    assert rows.iloc[0, 2] == 7.0


@pytest.mark.parametrize("name", ["acs5.tenure.2023.csv", clean_tables.CHECKSUMS])
def test_a_file_that_was_altered_is_refused_although_the_tables_are_kept(folder, cache, name):
    assert read(folder, cache).rows("acs5.tenure", 2023).size
    text = (folder / name).read_text()
    (folder / name).write_text(text.replace("1", "2", 1))
    with pytest.raises(FairtownError, match=r"\.csv: checksum is"):
        read(folder, cache)


def test_a_table_that_is_gone_is_told_although_the_tables_are_kept(folder, cache):
    (folder / "acs5.tenure.2023.csv").unlink()
    with pytest.raises(FairtownError, match=r"acs5\.tenure\.2023\.csv: no such file"):
        read(folder, cache)
