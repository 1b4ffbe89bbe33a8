"""What templates may not do."""

import re
from pathlib import Path

import fairtown

HUB = Path(fairtown.__file__).parent / "hub"
FOLDER = HUB / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
#: The frame of every page, and the pages of errors, whose names Django gives.
OF_NO_APP = {"base.html", "400.html", "404.html", "500.html", "503.html"}
#: Templates of Django's admin and of the editor that ours stand before: each includes or extends what it replaces.
OF_THE_EDITOR = {"admin", "wagtailadmin", "wagtail_localize"}
LONGEST_LINE = 120
BLOCK = re.compile(r"{% blocktranslate\b([^%]*)%}(.*?){% endblocktranslate %}", re.DOTALL)
INCLUDED = re.compile(r'{% include "([^"]+)"')
BY_POSITION = re.compile(r"[a-z_]\.\d+\b")


def test_no_figure_is_picked_by_its_position() -> None:
    """A row or column put in between would change what a sentence says, and nothing would notice."""
    found = [
        f"{path.relative_to(FOLDER)}: {tag}"
        for path in TEMPLATES
        for tag in re.findall(r"{[{%](.*?)[%}]}", path.read_text(encoding="utf-8"), re.DOTALL)
        if BY_POSITION.search(re.sub(r'"[^"]*"', "", tag))
    ]
    assert found == []


def test_lines_are_as_long_as_a_reader_can_take_in() -> None:
    """Nine in ten lines; what cannot be parted, like a tag with a long title, may be longer."""
    lengths = sorted(
        len(line) for path in TEMPLATES for line in path.read_text(encoding="utf-8").splitlines() if line
    )
    assert lengths[int(0.9 * len(lengths))] <= LONGEST_LINE


def test_a_long_sentence_is_one_message_however_it_is_wrapped() -> None:
    """A sentence over several lines without `trimmed` would be another message, and lose its translation."""
    for path in TEMPLATES:
        for tag, sentence in BLOCK.findall(path.read_text(encoding="utf-8")):
            assert "\n" not in sentence or "trimmed" in tag.split(), f"{path.name}: {sentence.strip()[:60]}"


def test_each_template_is_in_the_folder_of_its_app() -> None:
    assert {path.name for path in TEMPLATES if path.parent == FOLDER} == OF_NO_APP
    folders = {path.relative_to(FOLDER).parts[0] for path in TEMPLATES} - OF_NO_APP
    assert {name for name in folders if not (HUB / name / "__init__.py").exists()} == OF_THE_EDITOR


def test_a_template_includes_those_of_its_app_or_the_shelf() -> None:
    found = []
    for path in TEMPLATES:
        app = path.relative_to(FOLDER).parts[0]
        may = {app, "shelf", *({"django"} if app in OF_THE_EDITOR else ())}
        names = INCLUDED.findall(path.read_text(encoding="utf-8"))
        found += [f"{path.relative_to(FOLDER)}: {name}" for name in names if name.split("/")[0] not in may]
    assert found == []


def test_a_view_shows_templates_of_its_app_or_the_shelf() -> None:
    for path in HUB.glob("*/*.py"):
        for name in re.findall(r'"(\w+)/\w+\.html"', path.read_text(encoding="utf-8")):
            assert name in {path.parent.name, "shelf"}, f"{path.parent.name}/{path.name} shows {name}/"


def test_a_day_is_shown_as_people_write_it() -> None:
    """`2027-03-31` is for programs: it may stand in an attribute or an address, never between tags."""
    for path in TEMPLATES:
        template = re.sub(r"{%.*?%}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        text = re.sub(r"<[a-z][^<>]*>", "", template)
        assert "Y-m-d" not in text, path.name
