"""Methods and sources: the formula in words, a worked example, inputs, references, limits, checks."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairtown.concepts import FairtownError
from fairtown.hub import absent
from fairtown.hub.page_cache import cached_download, cached_page
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.downloads import CSV, csv_response, file_response
from fairtown.hub.shelf.measure_ids import ACCESS
from fairtown.hub.shelf.query import without_parameters
from fairtown.release.reader import OpenRelease, Row
from fairtown.reports import evidence

CLAIMS = "oca_claims.access_by_race"
#: What the measures of a domain, the first part of their ids, are about.
DOMAINS = {
    "displacement": gettext_noop("Invest without displacing"),
    "fair_share": gettext_noop("Fair share"),
    "homes": gettext_noop("Homes and costs"),
    "obligations": gettext_noop("What the law asks"),
    "opportunity": gettext_noop("Opportunity"),
    "residents": gettext_noop("Who lives here"),
    "schools": gettext_noop("Schools"),
    "segregation": gettext_noop("Segregation"),
    "subsidized": gettext_noop("Subsidized homes"),
    "vouchers": gettext_noop("What vouchers reach"),
    "zoning": gettext_noop("Zoning"),
}


@cached_page
def measures(request: HttpRequest) -> HttpResponse:
    """List the measures by domain."""
    release = current_release()
    by_domain: dict[str, list[Row]] = {}
    for measure in release.measures.values():
        by_domain.setdefault(measure["id"].partition(".")[0], []).append(measure)
    domains = [(_(DOMAINS.get(name, name)), of_domain) for name, of_domain in by_domain.items()]
    context = {"domains": domains, "absent": absent.measures(release)}
    return render(request, "methods/measures.html", context)


@cached_page
def measure(request: HttpRequest, measure: str) -> HttpResponse:
    """Show one measure: what it is, how it is made, from what, and what it cannot tell."""
    release = current_release()
    if found := absent.measures(release, {measure}):
        return render(request, "methods/measure_absent.html", {"absent": found[0]})
    content = release.measure(measure)
    context = {
        "content": content,
        "tables": _tables(release, content),
        "checks": _checks(release, content),
        "claims": _claims(release)
        if measure == ACCESS and any(a == CLAIMS for a, _year in release.editions)
        else [],
        "sure": _against_census(release, content),
        "used_by": [m for m in release.measures.values() if measure in m["uses"]],
    }
    return render(request, "methods/measure.html", context)


def _against_census(release: OpenRelease, content: Row) -> dict[str, Any] | None:
    """Return how a measure stands against the 2020 census, with the names of places and groups."""
    names = {p["geoid"]: p["name"] for p in release.all_places if p["level"] in ("state", "county")}
    state = release.state_places[0]["geoid"]
    found = evidence.of_measure(content["id"], state)
    if found is None or any(row.geoid not in names for row in found.rows):
        return None

    def named(rows: list[evidence.Compared]) -> list[dict[str, Any]]:
        labels = content["group_words"]
        return [
            {
                "row": row,
                "place": names[row.geoid],
                "group": labels.get(row.group, row.group),
            }
            for row in rows
        ]

    earlier, later = evidence.SURVEYS
    surveys = {"surveys": {"earlier": earlier, "later": later}, "middle": evidence.MIDDLE}
    return surveys | {"found": found, "rows": named(found.rows), "above": named(found.furthest_above)}


def _tables(release: OpenRelease, content: Row) -> list[dict[str, Any]]:
    out = []
    for address in content["reads"]:
        code, _dot, name = address.partition(".")
        source = release.sources[code]
        table = next(t for t in source["tables"] if t["name"] == name)
        periods = [e["period"] for e in table["editions"]]
        out.append({"address": address, "source": source, "table": table, "periods": periods})
    return out


def _checks(release: OpenRelease, content: Row) -> list[dict[str, Any]]:
    """Return each published value beside ours, as the release has it."""
    if not content["checks"]:
        return []
    wanted = {c["place"] for c in content["checks"]}
    rows = release.observations([content["id"]], [p for p in release.all_places if p["geoid"] in wanted])
    found = {(r["geoid"], r["year"], r["output"], r["grp"], r["variant"]): r for r in rows}
    units = {o["name"]: o["unit"] for o in content["outputs"]}
    out = []
    for check in content["checks"]:
        row = found[check["place"], check["year"], check["output"], check["group"], check["variant"]]
        group = content["group_words"].get(check["group"], check["group"])
        out.append(check | {"ours": row["value"], "unit": units[check["output"]], "group_words": group})
    return out


def _claims(release: OpenRelease) -> list[Row]:
    """Return the organisation's published shares in the lower two levels, one line per statement."""
    lines: dict[str, dict[str, Any]] = {}
    for row in release.input_rows(CLAIMS):
        if row["level"] in ("lower", "very_low", "low"):
            line = lines.setdefault(row["claim"], dict(row) | {"shares": {}})
            # the statement by level prints both lower levels: they stand side by side, not added
            line["shares"].setdefault(row["group"], []).append((row["level"], row["share"]))
    order = ("nh_black", "hispanic", "nh_white", "nh_asian")
    return [line | {"cells": [line["shares"].get(g, []) for g in order]} for line in lines.values()]


@cached_page
def sources(request: HttpRequest) -> HttpResponse:
    """List every source with its tables, years, files and checksums."""
    release = current_release()
    held = []
    for source in release.sources.values():
        tables = [
            table | {"held": [release.editions.get((f"{source['code']}.{table['name']}", e["year"])) for e in
                              table["editions"]]}
            for table in source["tables"]
        ]  # fmt: skip
        held.append(source | {"tables": tables})
    return render(request, "methods/sources.html", {"sources": held})


@without_parameters
def table_csv(request: HttpRequest, address: str, year: int) -> HttpResponse:
    """Return a clean table byte for byte as it was read: its checksum is the one that is shown."""
    release = current_release()
    if (address, year) not in release.editions:
        raise FairtownError(f"table {address} {year} is unknown")
    name = release.editions[address, year]["file"]
    return file_response(release.table_file(name), CSV, name)


@without_parameters
@cached_download
def measure_csv(request: HttpRequest, measure: str) -> HttpResponse:
    """Return all observations of a measure, with place, unit, margin and flag."""
    release = current_release()
    rows = release.listed(measure)
    return csv_response(rows, tuple(rows[0]), f"fairtown-{measure}-{release.date}.csv")
