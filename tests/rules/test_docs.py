"""What the documents point to is there: links, files and folders."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")])
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
#: A path of the repository in backquotes; one with `<…>`, `*` or `…` stands for many.
PATH = re.compile(r"`((?:src|tests|docs|benchmarks|tools)/[^`\s<>*…:]+)`")
#: Names of files in documents are short where the package is meant.
SHORT = re.compile(
    r"`((?:build|cli|data|drawings|hub|measures|release|reports|scenarios|states)/[\w/.-]+\.py)`"
)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_document_points_to_is_there(document: Path) -> None:
    text = document.read_text()
    gone = [link for link in LINK.findall(text) if not (document.parent / link).exists()]
    gone += [path for path in PATH.findall(text) if not (ROOT / path).exists()]
    gone += [path for path in SHORT.findall(text) if not (ROOT / "src" / "fairtown" / path).exists()]
    assert not gone, f"{document.name} points to {gone}"


def test_the_documents_for_newcomers_are_there() -> None:
    assert {"tour", "add-a-state", "add-a-page", "add-a-source", "add-a-measure"} <= {
        p.stem for p in DOCUMENTS
    }
