"""Whose site this is: name, address and tax number from one file, so that another organisation needs no code."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from fairtown.concepts import FairtownError

#: Samples of a state, and what every other state begins with.
SAMPLES, ANY_STATE = Path(__file__).parent / "pages" / "sample", "any"
FILE = "organisation.toml"
VARIABLE = "FAIRTOWN_ORG_FILE"
#: Pictures that every browser shows, by the end of their name.
PICTURES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}


@dataclass(frozen=True)
class Organisation:
    """Name, lines of the address, telephone, mail address and employer identification number (EIN), blank if unknown.

    `is_sample`: nobody has written a file of their own yet; `logo`: path of a picture, blank for fairtown's.
    """

    name: str
    address: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    ein: str = ""
    founded: int = 0
    logo: str = ""
    is_sample: bool = False


def own_name() -> str:
    """Return the name in $FAIRTOWN_ORG_FILE; blank where none is named. Raises FairtownError as `organisation` does."""
    return organisation("").name if os.environ.get(VARIABLE) else ""


def sample_folders(state: str) -> list[Path]:
    """Return where samples of a state are looked for, its own first; `state`: its two letters."""
    return [folder for folder in (SAMPLES / state, SAMPLES / ANY_STATE) if folder.is_dir()]


@cache
def organisation(state: str) -> Organisation:
    """Return whose site it is: of $FAIRTOWN_ORG_FILE, else the sample of the state.

    Raises FairtownError, naming file and field, if the file cannot be read.
    """
    given = os.environ.get(VARIABLE, "")
    path = Path(given) if given else next(f / FILE for f in sample_folders(state) if (f / FILE).exists())
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FairtownError(f"{path}: cannot be read ({error}); ${VARIABLE} names a TOML file") from None
    known = {field.name: field.type for field in fields(Organisation)}
    if unknown := sorted(values.keys() - known.keys()):
        raise FairtownError(f"{path}: unknown field {unknown[0]!r}, expected {', '.join(known)}")
    if not isinstance(values.get("name"), str) or not values["name"].strip():
        raise FairtownError(f'{path}: name is missing; write name = "…"')
    if not isinstance(values.get("address", []), list):
        raise FairtownError(f'{path}: address is no list of lines, expected ["street", "town"]')
    own = {"address": tuple(values.get("address", ())), "logo": _logo(path, values.get("logo", ""))}
    return Organisation(**values | own)


def _logo(path: Path, name: Any) -> str:
    """Return the path of the picture that a file of an organization names, beside it; blank if it names none."""
    if not name:
        return ""
    picture = path.parent / str(name)
    if picture.suffix not in PICTURES:
        raise FairtownError(
            f"{path}: logo is {str(name)!r}, expected a picture that ends in {', '.join(PICTURES)}"
        )
    if not picture.is_file():
        raise FairtownError(f"{path}: logo names {picture}, and there is no such file")
    return str(picture)
