"""What cannot be taken back asks for a fresh second factor; until the desk can ask for one, nobody gets there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def fresh_factor_required(view: View) -> View:
    """Refuse: there is no second factor yet."""

    @wraps(view)
    def refused(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise PermissionDenied

    return refused
