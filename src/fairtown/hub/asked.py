"""What an address asks for: parameters that the page knows, each given once; anything else is refused by its name."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest

from fairtown.concepts import FairtownError


def parameters(request: HttpRequest, page: str, known: Iterable[str]) -> dict[str, str]:
    """Return the parameters of an address.

    Raises FairtownError, in one line with the name, on one that `page` does not know or that stands twice: what was
    meant would be left out without a word.
    """
    names = tuple(known)
    for name, values in request.GET.lists():
        if name not in names:
            there = f"there are: {', '.join(names)}" if names else "there are none"
            raise FairtownError(f"{page}: parameter {name[:40]!r} is unknown; {there}")
        if len(values) > 1:
            raise FairtownError(f"{page}: parameter {name!r} stands {len(values)} times; give it once")
    return {name: request.GET[name] for name in request.GET}
