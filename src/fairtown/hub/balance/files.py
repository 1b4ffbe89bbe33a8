"""Tables of the balance as files: as the page shows them, and those of the agency report for programs."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from fairtown.concepts import Column as ReportColumn
from fairtown.hub.balance import views
from fairtown.hub.balance.forms import ProgramForm
from fairtown.hub.errors import errors_as_text, text_error
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.downloads import csv_response, table_response
from fairtown.hub.shelf.query import StrictForm, shortened
from fairtown.hub.shelf.shown_table import Cell, Column, ShownTable, cell, value
from fairtown.hub.shelf.table_notes import table_notes
from fairtown.hub.survey_words import translated
from fairtown.release.reader import OpenRelease, Row
from fairtown.reports.agency_report import ReportTable

BANDS = {"levels": views.LEVELS, "poverty": views.POVERTY, "recap": views.RECAP}


@errors_as_text
def table_csv(request: HttpRequest, table: str) -> HttpResponse:
    """Return a table of the agency report as CSV for programs; a blank is unknown."""
    StrictForm.read(request.GET)
    found = _published(current_release()).get(table)
    if found is None:
        return _unknown(table, _published(current_release()))
    name = f"fairtown-agency-report-{table}-{current_release().date}.csv"
    return csv_response(found.rows, found.names, name)


@errors_as_text
def table_file(request: HttpRequest, table: str, kind: str) -> HttpResponse:
    """Return homes by kind of neighborhood, or a table of the agency report, as the page shows it: csv or xlsx."""
    release = current_release()
    tables = _published(release)
    if table in BANDS:
        return table_response(_bands_table(request, release, table), kind)
    if table in tables:
        StrictForm.read(request.GET)
        return table_response(_report_table(release, tables[table]), kind)
    return _unknown(table, [*BANDS, *tables])


def _published(release: OpenRelease) -> dict[str, ReportTable]:
    return {name: table for name, table in views.report_tables(release).items() if table.rows}


def _unknown(table: str, there: Iterable[str]) -> HttpResponse:
    names = ", ".join(there)
    message = f"table {shortened(table)} is unknown or not published; there are: {names}"
    return text_error(message, HTTPStatus.NOT_FOUND)


def _bands_table(request: HttpRequest, release: OpenRelease, table: str) -> ShownTable:
    content = release.measure(views.CONCENTRATION)
    year = max(content["years"])
    state = views.StateFigures(release, views.CONCENTRATION, year)
    program = ProgramForm.read(request.GET, views.programs_of(state, content))["program"]
    lines = views.bands_of(state, program, BANDS[table], content["group_words"])["lines"]
    labels = (
        _("Homes"), _("Share"), _("of all occupied homes"), _("of all rented homes"), _("Ratio to occupied homes"),
        _("Ratio to rented homes"),
    )  # fmt: skip
    units = {o["name"]: o["unit"] for o in content["outputs"]}
    columns = [Column(label, units[output]) for label, output in zip(labels, views.OUTPUTS, strict=True)]
    titles = {
        "levels": _("by opportunity of the neighborhood"),
        "poverty": _("by poverty of the neighborhood"),
        "recap": _("in racially or ethnically concentrated areas of poverty"),
    }
    page = f"{reverse('balance')}?program={program}"
    return ShownTable(
        f"balance-{table}-{program}",
        f"{_(content['group_words'][program])}: {titles[table]}, {year}",
        [Column(_("Neighborhoods")), *columns],
        [[line.label, *(cell(figure) for figure in line.cells)] for line in lines],
        table_notes(release, [views.CONCENTRATION], page),
    )


def _report_table(release: OpenRelease, table: ReportTable) -> ShownTable:
    """Return a table of the agency report with all its rows."""
    columns = [c for c in table.columns if c.name not in views.HIDDEN and not c.name.endswith(views.MARGIN)]
    notes = [(_("Note"), translated(table.note))] if table.note else []
    return ShownTable(
        f"agency-report-{table.id}",
        translated(table.title),
        [
            Column(translated(c.meaning), "" if c.unit in ("text", views.AS_IN_UNIT) else c.unit)
            for c in columns
        ],
        [[_report_cell(row, column) for column in columns] for row in table.rows],
        table_notes(release, [], f"{reverse('balance')}#{table.id}", notes),
    )


def _report_cell(row: Row, column: ReportColumn) -> Cell:
    found = row.get(column.name)
    if found is None or found == "":
        return None
    if isinstance(found, str):
        return translated(found)
    return value(found, views.cell_unit(column, row), row.get(f"{column.name}{views.MARGIN}"))
