"""What is recorded of snapshots: `index.toml` beside them, replaced as a whole; and the lock of a folder."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from fairtown import files
from fairtown.concepts import FairtownError

INDEX = "index.toml"


@dataclass(frozen=True)
class Snapshot:
    """Bytes of a publisher as they were: `replaced` holds the hashes of older ones that were at the same address.

    `is_pinned`: tables were made of them, so that others at the same address are a new edition.
    """

    url: str
    sha256: str
    size: int
    fetched: str
    last_modified: str = ""
    etag: str = ""
    replaced: tuple[str, ...] = ()
    is_pinned: bool = False

    @property
    def lineage(self) -> dict[str, str | int]:
        """What a table that was made of it says of it."""
        return {
            "url": self.url,
            "sha256": self.sha256,
            "size": self.size,
            "fetched": self.fetched,
            "last_modified": self.last_modified,
        }


def read(root: Path) -> dict[str, Snapshot]:
    """Return every snapshot of a folder by address; FairtownError if the index cannot be read."""
    path = root / INDEX
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        entries = tomllib.loads(text).get("file", [])
        found = (Snapshot(**{**entry, "replaced": tuple(entry["replaced"])}) for entry in entries)
        return {snapshot.url: snapshot for snapshot in found}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError):
        raise FairtownError(
            f"fetch: {path} is no index of snapshots; remove it, and every file is asked for anew"
        ) from None
    except OSError as error:
        raise FairtownError(f"fetch: {path} cannot be read: {files.reason(error)}") from None


def write(root: Path, entries: dict[str, Snapshot]) -> None:
    """Write the index of a folder of snapshots, whole or not at all."""
    lines = ["# What publishers' files were when they came; written by `fairtown fetch`.\n"]
    for url in sorted(entries):
        lines.append("\n[[file]]\n")
        lines += [f"{name} = {_toml(value)}\n" for name, value in asdict(entries[url]).items()]
    files.write(root / INDEX, "".join(lines))


def _toml(value: Any) -> str:
    if isinstance(value, (tuple, list)):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, int):
        return str(value).lower()
    text = "".join(c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in value)
    return f'"{text}"'


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Let one command at a time change a folder, which is made where it is missing; a second one waits."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise FairtownError(f"fetch: nothing can be stored in {folder}: {files.reason(error)}") from None
    try:
        with contextlib.suppress(OSError):  # a disk that knows no locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
