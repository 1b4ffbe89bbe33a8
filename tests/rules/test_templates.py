"""What templates may not do."""

import re
from pathlib import Path

import pytest

import fairtown

TEMPLATES = sorted((Path(fairtown.__file__).parent / "hub" / "templates").rglob("*.html"))
LONGEST_LINE = 120
BLOCK = re.compile(r"{% blocktranslate\b([^%]*)%}(.*?){% endblocktranslate %}", re.DOTALL)
BY_POSITION = re.compile(r"[a-z_]\.\d+\b")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_figure_is_picked_by_its_position(path: Path) -> None:
    """A row or column put in between would change what a sentence says, and nothing would notice."""
    tags = re.findall(r"{[{%](.*?)[%}]}", path.read_text(encoding="utf-8"), re.DOTALL)
    found = [tag for tag in tags if BY_POSITION.search(re.sub(r'"[^"]*"', "", tag))]
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
