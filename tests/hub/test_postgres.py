"""The tests of records once more, on a PostgreSQL that is started for them."""

import os
import subprocess
import sys
from pathlib import Path

RUN_AGAIN = (
    "test_contributions_review.py", "test_contributions_form.py", "test_sign_in.py", "test_passwords.py",
    "test_mail.py", "test_joining.py", "test_own_page.py", "test_suppressions.py", "test_people_exchange.py",
    "test_alerts.py", "test_newsletters.py", "test_campaign_letters.py", "test_campaign_pages.py",
    "test_campaign_desk.py", "test_giving.py", "test_gift_events.py", "test_gift_desk.py", "test_gift_gate.py",
    "test_help.py", "test_intake.py", "test_append_only.py", "test_invitations.py",
)  # fmt: skip
#: These name a database of their own.
SAME_ON_ANY = ("test_contributions_review.py::test_a_database_that_cannot_be_used_is_told_in_one_line",)


def test_records_are_kept_the_same_on_postgresql(
    migrated_postgresql: str, release_folder: Path, tmp_path: Path
) -> None:
    folder = Path(__file__).parent
    command = [
        sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", f"--basetemp={tmp_path}/run",
        *(str(folder / name) for name in RUN_AGAIN),
        *(f"--deselect={(folder / name).relative_to(folder.parents[1])}" for name in SAME_ON_ANY),
    ]  # fmt: skip
    given = {"FAIRTOWN_DATABASE": migrated_postgresql, "FAIRTOWN_TEST_RELEASE": str(release_folder)}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    run = subprocess.run(
        command, env=inherited | given, cwd=folder.parents[1], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout[-3000:]
    assert "postgresql" in run.stdout
