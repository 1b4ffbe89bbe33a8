"""No test stands where `make test` passes it by: in a folder that pytest leaves out, or under another name."""

import re
from pathlib import Path

import pytest
from _pytest.pathlib import fnmatch_ex

TESTS = Path(__file__).parents[1]
FILES = sorted(path.relative_to(TESTS) for path in TESTS.rglob("*.py"))
TEST = re.compile(r"^(?:async )?def test_\w+\(", re.MULTILINE)


def test_no_folder_of_tests_is_left_out(pytestconfig: pytest.Config) -> None:
    left_out = pytestconfig.getini("norecursedirs")
    assert [
        str(folder)
        for folder in sorted({parent for path in FILES for parent in path.parents})
        if any(fnmatch_ex(pattern, TESTS / folder) for pattern in left_out) and folder.name != "__pycache__"
    ] == []


def test_every_file_with_tests_is_named_as_one(pytestconfig: pytest.Config) -> None:
    named = pytestconfig.getini("python_files")
    assert [
        str(path)
        for path in FILES
        if TEST.search((TESTS / path).read_text()) and not any(path.match(pattern) for pattern in named)
    ] == []


@pytest.mark.parametrize("folder", ["build", "dist"])
def test_a_room_may_have_any_name(folder: str, pytestconfig: pytest.Config) -> None:
    """Pytest's own list leaves out `build`: for months the tests of the builder ran by name alone."""
    assert not any(fnmatch_ex(pattern, TESTS / folder) for pattern in pytestconfig.getini("norecursedirs"))
