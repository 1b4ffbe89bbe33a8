"""The language of the pages of staff: what their owner chose, else what the browser asks for."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.views.decorators.http import require_POST

from fairtown.hub.staff import second_factor
from fairtown.hub.staff.second_factor import account_of

Handler = Callable[[HttpRequest], HttpResponse]
#: In the session, from the account's profile, which the editor of pages uses too.
LANGUAGE = "language"
CODES = dict(settings.LANGUAGES)


def language_of_staff(get_response: Handler) -> Handler:
    """Speak the language of the member of staff; addresses under /staff/ are the same in all languages."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(settings.SESSION_COOKIE_PATH):
            translation.activate(_language(request))
            request.LANGUAGE_CODE = translation.get_language()
        return get_response(request)

    return middleware


def _language(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        if LANGUAGE not in request.session:
            request.session[LANGUAGE] = _chosen(account_of(request))
        if (chosen := request.session[LANGUAGE]) in CODES:
            return str(chosen)
    return translation.get_language_from_request(request)


def _chosen(user: User) -> str:
    """Return the language that an account chose; blank if it chose none."""
    from wagtail.users.models import UserProfile

    own = UserProfile.objects.filter(user=user).values_list("preferred_language", flat=True)
    return str(next(iter(own), ""))


def preferred(user: User) -> str:
    """Return the language in which an account is written to."""
    return _chosen(user) or settings.LANGUAGE_CODE


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Store the language of the account, and go back."""
    code, path = request.POST.get("language", ""), request.POST.get("next", "")
    if code in CODES and request.user.is_authenticated:
        from wagtail.users.models import UserProfile

        UserProfile.objects.update_or_create(user=request.user, defaults={"preferred_language": code})
        request.session[LANGUAGE] = code
    return redirect(path if second_factor.is_inside(path) else settings.LOGIN_REDIRECT_URL)
