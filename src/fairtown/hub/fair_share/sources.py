"""Where the need and the sums of the page come from: the pages that explain them, or who published them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from fairtown.hub.shelf.figures import FIGURE_QUERY, filled_in
from fairtown.release.reader import OpenRelease
from fairtown.scenarios.fair_share import shares
from fairtown.scenarios.fair_share.shares import NEEDS, TOWN_FIGURES, Method, Shared


def explain_start() -> str:
    """Return the start of explanation addresses."""
    return reverse("explain", args=["MEASURE", "PLACE", 0]).split("MEASURE")[0]


def state_page(release: OpenRelease, measure: str) -> str:
    """Return the page that explains the state's figures of a measure."""
    state = release.state_places[0]
    return _page(release, measure, state["geoid"])


def _page(release: OpenRelease, measure: str, geoid: str) -> str:
    return f"{explain_start()}{measure}/{geoid}/{release.years_of(measure)[-1]}/"


def _counted(method: Method) -> bool:
    """Whether the need is counted from the survey."""
    return method.need in NEEDS and NEEDS[method.need].published is None


def need(release: OpenRelease, allocation: Shared) -> dict[str, str]:
    """Return the sentence that says the need, its number linked to what explains it, and who published it."""
    definition = NEEDS.get(allocation.method.need)
    homes: str = f"{int(allocation.need.sum()):,}"
    if definition is None:
        message = _("You set the need of %(state)s at %(homes)s homes over ten years.")
    elif definition.published:
        message = _("%(state)s needs %(homes)s homes over ten years, by a published estimate.")
    else:
        message = _(
            "%(state)s needs %(homes)s homes over ten years: one for each household earning under $%(income)s that "
            "spends 30%% or more on housing."
        )
        page = f"{state_page(release, TOWN_FIGURES)}{FIGURE_QUERY}{allocation.method.need}"
        homes = format_html('<a class="fig" href="{}">{}</a>', page, homes)
    income = f"{definition.income_usd:,}" if definition and definition.income_usd else ""
    return {
        "need_sentence": filled_in(message, state=release.state_name, homes=homes, income=income),
        "need_reference": definition.published.reference if definition and definition.published else "",
    }


def regions(release: OpenRelease, allocation: Shared, ours: Method | None) -> list[dict[str, Any]]:
    """Return the lines of the regions, each name and number with the page that explains it."""
    geoids = {p["name"]: p["geoid"] for p in release.all_places if p["level"] == "region"}
    out = []
    for line, full in zip(shares.regions(allocation), allocation.figures.regions, strict=True):
        codes = [geoids[name] for name in full.split(" + ")]
        pages = [
            f"{_page(release, TOWN_FIGURES, code)}{FIGURE_QUERY}{allocation.method.need}" for code in codes
        ]
        hrefs = pages if _counted(allocation.method) else [""] * len(codes)
        own = _page(release, f"fair_share.{ours.id}", codes[0]) if ours and len(codes) == 1 else ""
        out.append(
            line
            | {
                "parts": list(zip(line["names"], hrefs, strict=True)),
                "need_href": hrefs[0] if len(codes) == 1 else "",
                "homes_href": own and f"{own}{FIGURE_QUERY}homes",
                "left_href": own and f"{own}{FIGURE_QUERY}unallocated",
            }
        )
    return out
