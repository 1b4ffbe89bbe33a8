"""Sources are found by their file; every file of clean tables is declared, and every declared one is there."""

import pytest

from fairtown.concepts import FairtownError
from fairtown.data import catalog, clean_tables
from fairtown.states import state

from ..surveys import editions_held

CT = catalog.for_state(state("ct"))


def declared_files() -> set[str]:
    return {
        clean_tables.file_name(source.code, table, edition)
        for source in CT.sources.values()
        for table in source.tables
        for edition in editions_held(source.code, table)
    }


def test_the_folder_holds_the_declared_tables_and_no_others():
    assert {p.name for p in state("ct").folder.glob("*.csv")} == declared_files()


def test_every_table_has_its_checksum_and_no_checksum_stands_alone():
    assert set(clean_tables.checksums(state("ct").folder)) == declared_files()


def test_every_declared_edition_reads(clean):
    for source in CT.sources.values():
        for table in source.tables:
            for edition in editions_held(source.code, table):
                assert len(clean.clean(f"{source.code}.{table.name}", edition.year).rows) > 0


@pytest.mark.parametrize("source", CT.sources.values(), ids=lambda s: s.code)
def test_a_source_says_who_where_and_on_what_terms(source):
    assert source.publisher
    assert source.page.startswith("https://")
    assert source.licence
    assert source.compiled_from


@pytest.mark.parametrize("source", CT.sources.values(), ids=lambda s: s.code)
def test_every_column_has_a_unit_and_a_meaning(source):
    for table in source.tables:
        for column in table.columns:
            assert column.unit, column.name
            assert column.meaning, column.name


def test_an_unknown_source_is_refused_with_the_list_of_sources():
    with pytest.raises(FairtownError, match=r"source 'acs1' is unknown; there are: acs5, "):
        CT.table("acs1.tenure")


def test_an_unknown_table_is_refused_with_the_list_of_tables():
    with pytest.raises(FairtownError, match=r"source acs5: no table 'rents'; it has race_ethnicity, "):
        CT.table("acs5.rents")


def test_an_unknown_year_is_refused_with_the_years_there_are():
    with pytest.raises(FairtownError, match=r"table tenure: no year 2020; published here: 2018, 2019, 2022"):
        CT.table("acs5.tenure")[1].edition(2020)


def test_an_unknown_state_is_refused_with_the_states_there_are():
    with pytest.raises(FairtownError, match=r"state 'zz' is not carried; there are: ct \(Connecticut\)"):
        state("zz")
