"""What every page knows: the state, the release, and its own address in the other language."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.encoding import escape_uri_path
from django.utils.translation import get_language

from fairtown.hub import sections
from fairtown.hub.absent import subjects
from fairtown.hub.organisation import organisation
from fairtown.hub.release_access import current_release, is_about_no_state, shows_several
from fairtown.hub.shelf import languages
from fairtown.hub.site_url import absolute_url, translated_path
from fairtown.translations import suffix


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the common context of pages."""
    language = get_language() or settings.LANGUAGE_CODE
    url, path = request.get_full_path(), escape_uri_path(request.path)
    others = languages.others(language, {code: translated_path(url, code) for code in languages.OFFERS})
    paths = {
        code: path if code == language else translated_path(path, code) for code, _name in settings.LANGUAGES
    }
    has = subjects(current_release())
    route = request.resolver_match.url_name if request.resolver_match else None
    return {
        "sections": [] if is_about_no_state() else sections.shown(has),
        "shows_several": shows_several(),
        "states_url": "/" if language == settings.LANGUAGE_CODE else f"/{language}/",
        "is_about_no_state": is_about_no_state(),
        "organisation_sections": sections.ORGANISATION,
        "at_top": sections.at_top(),
        "organisation": organisation(current_release().state),
        "section_code": sections.current(route),
        "route": route,
        "is_practice": settings.GIVING.is_practice,
        "is_mail_kept": settings.MAIL_SERVER is None,
        "state_name": current_release().state_name,
        "state_slug": current_release().state_places[0]["slug"],
        "release_date": current_release().date,
        "root": get_script_prefix(),
        "release_files": f"{get_script_prefix()}release/{current_release().date}/",
        "index_measure": current_release().profile.index,
        "has": has,
        "languages": others,
        "site_url": settings.SITE_URL,
        "card": _card(request),
        "canonical": absolute_url(path),
        "alternates": {code: absolute_url(own) for code, own in paths.items()},
        "drawing_suffix": suffix(language),
        "language": language,
    }


def _card(request: HttpRequest) -> str:
    """Return the path of the picture that is shown with a link: of the town that a page is about, else of the state."""
    slug = request.resolver_match.kwargs.get("slug") if request.resolver_match else None
    if any(town["slug"] == slug for town in current_release().towns):
        return reverse("town-card", args=[slug])
    return reverse("card")
