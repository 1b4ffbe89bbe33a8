"""The HTML of a mail in a frame of the site of staff: its own style by its hash, and nothing from anywhere."""

from __future__ import annotations

import base64
import hashlib
import re

from csp.constants import NONE, SELF
from django.http import HttpResponse

STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def framed(html: str) -> HttpResponse:
    """Return a mail as a page that pages of this site may frame."""
    response = HttpResponse(html)
    response._csp_replace = {  # type: ignore[attr-defined]
        "default-src": [NONE], "script-src": [NONE], "img-src": [NONE], "connect-src": [NONE], "worker-src": [NONE],
        "style-src": [f"'sha256-{_digest(style)}'" for style in STYLE.findall(html)] or [NONE],
        "frame-ancestors": [SELF],
    }  # fmt: skip
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _digest(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
