"""Search above the states: what a text can mean in each of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from fairtown.hub.release_access import each_state
from fairtown.hub.search import cards
from fairtown.hub.shelf.town_finder import finder
from fairtown.release.finder import Finding
from fairtown.release.reader import OpenRelease
from fairtown.release.typed_address import LONGEST

#: Matches that are what was typed, not only alike or part of it.
SURE = ("town", "village", "zip", "tract", "area", "code")


def page(request: HttpRequest) -> HttpResponse:
    """Answer `q` with the places of every state; go to the only one that it clearly means."""
    text = " ".join(request.GET.get("q", "").split())[:LONGEST]
    found = [state for release in each_state() if (state := _in_state(release, text))]
    sure = [state for state in found if state["url"]]
    if len(sure) == 1:
        return redirect(sure[0]["url"])
    is_sure = [state for state in found if state["is_sure"]]
    response = render(request, "search/all_states.html", {"query": text, "found": is_sure or found})
    if text:
        response["Cache-Control"] = "no-store"
    return response


def _in_state(release: OpenRelease, text: str) -> dict[str, Any] | None:
    """Return what a text means in the state that addresses are about now; None where nothing there is like it.

    `url`: of the one place that it clearly means there; `html`: its places as a list.
    """
    finding: Finding = finder(release).find(text)
    if finding.kind in ("blank", "elsewhere") or not finding.matches:
        return None
    answer = finding.answer
    return {
        "name": release.state_name,
        "url": (cards.url_of(answer) or "") if answer else "",
        "is_sure": any(match.kind in SURE for match in finding.matches),
        "search": f"{reverse('search')}",
        "html": _list([cards.card(release, match) for match in finding.matches]),
    }


def _list(shown: list[cards.Card]) -> SafeString:
    # made here: its links begin with the state that addresses are about now
    parts = (render_to_string("search/_card.html", {"card": card}) for card in shown)
    return mark_safe("".join(parts))  # noqa: S308
