"""What scripts of the site may not do, and what is installed with it."""

import re
from pathlib import Path

import pytest

import fairtown

ROOT = Path(__file__).parents[2]
HUB = Path(fairtown.__file__).parent / "hub"
#: These put answers of this site into a page, HTML of templates that escape; no text of readers or of files.
WITH_HTML_OF_OURS = {"answer.js", "figure-popover.js", "scenario.js", "selection.js"}
#: Pages and their own workers; nothing listens to other windows.
WITH_MESSAGES = {"giving.js", "giving-work.js"}


def scripts_with(pattern: str) -> set[str]:
    scripts = [*(HUB / "frontend").glob("*.js"), *(HUB / "static").glob("*.js")]
    assert len(scripts) > 20
    return {path.name for path in scripts if re.search(pattern, path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize(
    ("what", "where"),
    [
        (r"\.(?:innerHTML|outerHTML) *=|insertAdjacentHTML|srcdoc|document\.write", WITH_HTML_OF_OURS),
        (r"localStorage|sessionStorage|indexedDB|document\.cookie", set()),
        (r"\beval\(|new Function\(|setTimeout\(['\"]", set()),
        (r"addEventListener\(['\"]message|\.?onmessage", WITH_MESSAGES),
    ],
)
def test_what_scripts_do_stands_in_few_places(what: str, where: set[str]) -> None:
    assert scripts_with(what) == where


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_each_requirement_is_one_version_with_hashes(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
    assert len(lines) > 30
    pinned = re.compile(r"[\w.\[\]-]+==\S+( *;[^-]*)? +(--hash=sha256:[0-9a-f]{64} *)+")
    assert [line[:60] for line in lines if not pinned.fullmatch(line)] == []
