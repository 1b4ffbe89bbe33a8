"""The 50 states and the District of Columbia: their codes, who decides on housing there, and what that is called.

Who decides follows the Census Bureau's own cut for the 2020 census (its disclosure avoidance system): in twelve states
county subdivisions are governments with general powers, elsewhere places are, and counties around them. A profile of
its own, in a folder of `states/`, stands before what is here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from fairtown.concepts import Column, Source, Table
from fairtown.states.profile import Epoch, State

#: Towns, townships and cities that share out all land of a state.
COUNTY_SUBDIVISIONS = "county subdivisions"
#: Places (villages) that decide for themselves inside of towns, then what is left of these.
PLACES_IN_SUBDIVISIONS = "places, then the rest of their county subdivision"
#: Places that are incorporated, independent cities among them, then what is left of their county.
PLACES_IN_COUNTIES = "places, then the rest of their county"
#: Counties alone: places are for statistics only, or there are none.
COUNTIES = "counties"

#: Codes in force: those of the tracts of 2010, then of 2020. A survey's year begins an epoch.
EPOCHS = (Epoch("2010", since=2010, tracts=2010), Epoch("2020", since=2020, tracts=2020))


@dataclass(frozen=True)
class Government:
    """How a state is divided into those who decide on housing.

    `code`: its two letters; `fips`: its number; `decides`: one of the four ways above; `counties`: how many counties
    and places that count as one there are, since 2022; `labels`: what its levels of places are called.
    """

    code: str
    fips: str
    name: str
    decides: str
    counties: int
    labels: Mapping[str, str]


def _governments(table: str) -> dict[str, Government]:
    """Return the governments of a table with a line per state: letters, number, counties, who decides, label, name."""
    ways = {
        "T": COUNTY_SUBDIVISIONS,
        "V": PLACES_IN_SUBDIVISIONS,
        "P": PLACES_IN_COUNTIES,
        "C": COUNTIES,
    }
    found = {}
    for line in table.strip().splitlines():
        code, fips, counties, way, town, county, name = line.split(maxsplit=6)
        labels = {"town": town, "county": county}
        found[code] = Government(code, fips, name, ways[way], int(counties), labels)
    return found


GOVERNMENTS: Mapping[str, Government] = _governments(
    """
    al 01  67 P jurisdiction county Alabama
    ak 02  30 P jurisdiction borough Alaska
    az 04  15 P jurisdiction county Arizona
    ar 05  75 P jurisdiction county Arkansas
    ca 06  58 P jurisdiction county California
    co 08  64 P jurisdiction county Colorado
    ct 09   9 T town county Connecticut
    de 10   3 P jurisdiction county Delaware
    dc 11   1 C jurisdiction county District of Columbia
    fl 12  67 P jurisdiction county Florida
    ga 13 159 P jurisdiction county Georgia
    hi 15   5 C jurisdiction county Hawaii
    id 16  44 P jurisdiction county Idaho
    il 17 102 P jurisdiction county Illinois
    in 18  92 P jurisdiction county Indiana
    ia 19  99 P jurisdiction county Iowa
    ks 20 105 P jurisdiction county Kansas
    ky 21 120 P jurisdiction county Kentucky
    la 22  64 P jurisdiction parish Louisiana
    me 23  16 T town county Maine
    md 24  24 P jurisdiction county Maryland
    ma 25  14 T town county Massachusetts
    mi 26  83 V jurisdiction county Michigan
    mn 27  87 T jurisdiction county Minnesota
    ms 28  82 P jurisdiction county Mississippi
    mo 29 115 P jurisdiction county Missouri
    mt 30  56 P jurisdiction county Montana
    ne 31  93 P jurisdiction county Nebraska
    nv 32  17 P jurisdiction county Nevada
    nh 33  10 T town county New Hampshire
    nj 34  21 T municipality county New Jersey
    nm 35  33 P jurisdiction county New Mexico
    ny 36  62 V jurisdiction county New York
    nc 37 100 P jurisdiction county North Carolina
    nd 38  53 P jurisdiction county North Dakota
    oh 39  88 P jurisdiction county Ohio
    ok 40  77 P jurisdiction county Oklahoma
    or 41  36 P jurisdiction county Oregon
    pa 42  67 T municipality county Pennsylvania
    ri 44   5 T town county Rhode Island
    sc 45  46 P jurisdiction county South Carolina
    sd 46  66 P jurisdiction county South Dakota
    tn 47  95 P jurisdiction county Tennessee
    tx 48 254 P jurisdiction county Texas
    ut 49  29 P jurisdiction county Utah
    vt 50  14 T town county Vermont
    va 51 133 P jurisdiction county Virginia
    wa 53  39 P jurisdiction county Washington
    wv 54  55 P jurisdiction county West Virginia
    wi 55  72 V jurisdiction county Wisconsin
    wy 56  23 P jurisdiction county Wyoming
    """
)


def profile(code: str, folder: Path, *, since_2010: bool = True) -> State:
    """Return a plain profile of a state, whose clean tables are in `folder`.

    `since_2010`: it has tables by the tracts of 2010 as well, else codes begin with the tracts of 2020.
    Raises KeyError where there is no such state.
    """
    own = GOVERNMENTS[code]
    epochs = EPOCHS if since_2010 else EPOCHS[-1:]
    return State(
        code=code,
        fips=own.fips,
        name=own.name,
        folder=folder,
        epochs=epochs,
        labels=own.labels,
        shown=("census_geography.shared_tracts",),
        forms={} if own.decides == COUNTY_SUBDIVISIONS else FORMS,
    )


#: A median is blank where fewer than 200 households are, as everywhere, and of what is left around places, whose codes
#: have ten digits: at least one of the two is small.
NO_MEDIAN = "max(-acs5.tenure.households, -1_000_000 * abs(length(geoid) - 10)) > -200"


#: Counts of states and counties can be controlled to population estimates, so that they have no margin; and what is
#: left of a county in which no place governs is the county.
CONTROLLED, NO_ERROR = "length(geoid) <= 5", "max(5 - length(geoid), -abs(length(geoid) - 10)) >= 0"


def _survey_of_places(source: Source) -> Source:
    """Return the survey as states of places have it: places come and go between a census and a survey.

    A median of what is left around places is published by nobody.
    """
    return replace(source, tables=tuple(_table_of_places(table) for table in source.tables))


def _table_of_places(table: Table) -> Table:
    columns = tuple(_column_of_places(column) for column in table.columns)
    covers = tuple(level for level in table.covers if level != "town")
    return replace(table, columns=columns, covers=covers, places=("town",))


def _column_of_places(column: Column) -> Column:
    if column.unit == "dollars":
        return replace(column, blank=NO_MEDIAN)
    return replace(column, blank_moe=NO_ERROR) if column.blank_moe == CONTROLLED else column


def _boundaries_of_places(source: Source) -> Source:
    """Return boundaries as states of places have them: coarse lines can leave nothing around places, or too much."""
    towns = replace(source.table("towns"), covers=(), places=("town",), rules=())
    return replace(source, tables=(source.table("tracts"), towns))


#: Sources of every state in the form in which states of places and counties have them.
FORMS: Mapping[str, Callable[[Source], Source]] = {
    "acs5": _survey_of_places,
    "census_boundaries": _boundaries_of_places,
}
