"""What vouchers reach, for those who decide on them: rents by ZIP code, where vouchers are, borders, counseling."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from fairtown.hub.page_cache import cached_page
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.figures import Figure, Figures
from fairtown.hub.shelf.labels import level_labels
from fairtown.hub.shelf.query import NumberField, StrictForm
from fairtown.release.reader import OpenRelease
from fairtown.scenarios.counseling import SOURCE, Counseling, CounselingResult, work_out

REACH, LEVELS, BORDERS = "vouchers.reach", "vouchers.by_opportunity", "vouchers.borders"
GROUPS = ("very_low", "low", "moderate", "high", "very_high")
PERCENT = 100
USUAL = Counseling()
MOST_FAMILIES, MOST_DOLLARS = 1e6, 1e9


def _percent(label: Any, usual: float, least: float = 0) -> NumberField:
    return NumberField(label, "50", PERCENT, least, initial=round(PERCENT * usual))


def _dollars(label: Any, usual: float, least: float = 0) -> NumberField:
    return NumberField(label, "3,000", MOST_DOLLARS, least, initial=usual)


def _families(label: Any, usual: float) -> NumberField:
    return NumberField(label, "200", MOST_FAMILIES, 1, whole=True, initial=usual)


class CounselingForm(StrictForm):
    """The numbers behind the cost of an additional move, each open to change."""

    cost = _dollars(gettext_lazy("Dollars of counseling per family"), USUAL.cost, least=1)
    with_it = _percent(gettext_lazy("Percent that move to opportunity with counseling"), USUAL.share_with)
    n_with = _families(gettext_lazy("Families with counseling that were counted"), USUAL.n_with)
    without = _percent(gettext_lazy("Percent that do so without it"), USUAL.share_without)
    n_without = _families(gettext_lazy("Families without it that were counted"), USUAL.n_without)
    stays = _percent(gettext_lazy("Percent of these moves that last"), USUAL.stays, least=1)
    budget = _dollars(gettext_lazy("Budget of a year, in dollars"), USUAL.budget)
    fixed = _dollars(gettext_lazy("of it for other things, like data"), USUAL.fixed)

    def options(self) -> Counseling:
        """Return the numbers as the calculation takes them."""
        v = self.values()
        return Counseling(
            v["cost"], v["with_it"] / PERCENT, v["n_with"], v["without"] / PERCENT, v["n_without"],
            v["stays"] / PERCENT, v["budget"], v["fixed"],
        )  # fmt: skip


@cached_page
def page(request: HttpRequest) -> HttpResponse:
    """Show what the state's figures say of vouchers, and the cost of counseling with the reader's numbers."""
    release = current_release()
    form = CounselingForm(request.GET)
    fault = form.fault()
    result: CounselingResult | None = None if fault else work_out(form.options())
    context = _figures(release) | {
        "fields": [(name, field.label, _typed(form, name)) for name, field in form.fields.items()],
        "error": fault,
        "result": result,
        "options": None if fault else form.options(),
        "is_usual": not request.GET,
        "source": SOURCE,
    }
    status = HTTPStatus.BAD_REQUEST if fault else HTTPStatus.OK
    return render(request, "move/vouchers.html", context, status=status)


def _typed(form: CounselingForm, name: str) -> str:
    """Return what a field shows: what was typed, else its usual value as people write it."""
    return form.typed(name) if name in form.data else f"{form.fields[name].initial:,.0f}"


def _figures(release: OpenRelease) -> dict[str, Any]:
    """Return the figures of the state: towns reached, by level, bounds, borders."""
    state, key = release.state_places, release.state_places[0]["key"]
    years = {measure: release.last_year_of(measure) for measure in (REACH, LEVELS, BORDERS)}
    figures = Figures(release.observations([*years], state, {*years.values()}), release.measures)

    def get(measure: str, output: str, group: str = "") -> Figure | None:
        return figures.get(measure, key, years[measure], output, group)

    labels = level_labels()
    by_level = [
        {
            "label": labels[i],
            "gap": get(REACH, "safmr_less_fmr", group),
            **{
                name: get(REACH, name, group)
                for name in ("fmr_least", "fmr_most", "safmr_least", "safmr_most")
            },
        }
        for i, group in enumerate(GROUPS)
    ]
    counts = ("fmr_towns_reached", "fmr_towns_known", "safmr_towns_reached", "safmr_towns_known")
    bounds = ("vouchers", "least_lower", "most_lower", "if_like_renters", "renters_lower")
    return {
        "by_level": by_level,
        "towns": {name: get(REACH, name) for name in counts},
        "bounds": {name: get(LEVELS, name) for name in bounds},
        "borders": {name: get(BORDERS, name) for name in ("high_in_town", "towns_without")},
        "reach_year": years[REACH],
        "towns_table": _towns(release, years[BORDERS]),
    }


def _towns(release: OpenRelease, year: int) -> list[dict[str, Any]]:
    """Return for each town the renters of High and Very High tracts within it, and within thirty miles."""
    outputs = ("high_in_town", "high_within_30_miles")
    rows = release.level_rows(BORDERS, year, "town", outputs)
    figures = Figures(rows, release.measures)
    return [
        {"town": town, **{o: figures.get(BORDERS, town["key"], year, o) for o in outputs}}
        for town in release.towns
    ]
