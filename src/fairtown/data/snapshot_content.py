"""Looks at what came before it counts: whether bytes are the kind of file that was asked for, and whole."""

from __future__ import annotations

import gzip
import json
import shutil
import zipfile
import zlib
from pathlib import Path

from fairtown.concepts import FairtownError
from fairtown.data.publishers import Remote

#: What answers mean that no later try can change.
MEANINGS = {
    400: "(it does not know such a question: are the table and the year right?)",
    401: "(it wants a key: give one with --key)",
    403: "(it refuses programs at times: try again later, or give a mirror with --from)",
    404: "(it has no such file: is the year published?)",
    410: "(it has the file no more)",
}
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
PAGE = (b"<!doctype html", b"<html")
#: Bytes at the beginning that tell what a file is.
HEAD = 4_096


def check(remote: Remote, path: Path, encoding: str = "") -> None:
    """Raise FairtownError, in one line, unless a file is of its kind and complete.

    `encoding`: what the answer said of it; one that was compressed for the way is unpacked in place.
    """
    if encoding.lower() in ("gzip", "x-gzip"):
        _unpack(remote, path)
    head = _head(path)
    if head.lstrip().lower().startswith(PAGE):
        raise _fault(remote, f"a web page came, expected a {remote.kind}; open the address in a browser")
    if head.startswith(GZIP) and remote.kind != "gzip":
        raise _fault(remote, f"it is compressed by gzip, expected a {remote.kind} as it is")
    {"table": _check_table, "json": _check_json, "gzip": _check_gzip}.get(remote.kind, _check_zip)(
        remote, path, head
    )


def _fault(remote: Remote, what: str) -> FairtownError:
    return FairtownError(f"fetch: {remote.name}: {what}")


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)


def _unpack(remote: Remote, path: Path) -> None:
    unpacked = path.with_suffix(".unpacked")
    try:
        with gzip.open(path, "rb") as packed, unpacked.open("wb") as file:
            shutil.copyfileobj(packed, file)
    except (OSError, EOFError, zlib.error):
        unpacked.unlink(missing_ok=True)
        raise _fault(remote, "it was compressed for the way and cannot be unpacked; try again") from None
    unpacked.replace(path)


def _check_table(remote: Remote, path: Path, head: bytes) -> None:
    text = head.removeprefix(b"\xef\xbb\xbf")
    if not text.startswith(remote.begins.encode()):
        first = text.split(b"\n", 1)[0][:40].decode("utf-8", "replace")
        raise _fault(remote, f"it begins with {first!r}, expected {remote.begins!r}")
    with path.open("rb") as file:
        file.seek(-1, 2)
        if file.read(1) not in b"\r\n":
            raise _fault(remote, "its last row has no end: the file is cut; try again")


def _check_json(remote: Remote, path: Path, head: bytes) -> None:
    if not head.lstrip().startswith(remote.begins.encode()):
        raise _fault(
            remote, f"it begins with {head[:40].decode('utf-8', 'replace')!r}, expected {remote.begins!r}"
        )
    try:
        json.loads(path.read_bytes())
    except ValueError:
        raise _fault(remote, "it is no complete JSON: the answer is cut; try again") from None


def _check_gzip(remote: Remote, path: Path, head: bytes) -> None:
    if not head.startswith(GZIP):
        raise _fault(remote, "it is not compressed by gzip, as its name says")
    try:
        with gzip.open(path, "rb") as file:
            text = file.read(len(remote.begins))
            while file.read(1 << 20):
                pass
    except (OSError, EOFError, zlib.error):
        raise _fault(remote, "it is cut or damaged: its checksum does not hold; try again") from None
    if text != remote.begins.encode():
        raise _fault(
            remote, f"it begins with {text.decode('utf-8', 'replace')!r}, expected {remote.begins!r}"
        )


def _check_zip(remote: Remote, path: Path, head: bytes) -> None:
    if not head.startswith(ZIP):
        raise _fault(remote, f"it is no {remote.kind}, which begins with PK")
    try:
        with zipfile.ZipFile(path) as archive:
            damaged = archive.testzip()
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error):
        damaged = "its end"
    if damaged:
        raise _fault(remote, f"it is cut or damaged at {damaged}; try again")
