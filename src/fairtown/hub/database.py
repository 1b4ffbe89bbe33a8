"""Where records are stored: SQLite in a folder of its own, or the PostgreSQL that $FAIRTOWN_DATABASE names."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from fairtown.concepts import FairtownError

FILE, KEY, KEY_VARIABLE = "records.sqlite3", "secret_key", "FAIRTOWN_SECRET_KEY"
SCHEMES = ("postgres", "postgresql")
#: Seconds that a writer waits for another one.
PATIENCE = 20
#: Seconds that a thread keeps its connection: SQLite, too, reads the whole schema again for each new one.
KEPT_OPEN = 60


def database(address: str, folder: Path) -> dict[str, Any]:
    """Return Django's settings of the database at `address`, SQLite in `folder` if it is blank.

    Raises FairtownError, without repeating the password, if the address is none.
    """
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(folder / FILE),
            "CONN_MAX_AGE": KEPT_OPEN,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": PATIENCE,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;",
            },
        }
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        parts, port = None, None
    if parts is None or parts.scheme not in SCHEMES or not parts.path.strip("/"):
        raise FairtownError(
            "$FAIRTOWN_DATABASE cannot be read, expected postgres://USER:PASSWORD@HOST:PORT/NAME; leave it blank "
            "for SQLite"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(port or ""),
        "CONN_MAX_AGE": KEPT_OPEN,
        "CONN_HEALTH_CHECKS": True,
    }


def secret_key(given: str, folder: Path) -> str:
    """Return the key that signs staff sessions: the one given, else one stored in `folder`, made once."""
    if given:
        return given
    path = folder / KEY
    if path.exists():
        return path.read_text(encoding="utf-8").strip()
    return secrets.token_urlsafe(48)


def keep_key(key: str, folder: Path) -> str:
    """Store the key in `folder` if none is there, readable by its owner only, and return the one to sign with.

    Website and job process may begin at once, each with a key of its own: the first one stored holds for both, unless
    $FAIRTOWN_SECRET_KEY names one.
    """
    stored = stored_once(folder / KEY, key)
    return key if os.environ.get(KEY_VARIABLE) else stored


def restrict_to_owner(folder: Path) -> None:
    """Let nobody but the owner read the database in `folder`; SQLite gives its other files the same rights."""
    path = folder / FILE
    path.touch(mode=0o600)
    for found in folder.glob(f"{FILE}*"):
        found.chmod(0o600)


def new_secret(path: Path) -> str:
    """Return the secret stored in a file, which is made, readable by its owner only, if it is not there."""
    return stored_once(path, secrets.token_urlsafe(48))


def stored_once(path: Path, text: str) -> str:
    """Store a text in a file, readable by its owner only, unless there is one; return what the file holds.

    The file appears whole: of two processes at once, the second reads what the first one wrote, never a part of it.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        descriptor, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as out:
                out.write(text + "\n")
            with suppress(FileExistsError):
                os.link(part, path)
        finally:
            Path(part).unlink()
    return path.read_text(encoding="utf-8").strip()
