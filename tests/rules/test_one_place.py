"""What stands in one place only."""

import re
from pathlib import Path

import pytest

import fairtown

SOURCE = Path(fairtown.__file__).parent
SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE)\b[^\"]*?\b(FROM|INTO|SET)\b")
#: The reader of a release, in three files, and what writes it.
WITH_SQL = {"release/reader.py", "release/database.py", "release/contents.py", "build/database.py"}


#: What Django's queries cannot say about records: triggers, many rows at once or made of rows, copies that are whole.
RECORDS_WITH_SQL = {
    "hub/staff/append_only.py", "hub/newsletters/deliveries.py", "hub/running/backup.py", "hub/shelf/insert_rows.py",
}  # fmt: skip


def with_text(pattern: re.Pattern[str], *globs: str) -> set[str]:
    files = (path for glob in globs for path in SOURCE.rglob(glob))
    return {
        path.relative_to(SOURCE).as_posix()
        for path in files
        if pattern.search(path.read_text(encoding="utf-8"))
    }


def test_few_files_hold_sql() -> None:
    assert with_text(SQL, "*.py") == WITH_SQL | RECORDS_WITH_SQL


def test_publishers_are_asked_in_one_place_only() -> None:
    """Readers work on bytes, and nothing else below the hub uses the network."""
    modules = r"pooch|requests|urllib3|urllib\.request|http\.client|socket|ftplib|httpx"
    network = re.compile(rf"^\s*(?:import|from) (?:{modules})\b", re.MULTILINE)
    assert with_text(network, "*.py") - with_text(network, "hub/**/*.py") == {"data/snapshots.py"}


def test_a_margin_is_written_in_one_place_only() -> None:
    """No other file joins ± and a number; words about the sign may stand anywhere."""
    assert with_text(re.compile(r"± ?[{%]"), "*.py", "*.html") == set()


def test_a_file_to_take_away_is_made_in_one_place_only() -> None:
    assert with_text(re.compile("Content-Disposition"), "hub/**/*.py") == {"hub/shelf/downloads.py"}


@pytest.mark.parametrize(
    ("what", "place"),
    [
        (r"\bSQFT_PER_ACRE = ", "units.py"),
        (r"multiprocessing\.get_", "processes.py"),
        (r"Very Low\W+Low\W+Moderate", "vocabulary.py"),
        (r"uncertain\W+leaning\W+stable", "vocabulary.py"),
        (r"all_places if \w+\[.level.\] == .state.", "release/reader.py"),
        (r"\bdef largest_remainder\b", "measures/fair_share/allocation/whole_homes.py"),
    ],
)
def test_what_many_files_need_stands_once(what: str, place: str) -> None:
    assert with_text(re.compile(what), "*.py", "*.html") == {place}
