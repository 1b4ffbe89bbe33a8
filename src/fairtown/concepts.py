"""The nouns of fairtown. Read this file first; it imports nothing of ours. The ninth, State, is in `states/profile.py`.

A Source publishes Tables of Columns. A Measure reads Tables, other Measures and
Parameters, and makes Observations about Places. A Release is one complete, dated
set of Observations. Every Observation leads back to the Source that it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

LEVELS = ("tract", "town", "county", "region", "state", "nation")

#: Census groups, exclusive and exhaustive; the words a reader sees, in one place.
GROUPS: dict[str, str] = {
    "nh_white": "White, not Hispanic",
    "nh_black": "Black, not Hispanic",
    "nh_asian": "Asian, not Hispanic",
    "hispanic": "Hispanic or Latino, any race",
    "nh_other": "Other and multiracial, not Hispanic",
}
EVERYONE = "everyone"
PEOPLE_OF_COLOR = "people_of_color"
GROUP_WORDS: dict[str, str] = {
    **GROUPS,
    EVERYONE: "Everyone",
    PEOPLE_OF_COLOR: "People of color",
}

#: What can be the matter with an observation. Several flags are joined by ";".
FLAGS: dict[str, str] = {
    "incomplete": "Some of the indicators are missing for this tract, as published; with few of them, one odd value "
    "can decide the score.",
    "repeats_other_tract": "The published table repeats the survey and access values of another tract of the same "
    "number.",
    "no_margin": "The source that we hold gives no margin of error for this period.",
    "full_count": "A count of everyone, not a survey: there is no margin of error.",
    "controlled": "The Census Bureau sets this figure by its own count of people, and gives no margin.",
    "summed": "Added up from smaller places. The margin takes their errors to be unrelated.",
    "added_up": "Added up from towns.",
    "one_side": "Every tract here gives the same answer: all of them are of this kind, or none is. So the error of the "
    "counts does not change the share.",
    "lower_bound": "The levels of 2014 were published without their survey error. A margin of figures sorted by them "
    "leaves that error out: it is a lower bound.",
    "unreliable": "The margin is so wide that this figure says little (coefficient of variation over 40%, or a "
    "margin over 25 points).",
    "counted_elsewhere": "Before 2011 the list counts these homes among the governmentally assisted ones.",
    "shared_tract": "A tract reaches across the border of this place: some people are counted on the wrong side.",
    "area_weighted": "Some tracts of 2020 cross the lines of 2010. Their people are split by land area (where "
    "blocks are held: as all residents of 2020), and may in truth all live in one part.",
    "by_district": "Counted by voting district, not by census tract. Districts are drawn for elections, and their size "
    "differs from state to state: compare with figures by tract only roughly.",
    "top_coded": "The Bureau prints this value as 250,000 dollars or more.",
    "not_published": "The source publishes no figure here.",
    "town_figure": "The figure of the whole town: all of its tracts have the same.",
    "no_score": "Too few figures are known here: nearly nobody lives in ordinary homes, or the survey found too few.",
    "margin_missing": "A figure behind this score has no published margin, so nobody can say how sure it is.",
    "no_base": "Nobody and nothing is counted here, so there is no figure.",
    "small_base": "Fewer than 50 people or homes stand behind this share: read it with caution.",
    "too_few_tracts": "Fewer than ten tracts: no index is computed, see the composition instead.",
    "few_neighbors": "Fewer than half of the people here live in a tract with another one within this distance: the "
    "surroundings would be little more than the tract itself.",
    "small_group": "Fewer than 1,000 members of a group live here: the index swings with a few families.",
    "small_share": "A group is under 3% of the people here. Survey error then looks much like segregation, so the "
    "place is not ranked.",
    "group_absent": "The group has no members here, so the index is not defined.",
    "interval_partial": "A surveyed figure behind this has no published margin: the interval leaves its error out "
    "and is too narrow.",
    "joined_region": "Two regions share one need: it is given for the state and by town only.",
    "no_cap": "The method sets no cap.",
    "surely_exempt": "The town is exempt in at least 95% of the draws of the survey: no share of homes is given.",
    "open_exemption": "Whether the town is exempt is open within the survey's error: this is its share if it is not.",
    "not_found": "No record was found: that is no sign either way.",
    "first_year": "The first year of the list: there is no year before to compare with.",
    "new_census": "The state counts against a new census from this year on: part of the change since the year before "
    "comes from that.",
    "lost_somewhere": "Assisted homes became fewer in one of the two kinds of towns, so that a share of the new ones "
    "says nothing.",
    "old_map": "Measured on an old map that was laid over today's by hand: its lines can be off.",
    "quoted": "Quoted from the source named here, not computed from data that we hold.",
    "filled": "Some counts are hidden in the source. They were filled in like those that are known; the least and "
    "the most stand beside.",
    "parts_exceed_total": "The published parts do not add up to the published total.",
}


#: How sure a rule of law is: where it was read. Only the official text is confirmed.
LAW_STATUS: dict[str, str] = {
    "confirmed": "confirmed in the official text",
    "verified": "verified",
    "copy": "read in a copy, not checked against the official text",
    "reported": "reported, not read in the law",
    "assumed": "assumed",
    "unknown": "unknown",
}

#: What a blank margin means for the figures of a measure, or for one of its outputs.
MARGINS: dict[str, str] = {
    "survey": "not known",
    "count": "none: a count, not a survey",
    "levels": "none for a count; how sure the levels are is not published",
    "measured": "none: measured on a map",
    "quoted": "none: quoted as published",
    "later": "not given yet",
    "corrected": "given for the figure with the error of the survey taken out",
    "interval": "in the 90% interval of the homes",
    "end": "none: this is an end of the interval",
    "bound": "none: this is a bound",
    "chance": "none: this is itself a statement of the survey's error",
    "signs": "none: see how many signs are beyond their margin",
    "split": "none: split like children of school age, which is an assumption",
}


class FairtownError(Exception):
    """Bad input, reported in one line: what, where, expected, got, what to do."""


class TranslatableError(FairtownError):
    """Bad input whose message a page says in the reader's language."""

    def translated(self, gettext: Callable[[str], str]) -> str:
        """Return the message in the reader's language, as `gettext` translates it."""
        raise NotImplementedError


@dataclass(frozen=True)
class Place:
    """A geoid with its level and vintage. A geoid is never alone: codes change while places stay."""

    geoid: str
    level: str
    vintage: str
    name: str


@dataclass(frozen=True)
class Column:
    """One column of a clean table, with the publisher's own name for it (`B03002_004`), and what its cells must be.

    `least`, `most`, `step`: bounds of its figures, and what they are multiples of, where its unit does not say so
    (`data.integrity.UNITS`); `total`: their sum, where no other sum can show a wrong one. `blank`, `blank_moe`: how
    many cells may be blank, or the rule of the rows that may be (`data.rules`), or "any". `one_of`: its only texts;
    `like`: a regular expression of the whole text; `key_of`: the column of another table that has each of its codes.
    `per`: the column, or columns, of which each value has one value here.
    """

    name: str
    unit: str
    meaning: str
    code: str = ""
    has_moe: bool = False
    official: str = ""
    least: float | None = None
    most: float | None = None
    step: float | None = None
    total: float | None = None
    blank: int | str = 0
    blank_moe: int | str = 0
    one_of: tuple[str, ...] = ()
    like: str = ""
    key_of: str = ""
    per: str | tuple[str, ...] = ""


@dataclass(frozen=True)
class Edition:
    """One pinned yearly file of a table: `year` is the last year of `period`.

    `vintage`: the codes of its rows; where it is blank, those that the state had in `codes`, or in the year itself.
    """

    year: int
    period: str
    vintage: str = ""
    codes: int = 0


@dataclass(frozen=True)
class Table:
    """A clean table: a noun without a year, one row per `key`, and what its rows must be together.

    `covers`: the levels of which every place is here, in every year, and no other place; `places`: the levels whose
    places may be here. `rows`: how many there are. `same_keys`: a table whose rows have the same keys. `adds_up`:
    counts of the state are the sum of its counties, those of a county the sum of its towns and of its tracts. `rules`
    hold in every row but those that `as_published` names by their keys, `totals` for the sums of columns
    (`data.rules`). `resembles`: tables whose columns are more alike to those of the same name here than to others;
    other editions are.
    """

    name: str
    title: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    editions: tuple[Edition, ...]
    universe: str = ""
    notes: str = ""
    covers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    rows: int = 0
    same_keys: str = ""
    adds_up: bool = False
    rules: tuple[str, ...] = ()
    as_published: tuple[tuple[Any, ...], ...] = ()
    totals: tuple[str, ...] = ()
    resembles: tuple[str, ...] = ()

    def edition(self, year: int) -> Edition:
        """Return the edition of `year`; raises FairtownError naming the years there are."""
        for edition in self.editions:
            if edition.year == year:
                return edition
        years = ", ".join(str(e.year) for e in self.editions)
        raise FairtownError(f"table {self.name}: no year {year}; published here: {years}")


@dataclass(frozen=True)
class Source:
    """One publisher's product: who, licence, page, and the tables we carry."""

    code: str
    title: str
    publisher: str
    page: str
    licence: str
    compiled_from: str
    tables: tuple[Table, ...]
    notes: str = ""

    def table(self, name: str) -> Table:
        """Return a table by name; raises FairtownError naming the tables there are."""
        for table in self.tables:
            if table.name == name:
                return table
        raise FairtownError(
            f"source {self.code}: no table {name!r}; it has {', '.join(t.name for t in self.tables)}"
        )


@dataclass(frozen=True)
class Parameter:
    """A number that some authority can change: values by the date from which they hold."""

    name: str
    unit: str
    values: Mapping[str, Any]
    reference: str

    def at(self, date: str) -> Any:
        """Return the value in force on `date` (ISO); raises FairtownError before the first one."""
        held = [day for day in sorted(self.values) if day <= date]
        if not held:
            first = min(self.values)
            raise FairtownError(f"parameter {self.name}: no value on {date}; the first holds from {first}")
        return self.values[held[-1]]


@dataclass(frozen=True)
class Output:
    """One figure that a measure makes for a place."""

    name: str
    unit: str
    meaning: str
    #: columns behind it (`acs5.poverty.under_half_poverty`) where it needs only some of those read
    columns: tuple[str, ...] = ()
    #: what a blank margin means, a key of MARGINS, where it is not what the measure says
    margin: str = ""


@dataclass(frozen=True)
class WorkedExample:
    """A worked example that a reader can check on paper; the tests compute it too."""

    given: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    result: str


@dataclass(frozen=True)
class Check:
    """A published value, and where our own figure for it stands."""

    what: str
    published: float
    tolerance: float
    source: str
    place: str
    year: int
    output: str
    group: str = ""
    variant: str = ""


@dataclass(frozen=True)
class Measure:
    """A definition, a formula, and what it may read. Its id equals its path under `measures/`."""

    id: str
    title: str
    summary: str
    formula: str
    outputs: tuple[Output, ...]
    years: tuple[int, ...]
    reads: tuple[str, ...]
    references: tuple[str, ...]
    limits: tuple[str, ...]
    worked: WorkedExample
    compute: Callable[..., Any]
    uses: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    variants: Mapping[str, str] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    group_words: Mapping[str, str] = field(default_factory=dict)
    #: what a blank margin means, a key of MARGINS
    margin: str = "survey"
    #: how the margins are made, where `formula` does not say it
    margin_formula: str = ""
    #: codes of the states whose law or index it is; empty where it means the same in any
    states: tuple[str, ...] = ()
    #: whether it takes a second or more, so that a build begins it early
    is_long: bool = False

    def output(self, name: str) -> Output:
        """Return an output by name; raises FairtownError naming the outputs there are."""
        for output in self.outputs:
            if output.name == name:
                return output
        raise FairtownError(
            f"measure {self.id}: no output {name!r}; it has {', '.join(o.name for o in self.outputs)}"
        )


@dataclass(frozen=True)
class Observation:
    """One published value. `value` and `moe` are None when unknown: never 0."""

    measure: str
    place: Place
    year: int
    group: str
    output: str
    variant: str
    value: float | None
    moe: float | None
    unit: str
    flag: str
    lineage: Mapping[str, Any]


@dataclass(frozen=True)
class Release:
    """One complete, immutable, dated set of observations, kept in the folder `path`."""

    date: str
    path: str
    state: str
