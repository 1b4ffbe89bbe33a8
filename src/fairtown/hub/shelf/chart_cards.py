"""The charts that have an address of their own, of a town or of the state (`chart_card`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairtown.concepts import EVERYONE, GROUP_WORDS, GROUPS
from fairtown.drawings import charts, town_charts
from fairtown.drawings.town_charts import COMPARED, MINE, Dot, Trend
from fairtown.formatting import UNKNOWN, format_margin, format_number, tells_nothing
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.chart_card import ChartCard
from fairtown.hub.shelf.labels import level_labels
from fairtown.hub.shelf.measure_ids import ASSISTED, PEOPLE
from fairtown.hub.shelf.modern_index import index
from fairtown.hub.site_url import absolute_url
from fairtown.release.reader import OpenRelease, Row

SHARE, COLOR, LOWER = "assisted_share", "people_of_color", "lower_corrected"
BLACK, WHITE = "nh_black", "nh_white"
LEVEL_OUTPUTS = tuple(f"level_{n}" for n in range(1, 6))
STATE = "state"
HALF = 0.5
CERTAINTY = gettext_noop(
    "Survey estimates with margins of error at 90% confidence; the page of the method has them."
)


def _share(value: float, moe: float | None = None) -> str:
    return format_number(value, "share", moe)


def _town_shares(
    release: OpenRelease, measure: str, year: int, output: str, group: str = ""
) -> dict[str, Row]:
    """Return the known figures of all towns by slug."""
    rows = release.level_rows(measure, year, "town", output, group=group)
    slugs = {town["key"]: town["slug"] for town in release.towns}
    return {slugs[row["key"]]: row for row in rows if row["value"] is not None and row["key"] in slugs}


def _exemption(release: OpenRelease) -> float:
    values = release.measures[ASSISTED]["parameters"][0]["values"]
    return float(values[max(values)])


def _kind(slug: str, mine: str, compared: str) -> str:
    return MINE if slug == mine else COMPARED if slug == compared else ""


def _highest(shares: dict[str, Row], mine: str) -> str:
    """Return the town with the highest share besides `mine`: one to compare with where the reader names none."""
    return max((slug for slug in shares if slug != mine), key=lambda slug: shares[slug]["value"], default="")


def assisted_towns(mine: str) -> ChartCard | None:
    """Return the assisted share of all towns as a strip, one of them the reader's; "state" names none."""
    release = current_release()
    if ASSISTED not in release.measures:
        return None
    year = release.last_year_of(ASSISTED)
    shares = _town_shares(release, ASSISTED, year, SHARE)
    if mine != STATE and mine not in shares:
        return None
    compared, level = _highest(shares, mine), _exemption(release)
    dots = [Dot(row["name"], row["value"], _kind(slug, mine, compared)) for slug, row in shares.items()]
    reach = {
        "n": sum(row["value"] >= level for row in shares.values()),
        "total": len(shares),
        "line": f"{level:.0%}",
    }
    title = _("%(n)s of %(total)s towns reach the %(line)s line of assisted homes") % reach
    if mine in shares:
        own = reach | {"name": shares[mine]["name"], "share": _share(shares[mine]["value"])}
        title = (
            _("%(name)s has %(share)s assisted homes; %(n)s of %(total)s towns reach the %(line)s line") % own
        )
    ranked = sorted(shares.values(), key=lambda row: (-row["value"], row["name"]))
    return ChartCard(
        path=f"assisted-towns/{mine}",
        title=title,
        subtitle=_("Assisted homes as a share of all homes, %(year)s. Each dot is one town.") % {"year": year},
        svg=town_charts.strip(
            dots, (level, _("%(line)s: exempt from appeals") % reach), title,
            _("A dot for each town, from the lowest share to the highest. The table has the numbers."),
            "assisted-towns",
        ),
        columns=(_("Town"), _("Share"), _("Rank")),
        rows=[(row["name"], _share(row["value"]), str(n)) for n, row in enumerate(ranked, start=1)],
        mine=shares[mine]["name"] if mine in shares else "",
        measures=(ASSISTED,),
        year=str(year),
        certainty=_("A count, without a margin of error."),
    )  # fmt: skip


def assisted_trend(mine: str) -> ChartCard | None:
    """Return the assisted share of a town over the years beside the town with the highest."""
    release = current_release()
    if ASSISTED not in release.measures:
        return None
    by_year = {year: _town_shares(release, ASSISTED, year, SHARE) for year in release.years_of(ASSISTED)}
    if mine not in by_year[max(by_year)]:
        return None
    series = _assisted_series(by_year, mine)
    (first, before), (last, now) = series[0].values[0], series[0].values[-1]
    values = {
        "name": series[0].name,
        "before": _share(before),
        "first": first,
        "now": _share(now),
        "last": last,
    }
    title = _("%(name)s had %(before)s assisted homes in %(first)s and %(now)s in %(last)s") % values
    level = _exemption(release)
    line = _("%(line)s: exempt from appeals") % {"line": f"{level:.0%}"}
    desc = _("A line for each town over the years. The table has the numbers.")
    known = [dict(one.values) for one in series]
    return ChartCard(
        path=f"assisted-trend/{mine}",
        title=title,
        subtitle=_("Assisted homes as a share of all homes, %(first)s to %(last)s. Each line is one town.")
        % values,
        svg=town_charts.trends(series, (level, line), title, desc, "assisted-trend"),
        columns=[_("Year"), *(one.name for one in series)],
        rows=[
            (str(year), *(_share(one[year]) if year in one else UNKNOWN for one in known))
            for year in sorted(by_year, reverse=True)
        ],
        mine="",
        measures=(ASSISTED,),
        year=f"{first}–{last}",
        certainty=_("A count, without a margin of error."),
    )


def _assisted_series(by_year: dict[int, dict[str, Row]], mine: str) -> list[Trend]:
    """Return the shares of a town over the years, and of the town with the highest today."""
    latest = by_year[max(by_year)]
    compared = _highest(latest, mine)
    return [
        Trend(
            latest[slug]["name"],
            [(year, shares[slug]["value"]) for year, shares in by_year.items() if slug in shares],
            _kind(slug, mine, compared),
        )
        for slug in (mine, compared)
        if slug in latest
    ]


def opportunity_and_race(mine: str) -> ChartCard | None:
    """Return all towns by their share of people of color and of residents in the lower two levels."""
    release = current_release()
    year = release.latest()
    if index() not in release.measures:
        return None
    shares = _town_shares(release, index(), year, LOWER, EVERYONE)
    color = _town_shares(release, PEOPLE, year, "share", COLOR)
    towns = sorted((slug for slug in shares if slug in color), key=lambda slug: (-color[slug]["value"], slug))
    if mine != STATE and mine not in towns:
        return None
    dots = [
        Dot(shares[s]["name"], color[s]["value"], MINE if s == mine else "", max(shares[s]["value"], 0.0))
        for s in towns
    ]
    title = _race_title([dot for dot in dots if dot.value > HALF])
    desc = _("A dot for each town. The table has the numbers.")
    across, upward = _("People of color"), _("Residents in lower-opportunity neighborhoods")
    return ChartCard(
        path=f"opportunity-race/{mine}",
        title=title,
        subtitle=_("Residents in neighborhoods of low or very low opportunity, against people of color, %(period)s. "
                   "Each dot is one town.") % {"period": release.period(year)},
        svg=town_charts.scatter(dots, across, upward, title, desc, "opportunity-race"),
        columns=(_("Town"), _("People of color"), _("In lower opportunity")),
        rows=[
            (shares[s]["name"], *(_share(row["value"], row["moe"]) for row in (color[s], shares[s]))) for s in towns
        ],
        mine=shares[mine]["name"] if mine in shares else "",
        measures=(index(), PEOPLE),
        year=release.period(year),
        certainty=_("Survey estimates; the margins of error stand on each town's page."),
    )  # fmt: skip


def _race_title(dots: Sequence[Dot]) -> str:
    """Return the finding about towns where most residents are people of color, `dots`."""
    values = {"n": len(dots), "most": sum(dot.up > HALF for dot in dots)}
    return (
        _(
            "In %(most)s of the %(n)s towns where most residents are people of color, most residents live in "
            "lower-opportunity neighborhoods"
        )
        % values
    )


def who_lives_where(mine: str) -> ChartCard | None:
    """Return who lives in which level by group: all five levels in the state, the lower two in a town."""
    release = current_release()
    if index() not in release.measures:
        return None
    is_state = mine == STATE
    level, slug = ("state", None) if is_state else ("town", mine)
    places = [p for p in release.all_places if p["level"] == level and slug in (None, p["slug"])]
    if not places:
        return None
    found, state = (_by_group(release, p) for p in (places, release.state_places))
    names = {
        "name": places[0]["name"],
        "period": release.period(release.latest()),
        "state": release.state_name,
    }
    title = _who_title(found, names["name"])
    drawn = _levels_by_group(found, title) if is_state else _lower_by_group(found, state, title)
    if drawn is None:
        return None
    svg, columns, lines = drawn
    subtitle = (
        _("Residents of %(name)s by opportunity level and group, index of today, %(period)s. A bar is a whole group.")
        if is_state
        else _("Residents of %(name)s in the lower two opportunity levels, by group, index of today, %(period)s. "
               "Thin lines are margins of error, rings are %(state)s.")
    )  # fmt: skip
    return ChartCard(
        path=f"who-lives-where/{mine}",
        title=title,
        subtitle=subtitle % names,
        svg=svg,
        columns=columns,
        rows=lines,
        mine="",
        measures=(index(),),
        year=names["period"],
        certainty=_(CERTAINTY),
    )


def _by_group(release: OpenRelease, places: Sequence[Row]) -> dict[tuple[str, str], Row]:
    """Return the known shares in levels of today of one place, under all its codes, by group and output."""
    rows = release.observations([index()], places, [release.latest()], {*LEVEL_OUTPUTS, LOWER})
    return {(row["grp"], row["output"]): row for row in rows if row["value"] is not None}


#: What a chart by group shows: its drawing, and its table's columns and rows.
Drawn = tuple[str, Sequence[str], Sequence[Sequence[str]]]


def _levels_by_group(found: dict[tuple[str, str], Row], title: str) -> Drawn | None:
    """Return a bar of five levels for each group whose levels are known."""
    groups = [g for g in (*GROUPS, EVERYONE) if all((g, output) in found for output in LEVEL_OUTPUTS)]
    shares = {_(GROUP_WORDS[g]): [found[g, output]["value"] for output in LEVEL_OUTPUTS] for g in groups}
    desc = _("For each group, the share of its people in each of five levels. The table has the numbers.")
    svg = charts.stacked(list(shares.items()), level_labels(), title, desc, "who-lives-where")
    rows = [(label, *map(_share, values)) for label, values in shares.items()]
    return (svg, (_("Group"), *level_labels()), rows) if groups else None


def _lower_by_group(
    found: dict[tuple[str, str], Row], state: dict[tuple[str, str], Row], title: str
) -> Drawn | None:
    """Return a dot with its margin, and a ring for the state, for each group whose share is known well enough."""
    marks, rows = [], []
    for group in (*GROUPS, EVERYONE):
        own, other = found.get((group, LOWER)), state.get((group, LOWER))
        if own is None or tells_nothing(own["moe"], "share"):
            continue
        label, drawn = _(GROUP_WORDS[group]), [charts.Mark("point", own["value"], own["moe"])]
        drawn += [charts.Mark("plain", other["value"])] if other else []
        marks.append((label, drawn))
        shown = (_estimate(row) if row else UNKNOWN for row in (own, other))
        rows.append((label, *shown))
    desc = _("For each group, the share of its people in the lower two levels. The table has the numbers.")
    columns = (_("Group"), _("Lower two levels"), current_release().state_name)
    return (charts.dots(marks, title, desc, "who-lives-where"), columns, rows) if rows else None


def _estimate(row: Row) -> str:
    return f"{_share(row['value'], row['moe'])} {format_margin(row['moe'], 'share')}".strip()


def _who_title(found: dict[tuple[str, str], Row], name: str) -> str:
    """Return the finding: Black against White residents where both are known, else everyone."""
    rows = [found.get((group, LOWER)) for group in (BLACK, WHITE, EVERYONE)]
    # a share that could be any is no finding
    black, white, everyone = (row if row and not tells_nothing(row["moe"], "share") else None for row in rows)
    if black and white:
        values = {
            "name": name, "black": _share(black["value"], black["moe"]), "white": _share(white["value"], white["moe"])
        }  # fmt: skip
        return (
            _(
                "In %(name)s, %(black)s of Black and %(white)s of White residents live in "
                "lower-opportunity neighborhoods"
            )
            % values
        )
    if not everyone:
        return _("Where residents of %(name)s live, by opportunity level") % {"name": name}
    values = {"name": name, "share": _share(everyone["value"], everyone["moe"])}
    return _("%(share)s of the residents of %(name)s live in lower-opportunity neighborhoods") % values


#: Every chart that has an address of its own, with the function that makes it of a town's slug, or of "state".
CHARTS: dict[str, Callable[[str], ChartCard | None]] = {
    "who-lives-where": who_lives_where,
    "assisted-towns": assisted_towns,
    "assisted-trend": assisted_trend,
    "opportunity-race": opportunity_and_race,
}


def chart_parts(card: ChartCard) -> dict[str, Any]:
    """Return what the template of a card needs."""
    link, date = absolute_url(card.embed_path), current_release().date
    cited = {"title": card.title, "date": date, "publishers": card.publishers, "url": link}
    return {
        "card": card,
        "link": link,
        "citation": _("fairtown, “%(title)s”, release %(date)s; data: %(publishers)s. %(url)s") % cited,
        "embed_code": f'<iframe src="{link}" width="720" height="640" title="{escape(card.title)}"></iframe>',
    }
