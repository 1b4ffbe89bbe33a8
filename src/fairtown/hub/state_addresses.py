"""Which state an address is about, where the site shows several: `/ma/towns/boston/` is of one, `/about/` of none.

Views, addresses and caches are those of a site of one state: the code is taken off before an address is looked up, and
put before each one that is made (Django's script prefix), as if each state were a site in a folder of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from fairtown.hub.release_access import about_state, is_about_no_state, shows_several, state_folders

#: What addresses of pages and files about a state begin with, after their language; all others are of the organization.
OF_A_STATE = frozenset(
    ("", "api", "balance", "card.png", "compare", "data", "duties", "embed", "explain", "fair-share", "glossary",
     "invest", "llms.txt", "map", "methods", "move", "places", "schools", "search", "segregation", "sitemap.xml",
     "sources", "towns", "tracts", "what-if", "zoning")
)  # fmt: skip
#: Of these there is one of all states as well.
OF_ALL = frozenset(("", "search"))
#: A moved address that keeps its method: a form that was sent is sent again.
MOVED = 307

Handler = Callable[[HttpRequest], HttpResponse]


def one_or_all(of_one: Handler, of_all: Handler) -> Handler:
    """Return a view that shows what `of_one` does of a state, and what `of_all` does above the states."""

    @wraps(of_one)
    def view(request: HttpRequest) -> HttpResponse:
        return (of_all if is_about_no_state() else of_one)(request)

    return view


def state_of_address(get_response: Handler) -> Handler:
    """Answer an address under a state's code about that state; send others to where they are."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not shows_several():
            return get_response(request)
        code, path = split(request.path_info)
        first = first_word(path)
        if not code:
            if first in OF_A_STATE - OF_ALL:
                return _moved(request, f"/{next(iter(state_folders()))}{path}")
            with about_state(""):
                return get_response(request)
        if first not in OF_A_STATE:
            return _moved(request, path)
        request.path_info, request.META["SCRIPT_NAME"] = path, f"/{code}"
        with about_state(code):
            return get_response(request)

    return middleware


def split(path: str) -> tuple[str, str]:
    """Return the code of the state that a path begins with, "" if none, and the rest from its slash on."""
    code, slash, rest = path[1:].partition("/")
    return (code, f"/{rest}") if slash and code in state_folders() else ("", path)


def first_word(path: str) -> str:
    """Return the first part of a path after its language; "" of a front page."""
    first, _, rest = path.strip("/").partition("/")
    is_translated = first in {code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE}
    return rest.partition("/")[0] if is_translated else first.partition("/")[0]


def _moved(request: HttpRequest, path: str) -> HttpResponse:
    # quoted, and with one slash: of "//elsewhere" a browser would make another site
    path = "/" + quote(path.lstrip("/"))
    answer = HttpResponseRedirect(
        f"{path}?{query}" if (query := request.META.get("QUERY_STRING", "")) else path
    )
    answer.status_code = MOVED
    return answer
