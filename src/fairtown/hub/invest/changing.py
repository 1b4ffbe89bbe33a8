"""Changing neighborhoods for the page: what each method looks at and lacks, how far they agree, and where."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairtown.hub.shelf.figures import Figures, Notes
from fairtown.release.reader import OpenRelease, Row

TYPOLOGIES, HELP = "displacement.typologies", "displacement.ownership_help"
METHODS = ("freeman", "governing", "ncrc", "udp")
#: Of each method: where it looks, what change it wants to see, what is missing here.
METHOD_TEXTS: dict[str, tuple[str | Promise, str | Promise, str | Promise]] = {
    "freeman": (
        gettext_lazy("core city; income below the middle"),
        gettext_lazy("more college graduates than in most places"),
        gettext_lazy("age of homes, prices"),
    ),
    "governing": (
        gettext_lazy("core city; income in the lower 40%"),
        gettext_lazy("college graduates grew as in the top third"),
        gettext_lazy("home values, at the start and their growth"),
    ),
    "ncrc": (
        gettext_lazy("core city; income and college in the lower 40%"),
        gettext_lazy("college and income grew as in the top 40%"),
        gettext_lazy("home values"),
    ),
    "udp": (
        gettext_lazy("anywhere; three of: low incomes, people of color, renters, few graduates"),
        gettext_lazy("college and income grew more than in most places; fewer people with low incomes"),
        gettext_lazy("rents, home values, who moved in"),
    ),
}
OPEN, HELD_BACK = 2, 1


def changing(release: OpenRelease) -> dict[str, Any]:
    """Return the methods, their agreement, and the tracts that any of them sees changing."""
    year, state = release.last_year_of(TYPOLOGIES), release.state_places
    labels = release.measure(TYPOLOGIES)["group_words"]
    figures = Figures(release.observations([TYPOLOGIES], state, [year]), release.measures)
    key = state[0]["key"]

    def get(output: str, group: str = "") -> Any:
        return figures.get(TYPOLOGIES, key, year, output, group)

    methods = [
        {"name": _(labels[m]), "eligible": get("eligible", m), "changing": get("changing", m),
         "start": start, "change": change, "missing": missing}
        for m, (start, change, missing) in METHOD_TEXTS.items()
    ]  # fmt: skip
    pairs = [
        {"first": _(labels[a]), "second": _(labels[b]), "kappa": get("kappa", f"{a}_{b}")}
        for i, a in enumerate(METHODS)
        for b in METHODS[i + 1 :]
    ]
    counts = [
        {"name": _(labels[f"methods_{n}"]), "n": get("tracts_by_methods", f"methods_{n}")} for n in range(5)
    ]
    tracts, notes = _tracts(release, year)
    return {
        "methods": methods, "pairs": pairs, "kappa": get("kappa_of_all"), "tracts": get("tracts"),
        "core": get("core_tracts"), "by_methods": counts, "lines": tracts, "notes": notes,
        "all_four": get("tracts_by_methods", "methods_4"),
    }  # fmt: skip


def _tracts(release: OpenRelease, year: int) -> tuple[list[dict[str, Any]], Notes]:
    """Return the tracts that any method sees changing, those that most do first."""
    rows = release.level_rows(TYPOLOGIES, year, "tract", ("methods", "criteria_beyond", "criteria"))
    figures, notes, names = Figures(rows, release.measures), Notes(), _town_names(release)
    seen = [r for r in rows if r["output"] == "methods" and (r["value"] or 0) > 0]
    seen.sort(key=lambda r: (-r["value"], names.get(r["town"], ""), r["geoid"]))
    return [
        {
            "geoid": r["geoid"],
            "name": r["name"],
            "methods": figures.get(TYPOLOGIES, r["key"], year, "methods", "", notes),
            "beyond": figures.get(TYPOLOGIES, r["key"], year, "criteria_beyond"),
            "criteria": figures.get(TYPOLOGIES, r["key"], year, "criteria"),
        }
        for r in seen
    ], notes


def _town_names(release: OpenRelease) -> dict[str, str]:
    return {town["key"]: town["name"] for town in release.towns}


def ownership(release: OpenRelease) -> dict[str, Any]:
    """Return where help to buy a home would reach, where it is held back, and the counts of the state."""
    year, state = release.last_year_of(HELP), release.state_places
    figures = Figures(release.observations([HELP], state, [year]), release.measures)
    key, names = state[0]["key"], _town_names(release)
    rows = release.level_rows(HELP, year, "tract", ("standing", "chance_high"))
    own = Figures(rows, release.measures)

    def lines(standing: int) -> list[dict[str, Any]]:
        found = [r for r in rows if r["output"] == "standing" and r["value"] == standing]
        found.sort(key=lambda r: (names.get(r["town"], ""), r["geoid"]))
        return [_line(r, own, year) for r in found]

    outputs = ("high_poverty", "changing_among", "students_among", "open", "held_back")
    counts = {name: figures.get(HELP, key, year, name) for name in outputs}
    return counts | {"open_lines": lines(OPEN), "held_lines": lines(HELD_BACK)}


def _line(row: Row, figures: Figures, year: int) -> dict[str, Any]:
    chance = figures.get(HELP, row["key"], year, "chance_high")
    return {"geoid": row["geoid"], "name": row["name"], "chance": chance}
