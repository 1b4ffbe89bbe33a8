"""Pages of fair shares as tests read them."""

from __future__ import annotations

import re

from django.test import Client

from .as_shown import as_shown

PAGE, ANSWER, FILE = "/fair-share/", "/fair-share/answer/", "/fair-share/towns.csv"
CHANGED = "?method=connecticut_oca&need=own&homes=50000&cap=10&x.poverty_share=5"


def text(site: Client, address: str, status: int = 200) -> str:
    """Return a page as a browser shows it, after a look at its status."""
    answer = site.get(address)
    assert answer.status_code == status, address
    return as_shown(answer.content.decode())


def homes(page: str) -> dict[str, int]:
    """Return the homes of each town as the page shows them, by slug."""
    found = re.findall(r'<tr id="t-([a-z-]+)">.*?<a class="fig"[^>]*>([\d,]+)</a>', page)
    return {slug: int(n.replace(",", "")) for slug, n in found}
