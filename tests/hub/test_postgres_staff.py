"""The tests of staff, contributions and gifts once more, on a PostgreSQL that is started for them.

A file of its own beside test_postgres.py, so that two workers run them side by side.
"""

from pathlib import Path

from fairtown.release.reader import OpenRelease

from .postgresql_run import run_on_postgresql

RUN_AGAIN = (
    "test_contributions_review.py", "test_contributions_form.py", "test_sign_in.py", "test_passwords.py",
    "test_giving.py", "test_gift_events.py", "test_gift_desk.py", "test_gift_gate.py", "test_append_only.py",
    "test_invitations.py",
)  # fmt: skip
#: These name a database of their own, or open a file of SQLite.
SAME_ON_ANY = (
    "test_contributions_review.py::test_a_database_that_cannot_be_used_is_told_in_one_line",
    "test_append_only.py::test_a_site_begins_with_its_triggers",
)


def test_staff_and_gifts_are_kept_the_same_on_postgresql(
    migrated_postgresql: str, release_folder: Path, nation_release: OpenRelease, tmp_path: Path
) -> None:
    run_on_postgresql(RUN_AGAIN, migrated_postgresql, release_folder, nation_release, tmp_path, SAME_ON_ANY)
