import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.test import Client

from fairtown.hub.messages import LOCALE, is_translated, wanted
from fairtown.release.reader import OpenRelease

PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}|</?\w+>")


@pytest.fixture(scope="module")
def spanish() -> Catalog:
    with (LOCALE / "es/LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file, locale="es")


def test_no_message_lacks_its_spanish(spanish: Catalog, release: OpenRelease) -> None:
    missing = []
    for texts in wanted(release):
        found = spanish.get(texts[0])
        if found is None or not is_translated(found.string):
            missing.append(texts[0])
    assert not missing, f"add to {LOCALE}/es: python -m fairtown.hub.messages; missing {missing[:5]}"


def test_translations_keep_the_placeholders(spanish: Catalog) -> None:
    for message in spanish:
        if not message.id:
            continue
        texts = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for string in strings:
            assert set(PLACEHOLDER.findall(string)) == set(PLACEHOLDER.findall(texts[-1])), texts


def test_a_percent_sign_is_doubled_in_every_translation(spanish: Catalog) -> None:
    """Sentences with %% are filled in: a single sign in their Spanish would break the page, in Spanish alone."""
    for message in spanish:
        if message.id and "%%" in str(message.id):
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            assert not any(re.search(r"(?<!%)%(?![%(])", string) for string in strings), message.id


def test_a_translation_holds_no_english_of_its_message(spanish: Catalog) -> None:
    """Eight words in a row that stand in both were left in by mistake: names and formulas are shorter."""
    left_in = []
    for message in spanish:
        for text in message.id if isinstance(message.id, tuple) else (message.id,):
            string = message.string if isinstance(message.string, str) else " ".join(message.string)
            runs = re.findall(r"(?=\b((?:[A-Za-z]{2,}[,;]? ){7}[A-Za-z]{2,})\b)", text)
            left_in += [run for run in runs if run in string]
    assert left_in == []


def test_drawings_and_pages_call_a_tract_the_same(spanish: Catalog) -> None:
    strings = [str(message.string) for message in spanish if message.id]
    assert [string for string in strings if re.search(r"\btractos?\b", string, re.IGNORECASE)] == []


def test_a_spanish_page_holds_no_english_sentence(site: Client) -> None:
    html = site.get("/es/towns/hartford/people/").content.decode()
    for english in ("Who lives here", "Assisted homes over time", "margin of error", "White, not Hispanic"):
        assert english not in html
    assert "Blancos, no hispanos" in html


def test_each_page_leads_to_itself_in_the_other_language(site: Client) -> None:
    assert 'href="/es/towns/hartford/"' in site.get("/towns/hartford/").content.decode()
    assert 'hreflang="en" href="/towns/hartford/"' in site.get("/es/towns/hartford/").content.decode()


def test_the_drawings_speak_the_language_of_their_page(site: Client, release_folder: Path) -> None:
    for address, name, label in (("/", "modern.svg", "Very High"), ("/es/", "modern.es.svg", "Muy alta")):
        assert f"/maps/{name}" in site.get(address).content.decode()
        assert label in (release_folder / "maps" / name).read_text()


FOUR_SERVERS = """
import os, pathlib, sys, traceback
from fairtown.hub import compiled_messages
compiled_messages.LOCALE = pathlib.Path(sys.argv[1])
for _ in range(4):
    if not os.fork():
        os.read(0, 1)
        try:
            compiled_messages.compile_messages()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
sys.exit(sum(os.wait()[1] != 0 for _ in range(4)))
"""


def test_servers_that_start_at_once_do_not_take_each_others_translation(tmp_path: Path) -> None:
    shutil.copytree(LOCALE, tmp_path / "locale", ignore=shutil.ignore_patterns("*.mo"))
    command = [sys.executable, "-c", FOUR_SERVERS, str(tmp_path / "locale")]
    done = subprocess.run(command, input=b"goes", capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    assert {path.name for path in tmp_path.rglob("django*") if path.suffix != ".po"} == {
        "django.mo",
        "djangojs.mo",
    }
