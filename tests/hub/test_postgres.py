"""The tests of people and their mail once more, on a PostgreSQL that is started for them."""

from pathlib import Path

from fairtown.release.reader import OpenRelease

from .postgresql_run import run_on_postgresql

RUN_AGAIN = (
    "test_mail.py", "test_joining.py", "test_own_page.py", "test_suppressions.py", "test_people_exchange.py",
    "test_alerts.py", "test_newsletters.py", "test_campaign_letters.py", "test_campaign_pages.py",
    "test_campaign_desk.py", "test_help.py", "test_intake.py",
)  # fmt: skip
#: These ask no database.
SAME_ON_ANY = ("test_intake.py::test_a_passphrase_opens_a_key_of_age",)


def test_people_and_mail_are_kept_the_same_on_postgresql(
    migrated_postgresql: str, release_folder: Path, nation_release: OpenRelease, tmp_path: Path
) -> None:
    run_on_postgresql(RUN_AGAIN, migrated_postgresql, release_folder, nation_release, tmp_path, SAME_ON_ANY)
