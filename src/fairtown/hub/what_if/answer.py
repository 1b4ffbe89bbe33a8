"""The answer of the page: a scenario in sentences, tables, a chart, and maps before and after."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from fairtown.concepts import GROUPS
from fairtown.drawings import charts, strip, town_map
from fairtown.formatting import UNKNOWN, format_points
from fairtown.hub.shelf.figures import number
from fairtown.hub.shelf.what_if import what_if
from fairtown.hub.what_if import districts, forms, tables
from fairtown.hub.what_if.tables import Line
from fairtown.release.reader import OpenRelease
from fairtown.scenarios.what_if.frames import black_and_hispanic
from fairtown.scenarios.what_if.indices import ACCESS, DISSIMILARITY, ENTROPY, HEADLINES
from fairtown.scenarios.what_if.moves import OVERREACH
from fairtown.scenarios.what_if.plan import Result
from fairtown.scenarios.what_if.scenario import LABELS, Scenario

#: Ends of the map's shades: Black and Hispanic residents among all.
SHADES = (0.05, 0.10, 0.20, 0.35)
#: Towns and tracts that the page names; the file has all.
TOWNS_SHOWN, TRACTS_SHOWN = 20, 30


def context(release: OpenRelease, result: Result, address: str) -> dict[str, Any]:
    """Return what the answer shows."""
    lines = tables.lines(release, result)
    towns = _towns(release, result)
    by_outcome = {line.outcome: line for line in lines}
    reasons, swings = _reasons(result), _swings(result)
    others = _addresses(result.scenario, address) | districts.context(release, result.students)
    return {
        "result": result,
        "lines": lines,
        "h_has_margin": by_outcome[ENTROPY, ""].moe is not None,
        "headlines": [by_outcome[outcome] for outcome in HEADLINES],
        "access": by_outcome[HEADLINES[0]],
        "apart": by_outcome[HEADLINES[1]],
        "homes": float(result.homes.sum()),
        "households": float(result.moves.households.sum()),
        "need": float(what_if(release).world(result.scenario.income).need.sum()),
        "income": f"${int(result.scenario.income):,}",
        "short": float(result.moves.short.sum()),
        "reasons": reasons,
        "why": reasons[list(GROUPS).index("nh_black")],
        "reason_lines": [list(one.values()) for one in reasons],
        "refills": _refills(by_outcome, result),
        "outcome_lines": tables.cells(lines),
        "swing_lines": [(one["label"], *one["cells"]) for one in swings],
        "swings": swings,
        "most_matters": swings[0] if swings[0]["cells"][0] != UNKNOWN else None,
        "chart": _chart(by_outcome),
        "strip": _strip(towns),
        "maps": [_map(release, towns, kind) for kind in ("before", "after")],
        "legend": _legend(),
        "town_lines": _town_lines(towns),
        "emptied": _emptied(release, result),
        "n_emptied": len(result.emptied),
        "n_capped": int(result.moves.is_capped.sum()),
        "overreach": number(OVERREACH, "share").replace(".0%", "%"),
        "assumption_lines": forms.changed(result.scenario),
        "period": release.period(result.year),
    } | others


def _addresses(scenario: Scenario, address: str) -> dict[str, str]:
    """Return the address of the scenario, and of the fair share that it carries out."""
    of_plan = "&".join(part for part in address.split("&") if part.partition("=")[0] not in LABELS)
    return {
        "address": address,
        "cite": f"{reverse('what-if')}?{address}",
        "fair_share_address": "" if scenario.own else of_plan,
    }


def _strip(towns: list[dict[str, Any]]) -> str:
    """Return every town as a dot by its share of Black and Hispanic residents, before above after."""
    rows = [
        (label, [(town["name"], town[kind]) for town in towns if not np.isnan(town[kind])])
        for kind, label in (("before", _("Today")), ("after", _("After the plan")))
    ]
    title = _("Every town by its share of Black and Hispanic residents, before and after")
    return strip.drawing(rows, title, _("The table has the numbers."), "towns-strip")


def _reasons(result: Result) -> list[dict[str, Any]]:
    """Return, for each group, the three numbers whose product is its change."""
    reason, change = result.reason, result.after - result.before
    return [
        {
            "group": _(tables.SHORT[group]),
            "moved": number(reason.moved[i], "share"),
            "from_lower": number(reason.from_lower[i], "share"),
            "to_lower": number(reason.to_lower[i], "share"),
            "product": format_points(reason.product[i], None),
            "change": format_points(change[i], None),
        }
        for i, group in enumerate(GROUPS)
    ]


def _refills(lines: dict[Any, Line], result: Result) -> list[tuple[str, str, str]]:
    """Return the change of each headline if nobody, and if somebody everywhere, moves into what is vacated."""
    before = [result.before[list(lines).index(outcome)] for outcome in HEADLINES]
    changes = [
        (lines[outcome].label, result.refilled[0][i] - before[i], result.refilled[1][i] - before[i])
        for i, outcome in enumerate(HEADLINES)
    ]
    if result.students is not None:
        label = districts.lines(result.students)[0].label
        none, every = result.students.refilled
        changes.append((label, none[0], every[0]))
    return [(label, format_points(none, None), format_points(every, None)) for label, none, every in changes]


def _swings(result: Result) -> list[dict[str, Any]]:
    """Return, for each assumption, how far the headlines' changes go as it alone goes from end to end.

    A dash where it plays no part.
    """
    students = result.students
    found = {name: list(zip(*ends, strict=True)) for name, ends in result.swings.items()}
    for name, (low, high) in (students.swings if students else {}).items():
        found[name].append((low[0], high[0]))
    return [
        {
            "label": _(LABELS[name]),
            "cells": [tables.between(float(a), float(b)) if a != b else UNKNOWN for a, b in ends],
        }
        for name, ends in found.items()
    ]


def _chart(lines: dict[Any, Line]) -> str:
    """Return before and after of what the page begins with, as two marks in a row."""
    rows = [
        *((ACCESS, group) for group in list(GROUPS)[:-1]),
        *(o for o in lines if o[0] == DISSIMILARITY),
        (ENTROPY, ""),
    ]
    drawn = []
    for outcome in rows:
        line = lines[outcome]
        if line.before is None or line.before.row["value"] is None:
            continue
        before = charts.Mark("before", line.before.row["value"], line.before.row["moe"])
        drawn.append((line.label, [before, charts.Mark("point", line.after, line.moe)]))
    title = _("Before and after the plan")
    return charts.dots(drawn, title, _("The table has the numbers."), "what-if")


def _towns(release: OpenRelease, result: Result) -> list[dict[str, Any]]:
    """Return each town's homes, and its share of Black and Hispanic residents before and after."""
    plan = what_if(release)
    by_town = plan.world(result.scenario.income).by_town
    before, after = by_town.sum(result.moves.before), by_town.sum(result.moves.after)
    rows = zip(
        plan.fair_share.towns, result.homes.tolist(), black_and_hispanic(before).tolist(),
        black_and_hispanic(after).tolist(), before.sum(axis=0).tolist(), after.sum(axis=0).tolist(), strict=True,
    )  # fmt: skip
    return [
        town
        | {
            "homes": homes,
            "before": was,
            "after": will_be,
            "people": people,
            "people_after": people_after,
        }
        for town, homes, was, will_be, people, people_after in rows
    ]


def _town_lines(towns: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Return the towns whose share changes most, as cells."""
    most = sorted(towns, key=lambda t: -abs(t["after"] - t["before"]))[:TOWNS_SHOWN]
    return [
        (
            format_html('<a href="{}">{}</a>', reverse("town", args=[town["slug"]]), town["name"]),
            number(town["homes"], "homes"),
            *tables.counts_and_shares(town["people"], town["people_after"], town["before"], town["after"]),
            format_points(town["after"] - town["before"], None),
        )
        for town in most
    ]


def _map(release: OpenRelease, towns: list[dict[str, Any]], kind: str) -> str:
    """Return the map of towns by the share of Black and Hispanic residents, before or after."""
    shades = 1 + np.searchsorted(SHADES, [town[kind] for town in towns], side="right")
    found = {
        town["key"]: town_map.Shown(f"t{shade}", f"{town['name']}: {number(town[kind], 'share')}", "")
        for town, shade in zip(towns, shades.tolist(), strict=True)
    }
    return town_map.drawing(release, found)


def _legend() -> list[tuple[str, str]]:
    """Return the classes of the maps and their labels."""
    ends = [number(s, "share").replace(".0%", "%") for s in SHADES]
    labels = [_("under %(end)s") % {"end": ends[0]}]
    labels += [f"{low}–{high}" for low, high in pairwise(ends)]
    labels.append(_("%(end)s and more") % {"end": ends[-1]})
    return [(f"t{i}", text) for i, text in enumerate(labels, start=1)]


def _emptied(release: OpenRelease, result: Result) -> list[dict[str, Any]]:
    """Return the tracts that would lose over a fifth of their people."""
    tracts = what_if(release).tracts
    return [
        {"geoid": tracts.geoid[i], "name": tracts["name"][i], "lost": number(float(result.lost[i]), "share")}
        for i in result.emptied[:TRACTS_SHOWN]
    ]
