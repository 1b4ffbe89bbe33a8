"""Which files of which publishers make each clean table of a state, and how: the plan of a fetch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

import pandas as pd

from fairtown.concepts import Edition, FairtownError, Table
from fairtown.data import catalog, homes_and_schools, jurisdictions, publishers, remainders
from fairtown.data.federal import acs5
from fairtown.data.publishers import Remote
from fairtown.data.readers import block_relationship, boundaries, redistricting, survey_answer, survey_file
from fairtown.data.readers import tract_relationship as relationship
from fairtown.states.governments import (
    COUNTIES,
    COUNTY_SUBDIVISIONS,
    EPOCHS,
    GOVERNMENTS,
    PLACES_IN_COUNTIES,
    PLACES_IN_SUBDIVISIONS,
    Government,
)
from fairtown.states.profile import State

TOWNS, TRACTS = "census_geography.towns", "census_geography.tracts_2020"
SHARED = "census_geography.shared_tracts"
OLDER_TRACTS, RELATIONSHIP = "census_geography.tracts_2010", "census_geography.tract_relationship"
#: Digits of the code of a place.
PLACE_DIGITS = 7
#: The levels of a survey that every state has, beside who decides on housing.
SURVEY_LEVELS = ("state", "county", "tract")
#: The boundaries that are drawn with the codes that tables have: of tracts since 2022, of jurisdictions those of 2020.
BOUNDARIES = {("tracts", 2010): 2010, ("tracts", 2020): 2022, ("towns", 2020): 2020}


@dataclass
class Files:
    """The files that came, by the publisher's; those of the census counts are read once."""

    own: Government
    paths: Mapping[Remote, Path]
    _counts: list[redistricting.Redistricting] = field(default_factory=list)

    def counts(self, remote: Remote) -> redistricting.Redistricting:
        """Return the census counts of the state."""
        if not self._counts:
            content = self.paths[remote].read_bytes()
            self._counts.append(redistricting.read(remote.name, content, self.own.fips))
        return self._counts[0]


@dataclass(frozen=True)
class Product:
    """One edition of a clean table, the files that it is made of, and how: `rows` gives its columns as text."""

    address: str
    year: int
    remotes: tuple[Remote, ...]
    rows: Callable[[Files, pd.DataFrame], pd.DataFrame]


@dataclass(frozen=True, eq=False)
class Plan:
    """What a fetch makes for a state: `years` of surveys; `only` these tables of them, all where it is empty.

    `with_key`: surveys by the API. A state that has names and codes of its own keeps them.
    """

    state: State
    years: tuple[int, ...]
    only: tuple[str, ...] = ()
    with_key: bool = False

    @property
    def own(self) -> Government:
        """Who decides on housing in the state."""
        return GOVERNMENTS[self.state.code]

    @cached_property
    def known(self) -> catalog.Catalog:
        """The sources of the state."""
        return catalog.for_state(self.state)

    @property
    def has_geography(self) -> bool:
        """Whether the state's own sources tell its towns and tracts."""
        return "census_geography" in {source.code for source in self.state.sources}

    @cached_property
    def products(self) -> list[Product]:
        """Everything that is made, jurisdictions first; FairtownError where a year or table is not one of ours."""
        if self.with_key and self.own.decides in (PLACES_IN_COUNTIES, PLACES_IN_SUBDIVISIONS):
            raise FairtownError(
                f"fetch: {self.own.name} is decided on by {self.own.decides}; the API has no answer of what is left "
                "around places: leave out --key, the files need none"
            )
        surveys = [self._survey(table, edition) for table, edition in self._chosen()]
        return [*self._geography(), *self._boundaries(), *surveys, *self._others()]

    def remotes(self) -> list[Remote]:
        """Return every file, each once, in the order of the products."""
        return list(dict.fromkeys(remote for product in self.products for remote in product.remotes))

    def _chosen(self) -> list[tuple[Table, Edition]]:
        tables = {f"acs5.{table.name}": table for table in self.known.sources["acs5"].tables}
        others = () if self.has_geography else homes_and_schools.TABLES
        if unknown := sorted(set(self.only) - {*tables, *others}):
            there = ", ".join((*tables, *others))
            raise FairtownError(f"fetch: table {unknown[0]!r} cannot be fetched; there are: {there}")
        if unknown_years := sorted(set(self.years) - set(acs5.YEARS)):
            there = ", ".join(map(str, acs5.YEARS))
            raise FairtownError(f"fetch: no survey until {unknown_years[0]} is carried; there are: {there}")
        return [
            (table, edition)
            for address, table in tables.items()
            if not self.only or address in self.only
            for edition in table.editions
            if edition.year in self.years
        ]

    def _geography(self) -> list[Product]:
        if self.has_geography:
            remote = publishers.tract_relationship(self.state.fips)
            return [
                Product(
                    "census_geography.tract_relationship", 2020, (remote,), partial(_relationship, remote)
                )
            ]
        remote = publishers.redistricting(self.own.code, self.own.name)
        products = [
            Product(address, 2020, (remote,), partial(_from_counts, remote, made_by))
            for address, made_by in (
                (TOWNS, jurisdictions.towns), (TRACTS, jurisdictions.tracts), (SHARED, jurisdictions.shared_tracts)
            )
        ]  # fmt: skip
        if not has_older_tracts(self.years):
            return products
        shared, blocks = (
            publishers.tract_relationship(self.state.fips),
            publishers.block_relationship(self.state.fips),
        )
        older = Product(
            OLDER_TRACTS, 2010, (remote, blocks, shared), partial(_older_tracts, remote, blocks, shared)
        )
        parts = partial(_relationship_with_people, remote, blocks, shared)
        return [*products, older, Product(RELATIONSHIP, 2020, (shared, blocks, remote), parts)]

    def _boundaries(self) -> list[Product]:
        found = []
        for (name, year), drawn in BOUNDARIES.items():
            if year == 2010 and not (self.has_geography or has_older_tracts(self.years)):
                continue
            address = f"census_boundaries.{name}"
            if name == "towns" and not self.has_geography and self.own.decides != COUNTY_SUBDIVISIONS:
                outlines = self._outlines(drawn)
                found.append(Product(address, year, outlines, partial(_shapes_around_places, outlines)))
                continue
            remote = publishers.boundaries(drawn, self.state.fips, "tract" if name == "tracts" else "cousub")
            rows = partial(_shapes, remote, self.own.fips, name == "towns")
            found.append(Product(address, year, (remote,), rows))
        return found

    def _outlines(self, year: int) -> tuple[Remote, ...]:
        """Return the boundaries of counties, and of what else jurisdictions are made of here."""
        more = {COUNTIES: (), PLACES_IN_COUNTIES: ("place",), PLACES_IN_SUBDIVISIONS: ("place", "cousub")}
        levels = more[self.own.decides]
        own = (publishers.boundaries(year, self.state.fips, level) for level in levels)
        return (publishers.county_boundaries(year), *own)

    def _others(self) -> list[Product]:
        """Return the tables of HUD and NCES, the newest edition of each, of a state that has none of its own."""
        found = []
        for address, published in () if self.has_geography else homes_and_schools.TABLES.items():
            if self.only and address not in self.only:
                continue
            year = self.known.table(address)[1].editions[-1].year
            remote = published.remote(year, self.own)
            found.append(Product(address, year, (remote,), partial(_other_rows, published, remote)))
        return found

    def _survey(self, table: Table, edition: Edition) -> Product:
        cells = tuple(column.code for column in table.columns)
        names = sorted({cell.partition("_")[0] for cell in cells})
        if not self.with_key:
            remotes = tuple(publishers.survey_table(edition.year, name) for name in names)
            rows = partial(_survey_rows, table, remotes, edition.vintage, not self.has_geography)
            return Product(f"acs5.{table.name}", edition.year, remotes, rows)
        wanted = [name for cell in cells for name in survey_answer.names_of_api(cell)]
        step = survey_answer.MOST_CELLS - 2
        groups = [tuple(wanted[i : i + step]) for i in range(0, len(wanted), step)]
        levels = (*SURVEY_LEVELS, "county subdivision")
        year, fips = edition.year, self.own.fips
        answers = [
            [publishers.survey_answer(year, group, level, fips) for level in levels] for group in groups
        ]
        rows = partial(_answer_rows, table, answers, edition.vintage)
        return Product(f"acs5.{table.name}", edition.year, tuple(r for group in answers for r in group), rows)


def has_older_tracts(years: Iterable[int]) -> bool:
    """Say whether surveys until these years are, some of them, by the tracts of 2010."""
    return any(year < EPOCHS[-1].since for year in years)


def _other_rows(
    published: homes_and_schools.Published, remote: Remote, files: Files, towns: pd.DataFrame
) -> pd.DataFrame:
    return published.rows(remote.name, files.paths[remote].read_bytes(), files.own)


def _from_counts(
    remote: Remote,
    made_by: Callable[[Government, redistricting.Redistricting], pd.DataFrame],
    files: Files,
    towns: pd.DataFrame,
) -> pd.DataFrame:
    return made_by(files.own, files.counts(remote))


def _older_tracts(
    remote: Remote, blocks: Remote, shared: Remote, files: Files, towns: pd.DataFrame
) -> pd.DataFrame:
    counts, fips = files.counts(remote), files.own.fips
    parts = block_relationship.rows(blocks.name, files.paths[blocks].read_bytes(), fips)
    land = relationship.tracts_of_2010(shared.name, files.paths[shared].read_bytes(), fips)
    tract_2010 = block_relationship.tracts_of_blocks(parts, counts.blocks)
    return jurisdictions.older_tracts(files.own, counts, tract_2010, land)


def _relationship_with_people(
    remote: Remote, blocks: Remote, shared: Remote, files: Files, towns: pd.DataFrame
) -> pd.DataFrame:
    """Return the parts of tracts with their land, and their people and homes by whole blocks."""
    parts = block_relationship.rows(blocks.name, files.paths[blocks].read_bytes(), files.own.fips)
    people = block_relationship.people_of_parts(parts, files.counts(remote).blocks)
    land = _relationship(shared, files, towns)
    joined = land.merge(people, on=["geoid_2020", "geoid_2010"], how="outer", indicator=True)
    lost = joined[(joined["_merge"] == "right_only") & (joined.people + joined.homes > 0)]
    if len(lost):
        raise FairtownError(
            f"{shared.name}: tracts {lost.geoid_2020.iloc[0]} and {lost.geoid_2010.iloc[0]} share people and no land; "
            f"it does not go with {blocks.name}"
        )
    found = joined[joined["_merge"] != "right_only"].drop(columns="_merge")
    counts = found[["people", "homes"]].fillna(0).astype(int).astype(str)
    return found.assign(people=counts.people, homes=counts.homes)


def _relationship(remote: Remote, files: Files, towns: pd.DataFrame) -> pd.DataFrame:
    return relationship.rows(remote.name, files.paths[remote].read_bytes(), files.own.fips)


def _shapes(remote: Remote, fips: str, is_of_towns: bool, files: Files, towns: pd.DataFrame) -> pd.DataFrame:
    rows = boundaries.rows(remote.name, files.paths[remote].read_bytes(), fips)
    return rows[rows.geoid.isin(towns.geoid)] if is_of_towns else rows


def _shapes_around_places(remotes: tuple[Remote, ...], files: Files, towns: pd.DataFrame) -> pd.DataFrame:
    counties, *others = remotes
    fips = files.own.fips
    found = [boundaries.rows(counties.name, files.paths[counties].read_bytes(), fips, of_nation=True)]
    found += [boundaries.rows(remote.name, files.paths[remote].read_bytes(), fips) for remote in others]
    every = pd.concat(found, ignore_index=True)
    is_place = every.geoid.str.len() == PLACE_DIGITS
    return remainders.shapes(list(towns.geoid), every[is_place], every[~is_place])


def town_codes(towns: pd.DataFrame, vintage: str) -> pd.Series:
    """Return the codes of jurisdictions in a vintage: of a column of their own, else their only ones."""
    return towns.get(f"geoid_{vintage}", towns.geoid)


def _of_places(table: Table, rows: pd.DataFrame, codes: pd.Series) -> pd.DataFrame:
    """Return the rows of a survey's table that are kept, its cells by our names: `pop_total`, `pop_total_moe`."""
    chosen = rows[rows.level.isin(SURVEY_LEVELS) | rows.geoid.isin(codes)]
    found = chosen[["geoid"]].copy()
    for column in table.columns:
        estimate, margin = survey_file.estimate_and_margin(column.code)
        found[column.name], found[f"{column.name}_moe"] = chosen[estimate], chosen[margin]
    return found


def _survey_rows(
    table: Table,
    remotes: tuple[Remote, ...],
    vintage: str,
    is_plain: bool,
    files: Files,
    towns: pd.DataFrame,
) -> pd.DataFrame:
    parts = []
    for remote in remotes:
        name = remote.url.rpartition("-")[2].removesuffix(".dat").upper()
        cells = [c.code for c in table.columns if c.code.startswith(f"{name}_")]
        with files.paths[remote].open("rb") as lines:
            parts.append(survey_file.rows(remote.name, lines, cells, files.own.fips))
    rows = _side_by_side(parts)
    if is_plain and files.own.decides != COUNTY_SUBDIVISIONS:
        cells = [column.code for column in table.columns]
        rows = remainders.with_remainders(rows, list(towns.geoid), cells, are_counts=table.adds_up)
    return _of_places(table, rows, town_codes(towns, vintage))


def _answer_rows(
    table: Table, answers: list[list[Remote]], vintage: str, files: Files, towns: pd.DataFrame
) -> pd.DataFrame:
    parts = []
    for group in answers:
        cells = [c.code for c in table.columns if f"{c.code}E" in group[0].url]
        contents = (files.paths[remote].read_bytes() for remote in group)
        parts.append(survey_answer.rows(group[0].name, contents, cells, files.own.fips))
    rows = _side_by_side(parts)
    if files.own.decides == COUNTIES:
        cells = [column.code for column in table.columns]
        rows = remainders.with_remainders(rows, list(towns.geoid), cells, are_counts=table.adds_up)
    return _of_places(table, rows, town_codes(towns, vintage))


def _side_by_side(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the cells of the same places as one table; a place that only one part has stays, its others blank."""
    rows = parts[0]
    for other in parts[1:]:
        rows = rows.merge(other, on=["level", "geoid"], how="outer")
    return rows.fillna("")
