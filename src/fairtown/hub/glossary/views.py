"""The page of the glossary."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fairtown.hub import absent
from fairtown.hub.page_cache import cached_page
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf import glossary
from fairtown.hub.shelf.query import without_parameters


@without_parameters
@cached_page
def page(request: HttpRequest) -> HttpResponse:
    """Show every term that the release needs, with its definition and the terms to see also."""
    shown = {term.id: term for term in glossary.terms(absent.subjects(current_release()))}
    entries = [
        {"term": term, "see_also": [shown[other] for other in term.see_also if other in shown]}
        for term in shown.values()
    ]
    return render(request, "glossary/page.html", {"entries": entries})
