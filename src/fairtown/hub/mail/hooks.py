"""Where a mail server or a provider tells what did not arrive: a POST with the secret that both know."""

from __future__ import annotations

import json
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from fairtown.hub.mail import reports
from fairtown.hub.mail.bounces import Bounce
from fairtown.hub.mail.reports import Report

BEARER, JSON = "Bearer ", "application/json"


@csrf_exempt
@require_POST
@never_cache
def mail(request: HttpRequest) -> HttpResponse:
    """Take a report as it came by mail, or as JSON: {"address": "b+…@…", "kind": "hard", "detail": "…"}.

    204: noted. 400: no report. 403: another secret. 422: of no mail of ours, which covers a forged mark.
    """
    secret = settings.MAIL_HOOK_SECRET
    if not secret:
        raise Http404
    given = request.headers.get("Authorization", "")
    if not constant_time_compare(given, BEARER + secret):
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    report = _from_json(request.body) if request.content_type == JSON else reports.read(request.body)
    if report is None:
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    is_ours = reports.take(report)
    return HttpResponse(status=HTTPStatus.NO_CONTENT if is_ours else HTTPStatus.UNPROCESSABLE_ENTITY)


def _from_json(content: bytes) -> Report | None:
    try:
        values = json.loads(content)
        texts = [values["address"], values.get("detail", "")]
        kind = Bounce(values["kind"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return Report(kind, texts[1], (texts[0],)) if all(isinstance(text, str) for text in texts) else None
