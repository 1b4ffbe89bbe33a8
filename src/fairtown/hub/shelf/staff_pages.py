"""Pages of the site of staff that no table of Django's makes: who may see them, and their frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.admin.sites import site
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

View = Callable[..., HttpResponse]


def staff_page(permission: str) -> Callable[[View], View]:
    """Let only staff with a permission, like "giving.view_gift", at a view; no cache stores it."""

    def guarded(view: View) -> View:
        return never_cache(staff_member_required(permission_required(permission, raise_exception=True)(view)))

    return guarded


def render_for_staff(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Return a page in the frame of the site of staff."""
    return render(request, template, {**site.each_context(request), **context}, status=status)
