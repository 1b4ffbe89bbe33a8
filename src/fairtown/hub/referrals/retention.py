"""What the clock does with messages: deletes those that are due, and tells referral staff by mail that some wait."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.utils.timezone import localdate

from fairtown.hub.jobs.deleted_rows import fold_log
from fairtown.hub.jobs.registry import periodic
from fairtown.hub.referrals import notices
from fairtown.hub.referrals.models import Intake


def register() -> None:
    """Let the clock do it once an hour."""
    periodic("intake-retention", timedelta(hours=1))(delete_due)
    periodic("intake-mail", timedelta(hours=1))(tell_staff)


def delete_due() -> int:
    """Delete the messages whose day has come, and what the database still holds of them; return how many."""
    n_rows, _by_model = Intake.objects.due().delete()
    if n_rows:
        fold_log()
        _vacuum()
    return n_rows


def _vacuum() -> None:
    """Let PostgreSQL drop deleted rows at once; SQLite overwrites them as it deletes (secure_delete)."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM {connection.ops.quote_name(Intake._meta.db_table)}")


def tell_staff() -> None:
    """Mail referral staff that messages came, once a day, and that some are late, once a week; not what they say."""
    today = localdate()
    new = Intake.objects.waiting().filter(is_announced=False)
    if new.exists():
        notices.mail("waiting", f"{today:%Y-%m-%d}", "intake-list")
        new.update(is_announced=True)
    if Intake.objects.late().exists():
        notices.mail("late", f"{today:%G-W%V}", "intake-list")
