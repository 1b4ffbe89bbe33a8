"""Lineage is true, not just written down: a measure reads what it declares, and declares what it reads."""

import warnings
from dataclasses import replace

import pytest

from fairtown.build import run as runner
from fairtown.build.inputs import Inputs
from fairtown.concepts import FairtownError, Measure, Parameter
from fairtown.measures import all_measures, measure

INCOME = "residents.median_household_income"
FILE = "measures/residents/median_household_income.py"


def fake(**changes) -> Measure:
    return replace(measure(INCOME), years=(2019,), checks=(), **changes)


def refusal(reader: Measure, clean, read) -> str:
    with pytest.raises(FairtownError) as error:
        read(Inputs(reader, clean, {}))
    line = str(error.value)
    assert "\n" not in line
    return line


def run_only(monkeypatch, clean, *measures: Measure):
    monkeypatch.setattr(runner, "all_measures", lambda: {m.id: m for m in measures})
    return runner.run(clean).results


def test_an_undeclared_table_is_refused_and_the_file_named(clean):
    line = refusal(fake(), clean, lambda inputs: inputs.table("acs5.tenure", 2019))
    assert f"measure {INCOME} reads acs5.tenure" in line
    assert "add it to `reads`" in line
    assert FILE in line


def test_an_undeclared_table_stops_the_run(clean, monkeypatch):
    reads = tuple(r for r in measure(INCOME).reads if not r.startswith("acs5."))
    with pytest.raises(FairtownError, match=f"reads acs5.{INCOME.split('.')[1]} but declares .*{FILE}"):
        run_only(monkeypatch, clean, fake(reads=reads))


def test_an_undeclared_list_of_places_is_refused(clean):
    line = refusal(fake(reads=("acs5.tenure",)), clean, lambda inputs: inputs.places())
    assert "reads census_geography.towns but declares acs5.tenure" in line


def test_an_undeclared_crosswalk_is_refused(clean):
    line = refusal(fake(), clean, lambda inputs: inputs.crosswalk_2020_to_2010())
    assert "reads census_geography.tract_relationship" in line


def test_undeclared_boundaries_are_refused(clean):
    line = refusal(fake(), clean, lambda inputs: inputs.tracts_of_points([-72.7], [41.7]))
    assert "reads census_boundaries.tracts" in line


def test_an_undeclared_measure_is_refused(clean):
    line = refusal(fake(), clean, lambda inputs: inputs.measure("residents.poverty", 2019))
    assert "reads residents.poverty but declares nothing; add it to `uses`" in line
    assert FILE in line


LINE = Parameter("line", "share", {"2002-01-01": 0.1}, "a law")


def test_an_undeclared_parameter_is_refused(clean):
    line = refusal(fake(), clean, lambda inputs: inputs.parameter(LINE, 2019))
    assert "reads line but declares nothing; add it to `parameters`" in line


def test_a_table_that_is_declared_but_never_read_stops_the_run(clean, monkeypatch):
    idle = fake(reads=(*measure(INCOME).reads, "acs5.tenure"))
    with pytest.raises(FairtownError) as error:
        run_only(monkeypatch, clean, idle)
    assert str(error.value) == f"measure {INCOME} declares acs5.tenure but never reads it; remove it"


def test_a_measure_that_is_declared_but_never_used_stops_the_run(clean, monkeypatch):
    other = replace(measure("residents.poverty"), years=(2019,))
    with pytest.raises(FairtownError, match=r"declares residents\.poverty but never reads it"):
        run_only(monkeypatch, clean, other, fake(uses=("residents.poverty",)))


def test_a_parameter_that_is_declared_but_never_read_stops_the_run(clean, monkeypatch):
    with pytest.raises(FairtownError, match="declares line but never reads it"):
        run_only(monkeypatch, clean, fake(parameters=(LINE,)))


def test_a_measure_that_reads_what_it_declares_runs(clean, monkeypatch):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (results,) = run_only(monkeypatch, clean, fake())
    assert results.lineage["tables"][0] == ["acs5.median_household_income", 2019]
    assert {table for table, _ in results.lineage["tables"]} == set(measure(INCOME).reads)


def test_lineage_leads_through_the_measures_used_to_their_tables(results):
    lineage = results["segregation.entropy", 2019].lineage
    assert lineage["measures"] == [["residents.race_ethnicity", 2019]]
    assert ["acs5.race_ethnicity", 2019] in lineage["through"]


def test_every_observation_leads_to_a_table_of_figures(results):
    for key, m in results.items():
        tables = {table for table, _ in m.lineage["tables"] + m.lineage["through"]}
        assert {t for t in tables if not t.startswith(("census_geography.", "census_boundaries."))}, key


def test_dated_values_of_parameters_are_in_the_lineage(results):
    assert results["subsidized.assisted_share", 2019].lineage["parameters"] == {"exemption_share": 0.10}


def test_measures_are_run_after_those_they_use(results):
    order = [measure_id for measure_id, _ in results]
    for m in all_measures().values():
        for used in m.uses:
            assert order.index(used) < order.index(m.id)
