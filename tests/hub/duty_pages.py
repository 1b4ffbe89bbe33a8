"""Pages of duties as tests read them."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from fairtown.hub.duties import feeds, views
from fairtown.hub.shelf import law

from .as_shown import without_terms

EVIL = "<script>alert(1)</script>"
HARTFORD_SHARE = re.compile(
    r'<a class="fig" href="/explain/subsidized.assisted_share/\d+/2023/\?figure=assisted_share">39.7%</a>'
)


def set_today(monkeypatch: pytest.MonkeyPatch) -> date:
    """Let it be the day on which most of the law was read."""
    for module in (feeds, views, law):
        monkeypatch.setattr(module, "today", lambda: date(2026, 11, 25))
    return date(2026, 11, 25)


def text(site: Client, address: str, status: int = 200) -> str:
    """Return a page as words, after a look at its status."""
    answer = site.get(address)
    assert answer.status_code == status, address
    return without_terms(answer.content.decode())
