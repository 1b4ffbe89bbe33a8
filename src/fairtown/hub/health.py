"""/health/: whether the site can answer, for a monitor. It names which part is away, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fairtown.concepts import FairtownError
from fairtown.hub.jobs.models import JobRun
from fairtown.hub.release_access import current_release

#: Some job runs every minute; so long after the last one, the job process is away.
JOBS_LATE = timedelta(minutes=15)
AWAY = 503


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 where database, release and clock are there, else 503."""
    parts = {"database": _has_database(), "release": _has_release(), "jobs": _has_jobs()}
    is_well = all(parts.values())
    states = {name: "ok" if well else "fault" for name, well in {"status": is_well, **parts}.items()}
    return JsonResponse(states, status=200 if is_well else AWAY)


def _has_database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError:
        return False


def _has_release() -> bool:
    try:
        return current_release().path.exists()
    except (FairtownError, OSError):
        return False


def _has_jobs() -> bool:
    """Whether the clock runs; a site that has just begun has no runs yet."""
    try:
        last = JobRun.objects.order_by("-ran_at").values_list("ran_at", flat=True).first()
    except DatabaseError:
        return False
    return last is None or now() - last < JOBS_LATE
