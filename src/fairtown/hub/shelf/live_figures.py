"""A figure named by what it is of, looked up anew in whichever release is shown: what articles and letters quote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairtown.concepts import EVERYONE, GROUP_WORDS
from fairtown.hub import survey_words
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf import modern_index, sentences, what_if
from fairtown.hub.shelf.figures import Figure
from fairtown.hub.shelf.headlines import HEADLINES
from fairtown.hub.shelf.labels import area_name, places_label
from fairtown.release.reader import OpenRelease, Row

#: Stands for the index of today, which each state has its own of, and for the state itself.
INDEX, STATE = "index", "state"
#: Between measure, output and group; between level and slug.
BETWEEN = ":"
#: Series of one measure in a menu; of those with more, the groups that people speak of, from the first output on.
MOST_OFFERED = 40
#: Levels that articles speak of; a tract has its own page.
QUOTED_LEVELS = ("state", "region", "county", "town")


def place_rows(place: str) -> list[Row]:
    """Return a place, "state" or "level:slug", under all its codes; none where the release does not know it."""
    release = current_release()
    if place == STATE:
        return release.state_places
    level, _sep, slug = place.partition(BETWEEN)
    return [p for p in release.all_places if p["level"] == level and p["slug"] == slug]


def of_town(what: str, slug: str) -> LiveFigure:
    """Return a figure for a town; one that a plan brings to the state alone is the state's."""
    measure, _sep, series = what.partition(BETWEEN)
    is_of_state = measure == what_if.WHAT_IF and what_if.is_of_state(*series.split(BETWEEN)[:2])
    return LiveFigure(what, STATE if is_of_state else f"town{BETWEEN}{slug}")


@dataclass(frozen=True)
class LiveFigure:
    """What names a figure: `what`, "measure:output:group"; `place`, "state" or "level:slug"; `year`, None: latest."""

    what: str
    place: str
    year: int | None = None

    @property
    def _parts(self) -> tuple[str, str, str]:
        measure, output, group = [*self.what.split(BETWEEN), "", ""][:3]
        return (modern_index.index() if measure == INDEX else measure), output, group

    @cached_property
    def place_rows(self) -> list[Row]:
        """The place under all its codes; none where the release does not know it."""
        return place_rows(self.place)

    @cached_property
    def figure(self) -> Figure | None:
        """The figure, None where the release that is shown has none."""
        release, (measure, output, group) = current_release(), self._parts
        if measure == what_if.WHAT_IF:
            return what_if.figure(self.place_rows, output, group)
        if measure not in release.measures or not self.place_rows:
            return None
        content = release.measures[measure]
        variant = next(iter(content["variants"]), "")
        years = None if self.year is None else [self.year]
        rows = release.observations([measure], self.place_rows, years, [output])
        found = [r for r in rows if r["grp"] == group and r["variant"] == variant]
        if not found:
            return None
        units = {o["name"]: o["unit"] for o in content["outputs"]}
        return Figure(max(found, key=lambda r: (r["year"], r["vintage"])), units[output])

    @property
    def is_of_scenario(self) -> bool:
        """Whether it is no figure of a release, but of what a plan would bring."""
        return self._parts[0] == what_if.WHAT_IF

    @property
    def is_known(self) -> bool:
        """Whether the release has a value."""
        return self.figure is not None and self.figure.known

    @property
    def place_label(self) -> str:
        """The name of the place in the reader's language; what was asked for where nobody knows it."""
        return area_name(self.place_rows[-1]["name"]) if self.place_rows else self.place.partition(BETWEEN)[2]

    @property
    def period(self) -> str:
        """The survey period, or the year, of the figure; "" where there is none."""
        if self.figure is None:
            return ""
        if self.is_of_scenario:
            return str(current_release().period(self.figure.row["year"]))
        return str(current_release().lineages[self.figure.row["lineage"]]["period"])

    @property
    def what_label(self) -> str:
        """What the figure is of, with its group, in the reader's language."""
        measure, output, group = self._parts
        return label(current_release(), measure, output, group)

    @property
    def sentence(self) -> str:
        """What the figure says, its margin in words."""
        if self.figure is None:
            message = _("%(what)s, %(place)s: not known.")
            return message % {"what": self.what_label, "place": self.place_label}
        if self.is_of_scenario:
            return what_if.sentence(self.figure, self.place_label)
        row, (measure, output, group) = self.figure.row, self._parts
        meaning = next(
            o["meaning"] for o in current_release().measures[measure]["outputs"] if o["name"] == output
        )
        value = row | {
            "unit": self.figure.unit, "meaning": meaning, "group": group, "group_words": group_label(measure, group)
        }  # fmt: skip
        return sentences.sentence(measure, value, self.place_label, self.period)


def group_label(measure: str, group: str) -> str:
    """Return the label of a group of a measure in the reader's language."""
    own = current_release().measures[measure].get("group_words") or {}
    text = own.get(group) or GROUP_WORDS.get(group, group)
    return survey_words.translated(text) if text else ""


def label(release: OpenRelease, measure: str, output: str, group: str) -> str:
    """Return what a figure is of: "Residents who are people of color", or the measure with output and group."""
    for headline in HEADLINES:
        if (headline.measure, headline.output, headline.group) == (measure, output, group):
            return str(headline.label)
    if measure == what_if.WHAT_IF:
        return what_if.label(output, group)
    if measure not in release.measures:
        return measure
    content = release.measures[measure]
    meaning = next((o["meaning"] for o in content["outputs"] if o["name"] == output), output)
    parts = [survey_words.translated(content["title"]), survey_words.translated(meaning)]
    if group and group != EVERYONE:
        parts.append(group_label(measure, group))
    return ", ".join(part for part in parts if part)


#: Options of a menu, code and label, some under headings.
Choices = Sequence[tuple[str, str | list[tuple[str, str]]]]


def what_choices() -> Choices:
    """Return every figure that the release has for larger places, by measure; those people ask for most come first."""
    return _what_choices(current_release().path, get_language() or "")


# a form asks for them hundreds of times
@lru_cache(maxsize=8)
def _what_choices(_path: Path, _language: str) -> Choices:
    release = current_release()
    most = [
        (_code(h.measure, h.output, h.group), str(h.label))
        for h in HEADLINES
        if h.measure in release.measures
    ]
    found = [(_("Asked for most"), most)]
    if scenario := what_if.choices():
        found.append((_("What a fair share would bring"), scenario))
    for measure, content in release.measures.items():
        options = [
            (_code(measure, o, g), label(release, measure, o, g)) for o, g in _series(release.path, measure)
        ]
        if options:
            found.append((survey_words.translated(content["title"]), options))
    return found


def _code(measure: str, output: str, group: str) -> str:
    return BETWEEN.join((INDEX if measure == modern_index.index() else measure, output, group))


@lru_cache(maxsize=256)
def _series(_path: Path, measure: str) -> tuple[tuple[str, str], ...]:
    """Return output and group of every series of a measure that has a value for a place larger than a tract."""
    release = current_release()
    variant = next(iter(release.measures[measure]["variants"]), "")
    rows = release.series_of(measure, variant, QUOTED_LEVELS)
    order = [o["name"] for o in release.measures[measure]["outputs"]]
    found = sorted(((r["output"], r["grp"]) for r in rows), key=lambda p: (order.index(p[0]), p[1]))
    if len(found) > MOST_OFFERED:
        found = [(output, group) for output, group in found if not group or group in GROUP_WORDS]
    return tuple(found[:MOST_OFFERED])


def place_choices() -> Choices:
    """Return the places that articles can quote, by level, the state first."""
    return _place_choices(current_release().path, get_language() or "")


@lru_cache(maxsize=8)
def _place_choices(_path: Path, _language: str) -> Choices:
    return [(_heading(level), list(_of_level(level))) for level in QUOTED_LEVELS if any(_of_level(level))]


def _heading(level: str) -> str:
    return _("State") if level == STATE else places_label(level).capitalize()


def _of_level(level: str) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for place in current_release().all_places:
        if place["level"] == level and place["key"] not in seen:
            seen.add(place["key"])
            code = STATE if level == STATE else f"{level}{BETWEEN}{place['slug']}"
            yield code, area_name(place["name"])


def year_choices() -> list[tuple[str, str]]:
    """Return the latest, and every year that some figure is of."""
    release = current_release()
    years = sorted({year for content in release.measures.values() for year in content["years"]}, reverse=True)
    periods = release.periods()
    return [("", _("The latest")), *((str(year), periods.get(year, str(year))) for year in years)]
