"""Builds the release of a package with one more survey and asks its pages: run by test_next_survey.py, in that package.

python next_survey.py FOLDER RESULTS ADDRESS…: builds into FOLDER/releases and writes pages.json, {address: text},
beside it. RESULTS: a pickle of what the measures gave before that survey, and of what was absent.
"""

import json
import os
import pickle
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

FOLDER, RESULTS, ADDRESSES = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
SURVEY = "acs5."
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "fairtown.hub.settings",
    "FAIRTOWN_RELEASES": str(FOLDER / "releases"),
    "FAIRTOWN_RECORDS": str(FOLDER / "records"),
}


def no_tiles(folder: Path, *_: object) -> None:
    """Write no tiles: they have no words."""
    folder.mkdir()


def reuse_results() -> None:
    """Let measures return what they gave before for what the new survey cannot alter.

    That is the earlier years of the measures that have figures of the new survey too, and all that reads no survey.
    Whatever else rests on a survey, as what has figures of the newest alone, is computed.
    """
    from fairtown.data.federal import acs5
    from fairtown.measures import all_measures

    found, _absent = pickle.loads(RESULTS.read_bytes())
    before = {(measure_id, year): (rows, lineage) for measure_id, year, rows, lineage in found}
    measures = all_measures()
    for name, measure in measures.items():
        has_new = max(acs5.YEARS) in measure.years
        given = {
            year: before[name, year]
            for year in measure.years
            if (name, year) in before and (has_new or not rests_on_survey(before[name, year][1]))
        }
        measures[name] = replace(measure, compute=computed_or_given(measure.compute, given))


def rests_on_survey(lineage: dict[str, Any]) -> bool:
    return any(table.startswith(SURVEY) for table, _year in lineage["tables"] + lineage["through"])


def computed_or_given(compute: Callable[..., Any], given: dict[int, Any]) -> Callable[..., Any]:
    """Return a measure's formula that gives the years of `given` back, with what they were read from."""

    def result(inputs: Any, year: int) -> Any:
        if year not in given:
            return compute(inputs, year)
        rows, lineage = given[year]
        inputs.tables.update((table, edition) for table, edition in lineage["tables"])
        inputs.measures.update((name, used) for name, used in lineage["measures"])
        inputs.parameters.update(lineage["parameters"])
        return rows

    return result


def build() -> None:
    from fairtown.build import cache, tiles
    from fairtown.build import release as build

    reuse_results()
    tiles.write_tiles = no_tiles
    build.build(FOLDER / "releases", date="2026-01-01", cache=cache.Cache(cache.folder()))


def ask() -> dict[str, str]:
    from fairtown.hub.loading import set_up_django

    (FOLDER / "records").mkdir()
    set_up_django()
    from django.test import Client

    from fairtown.hub.compiled_messages import compile_messages
    from fairtown.hub.prepared import prepare_database

    compile_messages()
    prepare_database()
    visitor = Client(headers={"host": "localhost"})
    return {address: visitor.get(address).content.decode() for address in ADDRESSES}


def untranslated() -> list[str]:
    """Return what the release says that is in no translation; templates say the same with any survey."""
    from babel.messages.pofile import read_po

    from fairtown.hub.messages import LOCALE, is_translated, wanted_of_release
    from fairtown.hub.release_access import current_release

    with (LOCALE / "es/LC_MESSAGES/django.po").open("rb") as file:
        spanish = read_po(file, locale="es")
    found = ((texts[0], spanish.get(texts[0])) for texts in wanted_of_release(current_release()))
    return [text for text, message in found if message is None or not is_translated(message.string)]


if __name__ == "__main__":
    build()
    pages = ask() | {"untranslated": "\n".join(untranslated())}
    (FOLDER / "pages.json").write_text(json.dumps(pages))
