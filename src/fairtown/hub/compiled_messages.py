"""Compiles the catalog of a language without any system tool.

Apart from what lists its messages, which loads every report: the gateway of a site needs none of that to start.
"""

from __future__ import annotations

import os
from pathlib import Path

from fairtown.concepts import FairtownError
from fairtown.translations import CATALOGS

LOCALE = CATALOGS


def compile_messages() -> None:
    """Write a .mo beside every .po that is newer than it.

    Raises FairtownError where there is none and none can be written, as where the site runs as a user that owns nothing
    of the program; `make install` writes them.
    """
    for po in LOCALE.glob("*/LC_MESSAGES/*.po"):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        if os.access(po.parent, os.W_OK):
            _compile(po, mo)
        elif not mo.exists():
            raise FairtownError(f"{mo}: cannot be written; run `make install` as the owner of that folder")


def _compile(po: Path, mo: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with po.open("rb") as source:
        catalog = read_po(source, locale=po.parts[-3])
    # two servers may start at once
    part = mo.with_suffix(f".{os.getpid()}.part")
    with part.open("wb") as out:
        write_mo(out, catalog)
    part.replace(mo)
