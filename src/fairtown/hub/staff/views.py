"""The page of a form of staff that came without its token."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def not_signed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form was open for too long, or made elsewhere; `reason`: Django's, not shown."""
    why = _(
        "This form was open for too long, or you signed out. Go back, load the page again, and send it once more."
    )
    return render(request, "400.html", {"why": why}, status=HTTPStatus.FORBIDDEN)
