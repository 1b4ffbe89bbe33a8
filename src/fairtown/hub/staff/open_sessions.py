"""The sessions in which an account is signed in: shown to its owner, who may end all but the one in use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils.timezone import now

from fairtown.hub.staff.second_factor import PROVEN, account_of
from fairtown.hub.staff.trace import BEGAN, BROWSER

#: What a browser says of itself, the first that fits: Edge and Opera say Chrome too, and Chrome says Safari.
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/|FxiOS/", "Firefox"), ("Chrome/|CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone|iPad", "iOS"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X|Macintosh", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True)
class OpenSession:
    """A session of an account. `browser`: by name and system, blank if unknown; `is_proven`: both steps are done."""

    began: datetime
    used: datetime
    browser: str
    is_proven: bool
    is_this: bool


def of_request(request: HttpRequest) -> list[OpenSession]:
    """Return the sessions of the account of a request, the one in use first, then the one used last."""
    found = [
        OpenSession(
            began=datetime.fromtimestamp(data.get(BEGAN, 0), UTC),
            used=row.expire_date - timedelta(seconds=settings.SESSION_COOKIE_AGE),
            browser=browser_name(data.get(BROWSER, "")),
            is_proven=PROVEN in data,
            is_this=row.session_key == request.session.session_key,
        )
        for row, data in _rows(request)
    ]
    return sorted(found, key=lambda session: (session.is_this, session.used), reverse=True)


def _rows(request: HttpRequest) -> Iterator[tuple[Session, dict[str, Any]]]:
    """Yield each open session of an account with its data; only staff have sessions, so that there are few."""
    user = account_of(request)
    for row in Session.objects.filter(expire_date__gt=now()):
        data = row.get_decoded()
        # one from before the last change of the password is over, whatever its day
        if (
            data.get(SESSION_KEY) == str(user.pk)
            and data.get(HASH_SESSION_KEY) == user.get_session_auth_hash()
        ):
            yield row, data


def browser_name(header: str) -> str:
    """Return browser and system of a User-Agent, like "Firefox, Windows"; blank if neither is known."""
    names = (next((name for mark, name in row if re.search(mark, header)), "") for row in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in names if name)


def end_others(request: HttpRequest) -> int:
    """End every session of the account of a request but the one in use; return how many."""
    keys = [
        row.session_key for row, _data in _rows(request) if row.session_key != request.session.session_key
    ]
    n_rows, _by_model = Session.objects.filter(session_key__in=keys).delete()
    return n_rows
