"""What every measure must say of itself: sources, units, references, limits, an example, published values."""

import datetime as dt
import inspect
from pathlib import Path

import pytest

import fairtown.measures
from fairtown.concepts import GROUP_WORDS
from fairtown.data import catalog
from fairtown.measures import all_measures
from fairtown.states import state

from ..surveys import held

CT = catalog.for_state(state("ct"))

MEASURES = list(all_measures().values())
every_measure = pytest.mark.parametrize("measure", MEASURES, ids=lambda m: m.id)


@every_measure
def test_its_id_is_the_path_of_its_file(measure):
    path = Path(fairtown.measures.__file__).parent / (measure.id.replace(".", "/") + ".py")
    assert path.is_file()
    assert Path(inspect.getfile(measure.compute)) == path


@every_measure
def test_it_has_a_title_a_summary_and_a_formula(measure):
    assert measure.title
    assert measure.summary.endswith(".")
    assert measure.formula.endswith(".")


@every_measure
def test_it_cites_references_and_states_limits(measure):
    assert measure.references, f"{measure.id}: cite who defined it, in `references`"
    assert measure.limits, f"{measure.id}: say what it does not show, in `limits`"
    assert all(limit.endswith(".") for limit in measure.limits)


@every_measure
def test_every_output_has_a_name_of_its_own_a_unit_and_a_meaning(measure):
    names = [o.name for o in measure.outputs]
    assert names
    assert len(set(names)) == len(names)
    for output in measure.outputs:
        assert output.unit, f"{measure.id}.{output.name}: give its unit"
        assert output.meaning, f"{measure.id}.{output.name}: give its meaning"


@every_measure
def test_the_worked_example_is_a_full_table_with_a_result(measure):
    worked = measure.worked
    assert worked.given.endswith(".")
    assert worked.result
    assert worked.rows
    assert {len(row) for row in worked.rows} == {len(worked.columns)}


@every_measure
def test_it_reads_tables_and_columns_that_exist(measure):
    assert measure.reads
    for address in measure.reads:
        CT.table(address)
    for output in measure.outputs:
        for address in output.columns:
            source, table, column = address.split(".")
            assert f"{source}.{table}" in measure.reads
            assert column in {c.name for c in CT.table(f"{source}.{table}")[1].columns}


@every_measure
def test_it_uses_measures_that_exist(measure):
    assert set(measure.uses) <= set(all_measures())


@every_measure
def test_its_parameters_are_dated_cited_and_have_a_unit(measure):
    for parameter in measure.parameters:
        assert parameter.unit
        assert parameter.reference, f"{measure.id}: cite the authority behind {parameter.name}"
        assert parameter.values
        for date in parameter.values:
            assert dt.date.fromisoformat(date).isoformat() == date


@every_measure
def test_its_checks_name_an_output_a_year_and_a_variant_of_its_own(measure):
    for check in (*measure.checks, *state("ct").checks.get(measure.id, ())):
        measure.output(check.output)
        assert check.year in measure.years
        assert check.variant in (measure.variants or {""})
        assert check.source, f"{measure.id}: say who published {check.what!r}"
        assert check.place
        assert check.tolerance > 0
        whole = isinstance(check.published, int)
        widest = 0.5 if whole else max(0.01 * abs(check.published), 0.001)
        assert check.tolerance <= widest, "a check that wide checks nothing"


@every_measure
def test_its_group_words_cover_the_groups_it_makes(measure, results):
    groups = {g for year in held(measure.years) for g in results[measure.id, year].rows.group.unique()}
    assert groups - {""} <= set(measure.group_words) | set(GROUP_WORDS)


@every_measure
def test_it_makes_every_output_and_variant_that_it_declares(measure, results):
    rows = [results[measure.id, year].rows for year in held(measure.years)]
    assert {o for r in rows for o in r.output.unique()} == {o.name for o in measure.outputs}
    assert {v for r in rows for v in r.variant.unique()} == set(measure.variants or {""})


@every_measure
def test_its_lineage_is_what_it_declares(measure, results):
    lineages = [results[measure.id, year].lineage for year in held(measure.years)]
    assert {table for lineage in lineages for table, _ in lineage["tables"]} == set(measure.reads)
    assert {used for lineage in lineages for used, _ in lineage["measures"]} == set(measure.uses)
    parameters = {p.name for p in measure.parameters}
    assert {name for lineage in lineages for name in lineage["parameters"]} == parameters


def test_published_values_are_checked_where_there_are_any():
    checked = {m.id.split(".")[0] for m in MEASURES if m.checks or m.id in state("ct").checks}
    assert {"opportunity", "segregation", "subsidized"} <= checked
