"""What the gateway tells us: an event is verified, stored, and acknowledged; the job process applies it afterwards."""

from __future__ import annotations

from http import HTTPStatus
from time import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from fairtown.hub.giving.config import API_VERSION
from fairtown.hub.giving.models import Event
from fairtown.hub.giving.signatures import UnsignedError, signed_event


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
    # two at once: the database leaves the second out
    Event.objects.bulk_create([row], ignore_conflicts=True)
    return True
