"""Connecticut from the net is Connecticut built in, byte for byte."""

from pathlib import Path

import pandas as pd
import pytest

from fairtown.cli.commands import main
from fairtown.data import catalog, clean_tables, publishers
from fairtown.data.federal import acs5
from fairtown.states import state

from .publisher import Publisher, published
from .shape_files import boundary_zip
from .survey_files import files_of, path_of

CT = state("ct")
HELD = [e for e in acs5.EDITIONS if (CT.folder / f"acs5.tenure.{e.year}.csv").exists()]


def table_of(name: str) -> pd.DataFrame:
    return pd.read_csv(CT.folder / name, dtype=str, keep_default_na=False)


def relationship() -> bytes:
    """The Bureau's file of the state: a part in another state, one without land, and columns that nobody reads."""
    rows = table_of("census_geography.tract_relationship.2020.csv")
    lines = ["OID_TRACT_20|GEOID_TRACT_20|NAMELSAD_TRACT_20|GEOID_TRACT_10|AREALAND_PART|AREAWATER_PART"]
    pairs = zip(rows.geoid_2020, rows.geoid_2010, rows.land_m2, strict=True)
    lines += [f"207|{new}|Census Tract|{old}|{land}|0" for new, old, land in pairs]
    lines += ["207|09001010101|Census Tract|36119000100|5|0", "207|09001010101|Census Tract|09001010300|0|77"]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def connecticut_files() -> dict[str, bytes]:
    files = {}
    for edition in HELD:
        vintage = catalog.for_state(CT).sources["acs5"].table("tenure").edition(edition.year)
        files |= files_of(CT, vintage, CT.folder)
    for level, name, year in (
        ("tract", "tracts.2010", 2010),
        ("tract", "tracts.2020", 2022),
        ("cousub", "towns.2020", 2020),
    ):
        shapes = table_of(f"census_boundaries.{name}.csv")
        files[path_of(publishers.boundaries(year, "09", level))] = boundary_zip(shapes, level, year)
    files[path_of(publishers.tract_relationship("09"))] = relationship()
    return files


@pytest.fixture(scope="module")
def publisher():
    with published(connecticut_files()) as owner:
        yield owner


def test_tables_from_the_net_are_those_built_in(
    publisher: Publisher, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    years = ",".join(str(edition.year) for edition in HELD)
    arguments = ["fetch", "--state", "ct", "--years", years, "--from", publisher.url, "--out", str(tmp_path)]
    assert main(arguments) == 0, capsys.readouterr().err
    folder = tmp_path / "states" / "ct" / "tables"
    assert capsys.readouterr().out.startswith(f"32 tables of Connecticut are in {folder}; ")
    assert clean_tables.digests(folder) == clean_tables.digests(CT.folder)
