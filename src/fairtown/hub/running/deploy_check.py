"""`fairtown hub check --deploy`: whether the site is ready for the public; each finding says what to do."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

SHORTEST_KEY = 40
FAULT, ADVICE = "fault", "advice"


@dataclass(frozen=True)
class Finding:
    """Something to do: a fault has to be mended before the public comes, advice may wait."""

    kind: str
    text: str

    def __str__(self) -> str:
        """Return it on a line."""
        return f"{self.kind}: {self.text}"


def findings() -> list[Finding]:
    """Return what is left to do, faults first."""
    found = [finding for check in CHECKS for finding in check()]
    return sorted(found, key=lambda finding: finding.kind != FAULT)


def _addresses() -> Iterator[Finding]:
    from django.conf import settings

    local = {"localhost", "127.0.0.1", "[::1]"}
    if set(settings.ALLOWED_HOSTS) <= local:
        yield Finding(FAULT, "FAIRTOWN_HOSTS names no public host; name it, like town.example")
    if "*" in settings.ALLOWED_HOSTS:
        yield Finding(
            FAULT, "FAIRTOWN_HOSTS is *; name the hosts, else anyone chooses what links in mail lead to"
        )
    if not settings.HTTPS:
        yield Finding(FAULT, "FAIRTOWN_HTTPS is blank; set it once the site is reached by https")
    if not settings.SITE_URL.startswith("https://"):
        yield Finding(FAULT, f"the site calls itself {settings.SITE_URL}; set FAIRTOWN_URL=https://…")
    if not os.environ.get("FAIRTOWN_PROXIES"):
        yield Finding(ADVICE, "FAIRTOWN_PROXIES is blank; behind a proxy all visitors count as one place")


def _organization() -> Iterator[Finding]:
    from django.conf import settings

    from fairtown.hub.organisation import organisation
    from fairtown.hub.release_access import current_release

    own = organisation(current_release().state)
    if own.is_sample:
        yield Finding(FAULT, "name and address are a sample; write FAIRTOWN_ORG_FILE (docs/write-pages.md)")
    elif not own.email:
        yield Finding(FAULT, "FAIRTOWN_ORG_FILE has no email; security.txt and mail name it")
    if not settings.ORGANIZATION:
        yield Finding(
            ADVICE, "FAIRTOWN_ORG_FILE names no organization; passwords made of your name are not refused"
        )


def _secrets() -> Iterator[Finding]:
    from django.conf import settings

    if len(settings.SECRET_KEY) < SHORTEST_KEY:
        yield Finding(
            FAULT, f"FAIRTOWN_SECRET_KEY is short; use {SHORTEST_KEY} random letters, or leave it blank"
        )
    for path in (
        settings.RECORDS,
        *settings.RECORDS.glob("*_key"),
        *settings.RECORDS.glob("records.sqlite3"),
    ):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXO | stat.S_IWGRP):
            yield Finding(FAULT, f"{path.name} in FAIRTOWN_RECORDS may be read by others; chmod o-rwx,g-w")


def _mail() -> Iterator[Finding]:
    from django.conf import settings

    if settings.MAIL_SERVER is None:
        yield Finding(FAULT, "FAIRTOWN_SMTP is blank; no mail leaves, and nobody can confirm an address")
    if not os.environ.get("FAIRTOWN_MAIL_FROM"):
        yield Finding(
            ADVICE, "FAIRTOWN_MAIL_FROM is blank; mail comes from noreply and may be taken for spam"
        )


def _accounts() -> Iterator[Finding]:
    from django.contrib.auth.models import User
    from django.db.models import Q

    from fairtown.hub.staff.roles import ADMIN
    from fairtown.hub.staff.second_factor import has_factor

    active = User.objects.filter(is_active=True, is_staff=True)
    if not active.filter(Q(is_superuser=True) | Q(groups__name=ADMIN)).exists():
        yield Finding(FAULT, "no account may manage others; `fairtown staff --admin NAME`")
    for user in active.order_by("username"):
        if not has_factor(user):
            yield Finding(ADVICE, f"{user.username} has no second step yet; the next sign-in asks for one")


def _database() -> Iterator[Finding]:
    from fairtown.hub.prepared import migrations_applied, migrations_on_disk

    left = migrations_on_disk() - migrations_applied()
    if left:
        yield Finding(
            ADVICE, f"{len(left)} changes of the database wait; the next start applies them, back up before"
        )


def _backups() -> Iterator[Finding]:
    from django.conf import settings

    from fairtown.concepts import FairtownError
    from fairtown.hub.running import apart
    from fairtown.hub.running.backup import is_late, newest

    try:
        if n_over := apart.n_over(settings.BACKUPS):
            yield Finding(
                FAULT,
                f"{n_over} messages were due and are still beside the backups; `fairtown hub backup --prune`",
            )
    except FairtownError as error:
        yield Finding(FAULT, f"{error}; the next backup writes it anew")
    if is_late(settings.BACKUPS):
        newest_at = newest(settings.BACKUPS)
        last = f"the newest is of {newest_at:%Y-%m-%d %H:%M} UTC" if newest_at else "there is none"
        yield Finding(
            FAULT, f"no backup of the last 26 hours in {settings.BACKUPS}: {last}; `fairtown hub backup`"
        )
    if Path(settings.BACKUPS).resolve().is_relative_to(settings.RECORDS.resolve()):
        yield Finding(ADVICE, "FAIRTOWN_BACKUPS is beside the records; name a folder on another disk")


def _gifts() -> Iterator[Finding]:
    from django.conf import settings

    own = settings.GIVING
    if own.is_practice:
        yield Finding(FAULT, "FAIRTOWN_PRACTICE is set; cards are taken and no money moves; unset it")
    elif own.key and not own.is_live:
        yield Finding(FAULT, "FAIRTOWN_STRIPE_KEY is a test key; no money moves; set the live one")
    elif own.key and not own.secrets:
        yield Finding(
            FAULT, "FAIRTOWN_STRIPE_WEBHOOK_SECRET is blank; no gift would be counted (docs/giving.md)"
        )


def _help() -> Iterator[Finding]:
    from fairtown.hub.referrals.sealing import recipients

    if len(recipients()) == 1:
        yield Finding(
            ADVICE,
            "one key alone opens messages of people who ask for help; add a second (docs/help.md)",
        )


def _variables() -> Iterator[Finding]:
    from fairtown.hub.running.environment import unknown

    for name in unknown(os.environ):
        yield Finding(ADVICE, f"{name}: there is no such variable; `fairtown hub settings` lists all")


CHECKS: list[Callable[[], Iterator[Finding]]] = [
    _addresses, _organization, _secrets, _mail, _accounts, _database, _backups, _gifts, _help,
    _variables,
]  # fmt: skip
