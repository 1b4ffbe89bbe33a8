"""The catalog of the pages as a build reads it, without Django."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from fairtown.translations import ENGLISH, LANGUAGES, catalogs, read_catalog, suffix, translator


@pytest.mark.parametrize("path", catalogs(), ids=lambda path: path.parts[-3])
def test_every_message_is_what_another_reader_finds(path: Path) -> None:
    with path.open("rb") as file:
        expected = {m.id: m.string for m in read_po(file) if isinstance(m.id, str) and m.id and m.string}
    found = read_catalog(path)
    assert len(expected) > 1000
    assert {message: found[message] for message in expected} == expected
    assert found.keys() - expected.keys() == {""}


def test_a_text_over_several_lines_keeps_its_quotes_and_ends_of_lines(tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    path.write_text(
        'msgid ""\nmsgstr ""\n"Language: es\\n"\n\n'
        '#, python-format\nmsgid ""\n"a \\"b\\" "\n"%(c)s"\nmsgstr "á\\n"\n"\\\\ñ"\n\n'
        'msgid "left"\nmsgstr ""\n\n'
        'msgctxt "of a hand"\nmsgid "right"\nmsgstr "derecha"\n\n'
        'msgid "%(n)s town"\nmsgid_plural "%(n)s towns"\nmsgstr[0] "x"\nmsgstr[1] "y"\n\n'
        '#~ msgid "old"\n#~ msgstr "viejo"\n'
    )
    assert read_catalog(path) == {"": "Language: es\n", 'a "b" %(c)s': "á\n\\ñ"}


def test_each_language_has_its_texts_and_names_of_files() -> None:
    assert LANGUAGES[0] == ENGLISH
    assert [translator(language)("Very High") for language in LANGUAGES] == ["Very High", "Muy alta"]
    assert [suffix(language) for language in LANGUAGES] == ["", ".es"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_without_translation_stays_english(language: str) -> None:
    assert translator(language)("No page says this.") == "No page says this."
