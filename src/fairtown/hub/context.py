"""What every page knows: the state, the release, and its own address in the other language."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

from fairtown.hub import sections
from fairtown.hub.absent import subjects
from fairtown.hub.release_access import current_release
from fairtown.translations import suffix


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the common context of pages."""
    url = request.get_full_path()
    others = [
        {"code": code, "name": name, "offer": offer, "url": translate_url(url, code)}
        for code, name, offer in (
            ("en", "English", "Read this page in English"),
            ("es", "Español", "Lea esta página en español"),
        )
        if code != get_language()
    ]
    has = subjects(current_release())
    route = request.resolver_match.url_name if request.resolver_match else None
    return {
        "sections": sections.shown(has),
        "section_code": sections.current(route),
        "route": route,
        "state_name": current_release().state_name,
        "state_slug": current_release().state_places[0]["slug"],
        "release_date": current_release().date,
        "index_measure": current_release().profile.index,
        "has": has,
        "languages": others,
        "drawing_suffix": suffix(get_language() or settings.LANGUAGE_CODE),
        "language": get_language() or settings.LANGUAGE_CODE,
    }
