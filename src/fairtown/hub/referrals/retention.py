"""What the clock does with messages: deletes those that are due, and tells referral staff by mail that some wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils.timezone import localdate, localtime

from fairtown.hub.jobs.deleted_rows import fold_log
from fairtown.hub.jobs.registry import periodic
from fairtown.hub.referrals import models, notices
from fairtown.hub.referrals.models import REFERRED_LIFE, Intake, Reading
from fairtown.hub.running import apart


def register() -> None:
    """Let the clock do it once an hour."""
    periodic("intake-retention", timedelta(hours=1))(delete_due)
    periodic("intake-mail", timedelta(hours=1))(tell_staff)
    periodic("intake-copies", timedelta(hours=1))(prune_copies)
    apart.hold_apart("referrals.Intake", over)


def delete_due() -> int:
    """Delete the messages whose day has come, and what the database still holds of them; return how many."""
    n_rows, _by_model = Intake.objects.due().delete()
    if n_rows:
        fold_log()
        _vacuum()
    return n_rows


def over(rows: Sequence[apart.Row]) -> set[str]:
    """Return the keys of those messages of a copy that are to be deleted: by their day, or by the trace.

    The copy may be older than the day on which a message was passed on or deleted; the trace is never shortened.
    """
    today = models.localdate()
    due = {str(row["pk"]) for row in rows if row["fields"]["delete_on"] <= today.isoformat()}
    acts = Reading.objects.filter(intake__in=[row["pk"] for row in rows])
    deleted = acts.filter(act=Reading.Act.DELETED).values_list("intake", flat=True)
    passed_on = acts.filter(act=Reading.Act.REFERRED).values_list("intake", "at")
    old = {intake for intake, at in passed_on if localtime(at).date() + REFERRED_LIFE <= today}
    return due | {str(intake) for intake in old | set(deleted)}


def prune_copies() -> int:
    """Delete what is over from the copy beside the backups, where no backup is made any more; return how many."""
    return apart.prune(settings.BACKUPS)


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
