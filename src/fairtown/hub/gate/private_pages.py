"""What every page of one person has: no cache stores it, no search engine lists it, no other site learns of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

View = Callable[..., HttpResponse]


def without_referrer(view: View) -> View:
    """Mark a page whose address is a secret: no search engine lists it, no other page learns of it."""

    @wraps(view)
    def marked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return marked


def private_page(view: View) -> View:
    """Mark a page that is asked for, or sent, by whoever has its link; no cookie, so no token of one either."""

    @wraps(view)
    def marked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = without_referrer(view)(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(marked))
