"""The table of ASVS names tests that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_each_test_that_the_table_names_is_there() -> None:
    text = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(tests/[\w/]+\.py)(?:::(\w+))?", text))
    assert len(named) > 40
    missing = [
        f"{path}::{name}"
        for path, name in named
        if not (ROOT / path).exists()
        or (name and f"def {name}(" not in (ROOT / path).read_text(encoding="utf-8"))
    ]
    assert missing == []


def test_each_page_that_the_table_names_is_there() -> None:
    text = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
    pages = set(re.findall(r"\]\(([\w-]+\.(?:md|conf))", text))
    assert [page for page in pages if not (ROOT / "docs" / page).exists()] == []
