"""Builds the release of a package with one more survey and asks its pages: run by test_next_survey.py, in that package.

python next_survey.py FOLDER ADDRESS…: builds into FOLDER/releases and writes pages.json, {address: text}, beside it.
"""

import json
import os
import sys
from pathlib import Path

FOLDER, ADDRESSES = Path(sys.argv[1]), sys.argv[2:]
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "fairtown.hub.settings",
    "FAIRTOWN_RELEASES": str(FOLDER / "releases"),
    "FAIRTOWN_RECORDS": str(FOLDER / "records"),
}


def no_tiles(folder: Path, *_: object) -> None:
    """Write no tiles: they have no words."""
    folder.mkdir()


def build() -> None:
    from fairtown.build import cache, tiles
    from fairtown.build import release as build

    tiles.write_tiles = no_tiles
    build.build(FOLDER / "releases", date="2026-01-01", cache=cache.Cache(cache.folder()))


def ask() -> dict[str, str]:
    import django

    (FOLDER / "records").mkdir()
    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from fairtown.hub.messages import compile_messages

    compile_messages()
    call_command("migrate", verbosity=0)
    visitor = Client(headers={"host": "localhost"})
    return {address: visitor.get(address).content.decode() for address in ADDRESSES}


def untranslated() -> list[str]:
    from babel.messages.pofile import read_po

    from fairtown.hub.messages import LOCALE, is_translated, wanted
    from fairtown.hub.release_access import current_release

    with (LOCALE / "es/LC_MESSAGES/django.po").open("rb") as file:
        spanish = read_po(file, locale="es")
    found = ((texts[0], spanish.get(texts[0])) for texts in wanted(current_release()))
    return [text for text, message in found if message is None or not is_translated(message.string)]


if __name__ == "__main__":
    build()
    pages = ask() | {"untranslated": "\n".join(untranslated())}
    (FOLDER / "pages.json").write_text(json.dumps(pages))
