"""Translations: compiles the catalog of a language without any system tool, and lists what it must hold."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent / "locale"


def compile_messages() -> None:
    """Write a .mo beside every .po that is newer than it."""
    for po in LOCALE.glob("*/LC_MESSAGES/django.po"):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as source:
            catalog = read_po(source, locale=po.parts[-3])
        part = mo.with_suffix(".part")
        with part.open("wb") as out:
            write_mo(out, catalog)
        part.replace(mo)
