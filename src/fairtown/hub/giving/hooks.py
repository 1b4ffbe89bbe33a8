"""What the gateway tells us: an event is verified, stored, and acknowledged; the job process applies it afterwards."""

from __future__ import annotations

from http import HTTPStatus
from time import monotonic, sleep, time
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from fairtown.hub.database import PATIENCE
from fairtown.hub.giving.config import API_VERSION
from fairtown.hub.giving.models import Event
from fairtown.hub.giving.signatures import UnsignedError, signed_event

#: Seconds after which an event looks again whether SQLite's lock is free.
LOOKS_AGAIN = 0.003


@csrf_exempt
@never_cache
@require_POST
def stripe(request: HttpRequest) -> HttpResponse:
    """Store an event once, whatever it says, and say so. What is not signed, or of the wrong mode, leaves no row."""
    gateway = settings.GIVING
    try:
        given = request.headers.get("Stripe-Signature", "")
        event = signed_event(request.body, given, gateway.secrets, time())
    except UnsignedError as error:
        return HttpResponse(f"{error}\n", status=HTTPStatus.BAD_REQUEST, content_type="text/plain")
    if event.get("livemode") is not gateway.is_live:
        return HttpResponse("wrong mode\n", status=HTTPStatus.BAD_REQUEST, content_type="text/plain")
    keep(event, request.body.decode())
    return HttpResponse(status=HTTPStatus.OK)


def keep(event: dict[str, Any], body: str) -> bool:
    """Store an event that is not there yet; return whether it was new. One of another API version waits for staff."""
    is_ours = event.get("api_version") == API_VERSION
    row = Event(
        event_id=event["id"], kind=event["type"], body=body,
        state=Event.State.WAITING if is_ours else Event.State.HELD,
        why="" if is_ours else f"version {str(event.get('api_version'))[:60]}",
    )  # fmt: skip
    if Event.objects.filter(event_id=event["id"]).exists():
        return False
    _store(row)
    return True


def _store(row: Event) -> None:
    """Store an event; of two at once the database leaves the second out.

    SQLite waits for its lock by looking ever more seldom, up to ten times a second: the gateway would wait too long
    while the job process writes. So this looks itself.
    """
    if connection.vendor != "sqlite":
        Event.objects.bulk_create([row], ignore_conflicts=True)
        return
    end = monotonic() + PATIENCE
    _set_patience(0)
    try:
        while True:
            try:
                Event.objects.bulk_create([row], ignore_conflicts=True)
                return
            except OperationalError:
                if monotonic() > end:
                    raise
                sleep(LOOKS_AGAIN)
    finally:
        _set_patience(PATIENCE)


def _set_patience(seconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout={seconds * 1000}")
