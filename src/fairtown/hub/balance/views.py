"""Balance: where subsidized homes are against all homes, over time, a target, and the tables of the agency report."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from fairtown.concepts import Column
from fairtown.drawings import charts
from fairtown.formatting import UNKNOWN, margin_digits
from fairtown.hub.balance.forms import ALL, TARGET, BalanceForm
from fairtown.hub.page_cache import cached_page
from fairtown.hub.release_access import current_release, once_a_release
from fairtown.hub.shelf.figures import Figure, Figures, Notes, number
from fairtown.hub.shelf.lines import Line, settle
from fairtown.hub.shelf.near_borders import near_borders
from fairtown.release.reader import OpenRelease, Row
from fairtown.reports.agency_report import ReportTable, report
from fairtown.reports.published_claims import AS_IN_UNIT, beside_published
from fairtown.scenarios import balance

CONCENTRATION, DISTINCT, SPREAD = (
    f"subsidized.{name}" for name in ("concentration", "distinct_homes", "balance")
)
LEVELS = ("very_low", "low", "moderate", "high", "very_high")
POVERTY = (
    "poverty_under_10", "poverty_10_to_20", "poverty_20_to_30", "poverty_30_to_40", "poverty_40_or_more",
)  # fmt: skip
RECAP = ("recap", "not_recap")
#: Groups of homes in none of these kinds: of their neighborhood it is not known.
UNKNOWN_GROUPS = {LEVELS: "no_level", POVERTY: "no_poverty", RECAP: "no_recap"}
OUTPUTS = ("units", "share", "homes_share", "rentals_share", "rr_all", "rr_rentals")
CORRECTED = tuple(f"{output}_corrected" for output in OUTPUTS[1:])
HIGH = "high_opportunity_towns"
SPREAD_OUTPUTS = (
    "gini", "assisted_part", "homes_part", "net_new_since_2011_share", "towns_below_one_percent",
)  # fmt: skip
YEARS_BETWEEN_LABELS = 3
ROWS_SHOWN = 60


@once_a_release
def report_tables(release: OpenRelease) -> dict[str, ReportTable]:
    """Return the tables of the agency report of a release by id."""
    tables = {table.id: table for table in report(release)}
    return tables | {"published": beside_published(release)}


#: Outputs of the poverty that homes meet, by whose homes.
EXPOSURE = {
    "subsidized": "poverty_exposure", "rented": "renter_poverty_exposure", "occupied": "household_poverty_exposure",
}  # fmt: skip


class StateFigures:
    """The figures of the state in one measure and year, by variant."""

    def __init__(self, release: OpenRelease, measure: str, year: int) -> None:
        """Read them in one query."""
        state = release.state_places
        self.measure, self.key, self.year = measure, state[0]["key"], year
        self.figures = Figures(release.observations([measure], state, [year]), release.measures)

    def get(self, output: str, group: str, notes: Notes | None = None, other: bool = False) -> Figure | None:
        """Return a figure of the first variant, or of the other one."""
        if other:
            return self.figures.other_variant(self.measure, self.key, self.year, output, group, notes)
        return self.figures.get(self.measure, self.key, self.year, output, group, notes)


@cached_page
def page(request: HttpRequest) -> HttpResponse:
    """Show where subsidized homes are, how that changes, and how far a target is."""
    release = current_release()
    content = release.measure(CONCENTRATION)
    year = max(content["years"])
    state = StateFigures(release, CONCENTRATION, year)
    programs = programs_of(state, content)
    form = BalanceForm(request.GET, programs, release)
    if fault := form.fault("program"):
        form = BalanceForm(QueryDict(), programs, release)
    program = form.values()["program"]
    labels = content["group_words"]
    target = _target(release, form)
    status = HTTPStatus.BAD_REQUEST if fault or target["error"] else HTTPStatus.OK
    recap = bands_of(state, program, RECAP, labels)
    context = target | {
        "fault": fault,
        "programs": [(p, _(labels[p]), p == program) for p in programs],
        "program_query": urlencode({"program": program}),
        "program_label": _(labels[program]),
        "is_all": program == ALL,
        "levels": bands_of(state, program, LEVELS, labels),
        "poverty": bands_of(state, program, POVERTY, labels),
        "recap": recap,
        "in_recap": recap["lines"][0].figures,
        "chart": _levels_chart(state, program, labels),
        "exposure": {name: state.get(output, ALL, other=True) for name, output in EXPOSURE.items()},
        "counts": _counts(release),
        "border": near_borders(release, "subsidized"),
        "spread": _spread(release),
        "tables": [_shown(t) for t in report_tables(release).values()],
        "year": year,
        "survey": release.period_behind(CONCENTRATION, year),
    }
    return render(request, "balance/page.html", context, status=status)


def programs_of(state: StateFigures, content: Row) -> list[str]:
    """Return the programs that have figures, all together first; `content`: the description of the measure."""
    return [g for g in content["group_words"] if state.get("share", f"{g}|very_low") or g == ALL]


def _group(program: str, band: str) -> str:
    return band if program == ALL else f"{program}|{band}"


def bands_of(state: StateFigures, program: str, bands: tuple[str, ...], labels: Row) -> dict[str, Any]:
    """Return one line per kind of neighborhood: homes, shares, ratios; of all programs distinct homes.

    `corrected`: the same lines with survey error taken out, without the homes; None for levels.
    """
    notes, notes_corrected = Notes(), Notes()
    unknown = state.get("units", _group(program, UNKNOWN_GROUPS[bands]), other=program == ALL)
    has_error = bands != LEVELS
    return {
        "lines": _lines(state, program, bands, labels, OUTPUTS, notes),
        "notes": notes,
        "corrected": _lines(state, program, bands, labels, CORRECTED, notes_corrected) if has_error else None,
        "notes_corrected": notes_corrected,
        "unknown": unknown if unknown and unknown.row["value"] else None,
    }


def _lines(
    state: StateFigures,
    program: str,
    bands: tuple[str, ...],
    labels: Row,
    outputs: tuple[str, ...],
    notes: Notes,
) -> list[Line]:
    """Return the figures `outputs` of each kind of neighborhood; what is to be said of all of them is said once."""
    lines = []
    for band in bands:
        figures = {
            output: state.get(
                output,
                band if "homes" in output or "rentals_share" in output else _group(program, band),
                notes,
                other=program == ALL,
            )
            for output in outputs
        }
        lines.append(Line(_(labels[band]), figures))
    settle(notes, lines)
    return lines


def _levels_chart(state: StateFigures, program: str, labels: Row) -> str:
    """Return subsidized homes, rentals and all homes by opportunity level, one bar each."""
    is_all = program == ALL

    def shares(output: str, own: str) -> list[float | None]:
        found = [
            state.get(output, _group(own, level) if output == "share" else level, other=is_all)
            for level in LEVELS
        ]
        return [f.row["value"] if f else None for f in found]

    drawn = [
        (_(labels[program]), shares("share", program)),
        (_("All rented homes"), shares("rentals_share", ALL)),
        (_("All occupied homes"), shares("homes_share", ALL)),
    ]
    known = [(label, [v for v in values if v is not None]) for label, values in drawn if None not in values]
    title = _("Where homes are, by opportunity level")
    return charts.stacked(
        known, [_(labels[level]) for level in LEVELS], title, _("The table has the numbers."), "levels"
    )


def _counts(release: OpenRelease) -> dict[str, Figure | None]:
    """Return homes as recorded, each building once, and vouchers recorded at offices."""
    state = StateFigures(release, DISTINCT, max(release.measure(DISTINCT)["years"]))
    names = ("records", "homes_recorded", "buildings", "distinct_homes", "office_vouchers")
    return {name: state.get(name, ALL) for name in names}


def _spread(release: OpenRelease) -> dict[str, Any]:
    """Return the Gini and the part of high-opportunity towns, first and last year, and the line over time."""
    state = release.state_places
    years = release.measure(SPREAD)["years"]
    figures = Figures(release.observations([SPREAD], state, years, SPREAD_OUTPUTS), release.measures)
    first, last = years[0], years[-1]

    def get(output: str, year: int, group: str = "") -> Figure | None:
        return figures.get(SPREAD, state[0]["key"], year, output, group)

    return {
        "chart": _spread_chart(
            years, {o: [get(o, y, HIGH) for y in years] for o in ("assisted_part", "homes_part")}
        ),
        "first": first,
        "last": last,
        "gini": (get("gini", first), get("gini", last)),
        "assisted": get("assisted_part", last, HIGH),
        "homes": get("homes_part", last, HIGH),
        "new": get("net_new_since_2011_share", last, HIGH),
        "few": (get("towns_below_one_percent", first), get("towns_below_one_percent", last)),
    }


def _spread_chart(years: list[int], found: dict[str, list[Figure | None]]) -> str:
    """Return the part of high-opportunity towns in assisted homes and in all homes, year by year."""
    labels = {
        "assisted_part": (_("share of assisted homes in high-opportunity towns"), "line"),
        "homes_part": (_("share of all homes in high-opportunity towns"), "thin"),
    }
    series = [
        charts.Series(*labels[output], [f.row["value"] if f else None for f in figures])
        for output, figures in found.items()
    ]
    steps = [str(y) if i % YEARS_BETWEEN_LABELS == 0 or y == years[-1] else "" for i, y in enumerate(years)]
    title = _("High-opportunity towns: their part of all homes and of assisted homes")
    return charts.profile(steps, series, title, _("The table has the numbers."), "spread", is_share=True)


def _target(release: OpenRelease, form: BalanceForm) -> dict[str, Any]:
    """Return the form of the target, and what it takes or why it cannot be."""
    given = {name: form.typed(name) for name in TARGET}
    result, error = None, form.fault(*TARGET)
    if not error:
        base, target, by, new = (form.values()[name] for name in TARGET)
        result = balance.worked_out(release, base, target, int(by), new)
    return {
        "error": error,
        "given": given,
        "bases": [(k, _(v), k == given["base"]) for k, v in balance.BASES.items()],
        "start": result.start if result else form.start,
        "usual_new": form.start.new_per_year,
        "result": result,
        "progress": result.progress() if result else (),
        "query": urlencode(given),
    }


def _shown(table: ReportTable) -> dict[str, Any]:
    """Return the first rows of a table as cells in words; a blank is unknown."""
    columns = [c for c in table.columns if c.name not in HIDDEN]
    rows = [
        [_cell(row.get(c.name), cell_unit(c, row), c.name) for c in columns]
        for row in table.rows[:ROWS_SHOWN]
    ]
    return {"table": table, "columns": columns, "rows": rows, "n": len(table.rows)}


#: Columns of codes that have a column of labels, flags, and units that each cell shows: they are in the file.
HIDDEN = ("program", "towns", "flag", "geoid", "level", "unit")
#: End of the name of a column of margins.
MARGIN = "_moe"


def cell_unit(column: Column, row: Row) -> str:
    """Return the unit of a cell: that of its column, or of its row where the column mixes several."""
    return str(row["unit"]) if column.unit == AS_IN_UNIT else column.unit


def _cell(value: Any, unit: str, column: str) -> str:
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, str):
        return _(value)
    if unit == "year":
        return str(value)
    if column.endswith(MARGIN):
        return margin_digits(value, unit)
    return number(float(value), unit)
