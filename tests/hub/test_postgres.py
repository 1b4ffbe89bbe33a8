"""The tests of people, their mail, staff, contributions and gifts once more, on a PostgreSQL started for them."""

from pathlib import Path

from fairtown.release.reader import OpenRelease

from .postgresql_run import run_on_postgresql

#: By one pytest, which takes as long to begin as a fifth of them.
RUN_AGAIN = (
    "test_mail.py", "test_joining.py", "test_own_page.py", "test_suppressions.py", "test_people_exchange.py",
    "test_alerts.py", "test_newsletters.py", "test_campaign_letters.py", "test_campaign_pages.py",
    "test_campaign_desk.py", "test_help.py", "test_intake.py",
    "test_contributions_review.py", "test_contributions_form.py", "test_sign_in.py", "test_passwords.py",
    "test_giving.py", "test_gift_events.py", "test_gift_desk.py", "test_gift_gate.py", "test_append_only.py",
    "test_invitations.py",
)  # fmt: skip


def test_what_people_and_staff_write_is_kept_the_same_on_postgresql(
    migrated_postgresql: str, release_folder: Path, nation_release: OpenRelease, tmp_path: Path
) -> None:
    run_on_postgresql(RUN_AGAIN, migrated_postgresql, release_folder, nation_release, tmp_path)
