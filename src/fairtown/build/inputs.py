"""What a measure may see: the tables, measures and parameters that it declares, and a record of each read.

Reading what is not declared is an error that names the file to edit; so is declaring what is never read.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from fairtown.build.cache import Cache, about_table, code_of_sources, digest, table_with, versions
from fairtown.build.workers import first_fault, workers
from fairtown.concepts import FairtownError, Measure, Parameter
from fairtown.data import catalog, clean_tables, crosswalks, places, tract_land
from fairtown.release.absence import Absence, AbsentError
from fairtown.states.profile import State


@dataclass
class CleanTables:
    """The clean tables of a state, each read and checked once."""

    state: State
    #: where they are, if not in the folder of the state
    given: Path | None = None
    _read: dict[tuple[str, int], clean_tables.Clean] = field(default_factory=dict)
    _points: dict[int, pd.DataFrame] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """The folder of the tables."""
        return self.given or self.state.folder

    @property
    def catalog(self) -> catalog.Catalog:
        """The sources that the state can have."""
        return catalog.for_state(self.state)

    @cached_property
    def files(self) -> dict[str, str]:
        """The files of the folder and their checksums, as recorded there."""
        return clean_tables.checksums(self.folder)

    def years(self, address: str) -> list[int]:
        """Return the years of the editions of a table that the state holds; none where it has no such table."""
        if address.partition(".")[0] not in self.catalog.sources:
            return []
        source, table = self.catalog.table(address)
        return [e.year for e in table.editions if clean_tables.file_name(source.code, table, e) in self.files]

    def clean(self, address: str, year: int) -> clean_tables.Clean:
        """Return one edition of the table at `address` with its file and checksum; AbsentError if it is not held."""
        if (address, year) not in self._read:
            if absence := self._absence(address, year):
                raise AbsentError(absence, self._looked_for(address, year, absence))
            source, table = self.catalog.table(address)
            clean = clean_tables.read(source.code, table, table.edition(year), self.folder, self.catalog)
            self._refuse_other_state(clean)
            self._read[address, year] = clean
        return self._read[address, year]

    def _absence(self, address: str, year: int) -> Absence | None:
        code = address.partition(".")[0]
        if code not in self.catalog.sources and (owners := catalog.states_with(code)):
            return Absence("source", address, " and ".join(owner.name for owner in owners))
        table = self.catalog.table(address)[1]
        held = self.years(address)
        if not held:
            return Absence("table", address)
        # a state's own source that stands in for a federal one can have fewer editions
        periods = {e.year: e.period for e in table.editions}
        return None if year in held else Absence("edition", address, periods.get(year, str(year)))

    def _looked_for(self, address: str, year: int, absence: Absence) -> str:
        """Return which file is not there; nothing where the state has no such source."""
        if absence.kind == "source":
            return ""
        source, table = self.catalog.table(address)
        if year not in {e.year for e in table.editions}:
            return f"the source {source.code} declares no edition of {year}"
        name = clean_tables.file_name(source.code, table, table.edition(year))
        return f"{name} is not in {clean_tables.CHECKSUMS} of {self.folder}"

    def _refuse_other_state(self, clean: clean_tables.Clean) -> None:
        """Raise FairtownError if a row is of another state: no figure is published under a wrong name."""
        codes = clean.rows.geoid if "geoid" in clean.rows else pd.Series(dtype=str)
        odd = codes[(codes != "") & ~codes.str.startswith(self.state.fips)]
        if len(odd):
            raise FairtownError(
                f"{clean.file}: code {odd.iloc[0]} is not of {self.state.name} ({self.state.fips}); "
                f"{self.folder} holds tables of another state: give the folder of this one with --data"
            )

    def _refuse_unknown_files(self) -> None:
        known = {f"{s.code}.{table.name}" for s in self.catalog.sources.values() for table in s.tables}
        if odd := sorted({p.name for p in self.folder.glob("*.csv")} - set(self.files)):
            raise FairtownError(
                f"{odd[0]}: not in {clean_tables.CHECKSUMS} of {self.folder}; record it with "
                "clean_tables.write_checksums"
            )
        # an edition that is declared no more may stay
        if odd := sorted(name for name in self.files if name.rsplit(".", 2)[0] not in known):
            raise FairtownError(
                f"{odd[0]}: no table of {self.state.name}, found in {self.folder}; its tables and those of every state "
                "are what sources declare (docs/add-a-source.md)"
            )

    def read_all(self, cache: Cache | None = None, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Read every table: a fault is reported before anything is computed, and no process of a run reads one again.

        Files that were read and checked before, all of them the same and by the same code, come from `cache`. Else each
        source is read by a process of its own, and `meanwhile` is done here.
        """
        self._refuse_unknown_files()
        cache = cache or Cache(None)
        key = self._key() if cache.is_on else ""
        content = cache.read("tables", key)
        if content is not None:
            meanwhile()
            self._read |= {} if self._read else unpacked(content)
            return
        for part in self._read_side_by_side(meanwhile):
            self._read |= unpacked(part)
        if cache.is_on:
            cache.write("tables", key, packed(self._read))

    def _key(self) -> str:
        return digest(
            code_of_sources(), versions(), self.state.fingerprint, clean_tables.digests(self.folder)
        )

    def _read_side_by_side(self, meanwhile: Callable[[], None]) -> list[bytes]:
        """Return every table with its editions, packed, in the order of the catalog."""
        global _reading
        _reading = self
        sizes = {address: self._size(address) for address in self._addresses()}
        waiting = {address for address, size in sizes.items() if size}
        found: dict[str, Any] = {}
        with workers() as pool:

            def start() -> None:
                while waiting and pool.is_free:
                    # a process goes on with its source, whose tables are checked against each other; the largest first
                    source = pool.last_of_next.partition(".")[0]
                    address = min(waiting, key=lambda a: (a.partition(".")[0] != source, -sizes[a], a))
                    waiting.remove(address)
                    pool.start(address, _read_table, address)

            start()
            meanwhile()
            while pool.is_at_work:
                found |= pool.outcomes()
                start()
        _reading = None
        if fault := first_fault(found, sizes):
            raise fault
        return [found[address] for address in sizes if address in found]

    def _addresses(self) -> list[str]:
        return [
            f"{source.code}.{table.name}"
            for source in self.catalog.sources.values()
            for table in source.tables
        ]

    def _size(self, address: str) -> int:
        """Return the bytes of the files of a table that the state holds; those that are missing count as one."""
        source, table = self.catalog.table(address)
        names = [
            clean_tables.file_name(source.code, table, table.edition(year)) for year in self.years(address)
        ]
        files = [self.folder / name for name in names]
        return sum(file.stat().st_size if file.exists() else 1 for file in files)

    def rows(self, address: str, year: int | None = None) -> pd.DataFrame:
        """Return the rows of a table; those of the last edition if no year is given."""
        if year is None:
            year = (self.years(address) or [e.year for e in self.catalog.table(address)[1].editions])[-1]
        return self.clean(address, year).rows

    @cached_property
    def places(self) -> pd.DataFrame:
        """All places of the state, see `data.places.places`."""
        of_epochs = {e.vintage: places.tracts_table(e) for e in self.state.epochs}
        tracts = {vintage: self.rows(a) for vintage, a in of_epochs.items() if self.years(a)}
        return places.places(self.state, self.rows(places.TOWNS), tracts)

    @cached_property
    def crosswalk_2020_to_2010(self) -> pd.DataFrame:
        """The parts of 2020 tracts in 2010 tracts, see `data.crosswalks`."""
        return crosswalks.tracts_2020_to_2010(
            self.rows("census_geography.tract_relationship"), self.rows("census_geography.tracts_2020")
        )

    def tract_points(self, year: int) -> pd.DataFrame:
        """The centroids of the tracts of one edition of the boundaries, see `data.tract_land`; placed once."""
        if year not in self._points:
            self._points[year] = tract_land.tract_points(self.rows(tract_land.BOUNDARIES, year))
        return self._points[year]


#: The tables that are being read; a forked process finds them here.
_reading: CleanTables | None = None


def _read_table(address: str) -> bytes:
    """Return the editions of a table, packed."""
    assert _reading is not None
    return packed({(address, year): _reading.clean(address, year) for year in _reading.years(address)})


def packed(tables: dict[tuple[str, int], clean_tables.Clean]) -> bytes:
    """Return tables as bytes, each an Arrow stream with its address, year, file and checksum."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for (address, year), clean in tables.items():
            about = {"address": address, "year": year, "file": clean.file, "sha256": clean.sha256}
            table = table_with(clean.rows, about)
            stream = io.BytesIO()
            with pa.ipc.new_stream(stream, table.schema) as writer:
                writer.write_table(table)
            archive.writestr(clean.file, stream.getvalue())
    return file.getvalue()


def unpacked(content: bytes) -> dict[tuple[str, int], clean_tables.Clean]:
    """Return the tables that `packed` wrote."""
    tables = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            table = pa.ipc.open_stream(archive.read(name)).read_all()
            about = about_table(table)
            clean = clean_tables.Clean(table.to_pandas(), about["file"], about["sha256"])
            tables[about["address"], about["year"]] = clean
    return tables


@dataclass
class Inputs:
    """The inputs of one measure for one year; `tables`, `measures`, `parameters` record what was read."""

    current: Measure
    clean: CleanTables
    results: dict[tuple[str, int], pd.DataFrame]
    #: measures that have no figures for a year, of those that this one uses
    absent: set[tuple[str, int]] = field(default_factory=set)
    tables: set[tuple[str, int]] = field(default_factory=set)
    measures: set[tuple[str, int]] = field(default_factory=set)
    parameters: dict[str, Any] = field(default_factory=dict)

    def _declared(self, name: str, declared: tuple[str, ...], field_name: str) -> None:
        if name not in declared:
            file = "measures/" + self.current.id.replace(".", "/") + ".py"
            raise FairtownError(
                f"measure {self.current.id} reads {name} but declares {', '.join(declared) or 'nothing'}; "
                f"add it to `{field_name}` in {file}"
            )

    def table(self, address: str, year: int) -> pd.DataFrame:
        """Return the rows of a declared clean table."""
        self._declared(address, self.current.reads, "reads")
        self.tables.add((address, year))
        return self.clean.rows(address, year)

    def places(self) -> pd.DataFrame:
        """Return all places of the state with their parents' keys."""
        for address in places.GEOGRAPHY:
            for year in self.clean.years(address)[-1:]:
                self.table(address, year)
        return self.clean.places

    def crosswalk_2020_to_2010(self) -> pd.DataFrame:
        """Return the parts of 2020 tracts in 2010 tracts with their weights."""
        address = "census_geography.tract_relationship"
        self.table(address, self.clean.catalog.table(address)[1].editions[-1].year)
        return self.clean.crosswalk_2020_to_2010

    def tracts_of_points(self, lon: pd.Series, lat: pd.Series) -> list[str]:
        """Return the 2010 tract that holds each point."""
        year = self.clean.catalog.table(tract_land.BOUNDARIES)[1].editions[0].year
        return crosswalks.tracts_of_points(lon, lat, self.table(tract_land.BOUNDARIES, year))

    def tract_land(self, vintage: str) -> pd.DataFrame:
        """Return the land of the tracts of a vintage: geoid, vintage, land_sq_mi."""
        addresses = tract_land.land_tables(self.clean.state, self.clean.catalog, vintage)
        tables = [self.table(a, self.clean.catalog.table(a)[1].editions[-1].year) for a in addresses]
        return tract_land.published_land(*tables) if len(tables) == 1 else tract_land.shared_land(*tables)

    def tract_points(self, vintage: str) -> pd.DataFrame:
        """Return the centroids of the tracts of a vintage on a plane: geoid, vintage, x_m, y_m."""
        editions = self.clean.catalog.table(tract_land.BOUNDARIES)[1].editions
        years = [e.year for e in editions if e.vintage == vintage]
        if not years:
            known = ", ".join(e.vintage for e in editions)
            raise FairtownError(
                f"{tract_land.BOUNDARIES}: none of vintage {vintage!r}; expected one of {known}"
            )
        self.table(tract_land.BOUNDARIES, years[-1])
        return self.clean.tract_points(years[-1])

    def measure(self, measure_id: str, year: int) -> pd.DataFrame:
        """Return the observations of a declared measure for a year."""
        self._declared(measure_id, self.current.uses, "uses")
        if (measure_id, year) in self.absent:
            raise AbsentError(Absence("measure_year", measure_id, str(year)))
        if (measure_id, year) not in self.results:
            raise FairtownError(
                f"measure {self.current.id} reads {measure_id} of {year}, which is not among its years"
            )
        self.measures.add((measure_id, year))
        return self.results[measure_id, year]

    def parameter(self, parameter: Parameter, year: int) -> Any:
        """Return the value of a declared parameter in force at the end of `year`."""
        self._declared(parameter.name, tuple(p.name for p in self.current.parameters), "parameters")
        value = parameter.at(f"{year}-12-31")
        self.parameters[parameter.name] = value
        return value
