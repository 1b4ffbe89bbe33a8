"""Who may read messages of people who ask for help: referral staff with a fresh second factor, and nobody else.

The group is asked for itself, since Django gives a superuser every permission.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.debug import sensitive_post_parameters

from fairtown.hub.staff.roles import REFERRAL, fresh_factor_required, in_role

View = Callable[..., HttpResponse]


def referral_staff_only(view: View) -> View:
    """Let referral staff whose second factor is fresh see a page, which nothing stores."""
    fresh = fresh_factor_required(view)

    @wraps(fresh)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not in_role(request.user, REFERRAL):
            raise PermissionDenied
        response = fresh(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return staff_member_required(sensitive_post_parameters()(guarded))
