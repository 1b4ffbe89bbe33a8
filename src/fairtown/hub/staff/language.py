"""The language of the pages of staff: what their owner chose, else what the browser asks for."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.views.decorators.http import require_POST

from fairtown.hub.staff import second_factor

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
            from wagtail.users.models import UserProfile

            own = UserProfile.objects.filter(user=request.user).values_list("preferred_language", flat=True)
            request.session[LANGUAGE] = next(iter(own), "")
        if (chosen := request.session[LANGUAGE]) in CODES:
            return str(chosen)
    return translation.get_language_from_request(request)


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Store the language of the account, and go back."""
    code, path = request.POST.get("language", ""), request.POST.get("next", "")
    if code in CODES and request.user.is_authenticated:
        from wagtail.users.models import UserProfile

        UserProfile.objects.update_or_create(user=request.user, defaults={"preferred_language": code})
        request.session[LANGUAGE] = code
    return redirect(path if second_factor.is_inside(path) else settings.LOGIN_REDIRECT_URL)
