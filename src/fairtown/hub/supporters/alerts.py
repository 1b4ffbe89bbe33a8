"""Hearings and deadlines of the towns that someone follows, by mail when they come near: each once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from uuid import uuid4

from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime, make_aware, now
from django.utils.translation import gettext as _
from django.utils.translation import override

from fairtown.hub import absent
from fairtown.hub.jobs.registry import periodic
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.day_words import when
from fairtown.hub.shelf.deadlines import deadline_title
from fairtown.hub.shelf.law import law, today
from fairtown.hub.shelf.text import one_line
from fairtown.hub.shelf.zoning_records import zoning_records
from fairtown.hub.site_url import absolute_url
from fairtown.hub.supporters import letters
from fairtown.hub.supporters.addresses import check_key
from fairtown.hub.supporters.models import Alerted, Email, Follow, Suppression
from fairtown.release.reader import Row

#: How long before it a hearing and a deadline are told.
HEARINGS_AHEAD, DEADLINES_AHEAD = timedelta(days=14), timedelta(days=30)
MOST_HEARINGS = 50
#: Mail is not sent in the night.
MORNING = time(8)


@dataclass(frozen=True)
class Coming:
    """Something that comes near. `key`: the same for it as long as its day is; `after`: told only after this."""

    key: str
    line: str
    is_hearing: bool
    after: str = ""


def register() -> None:
    """Let the clock look every hour."""
    periodic("alerts", timedelta(hours=1))(send_alerts)


def send_alerts() -> int:
    """Put one mail into the outbox for each who follows a town where something new comes near; return how many."""
    check_key()
    towns = {town["key"]: town for town in current_release().towns}
    followed: dict[int, list[Row]] = defaultdict(list)
    for person, key in Follow.objects.order_by("pk").values_list("person", "town"):
        if key in towns:
            followed[person].append(towns[key])
    cached = cache(_coming)
    readers = Email.objects.filter(person__in=followed, state=Email.State.CONFIRMED, is_first=True)
    n_mails = 0
    for email in readers.exclude(who__in=Suppression.objects.values("who")).select_related("person"):
        language = email.person.language
        found = [(town, cached(town["key"], language)) for town in followed[email.person_id]]
        n_mails += _alert(email, found)
    return n_mails


def _alert(email: Email, found: list[tuple[Row, tuple[Coming, ...]]]) -> bool:
    """Mail what is new to one reader, and note it in the same transaction; whether there was anything."""
    keys = {item.key for _town, items in found for item in items} | {
        i.after for _t, items in found for i in items
    }
    known = set(Alerted.objects.filter(email=email, item__in=keys).values_list("item", flat=True))
    new = [
        (town, [i for i in items if i.key not in known and (not i.after or i.after in known)])
        for town, items in found
    ]
    new = [(town, items) for town, items in new if items]
    if not new:
        return False
    with transaction.atomic():
        rows = [Alerted(email=email, item=item.key) for _town, items in new for item in items]
        # two clocks at once: the second fails here, and mails nothing
        Alerted.objects.bulk_create(rows)
        letters.send(
            "alert", email, f"alert:{uuid4().hex}", email.person.language, due_at=_morning(),
            names=", ".join(town["name"] for town, _items in new), towns=list(_shown(new, email.person.language)),
        )  # fmt: skip
    return True


def _shown(new: Iterable[tuple[Row, list[Coming]]], language: str) -> Iterator[dict[str, object]]:
    with override(language):
        for town, items in new:
            yield {
                "name": town["name"],
                "lines": [item.line for item in items],
                "has_hearing": any(item.is_hearing for item in items),
                "act_url": absolute_url(reverse("zoning-act", args=[town["slug"]])),
                "duties_url": absolute_url(reverse("town-topic", args=[town["slug"], "duties"])),
            }


def _coming(key: str, language: str) -> tuple[Coming, ...]:
    """Return what comes near in a town, in the words of a language."""
    with override(language):
        return (*_hearings(key), *_deadlines(key))


def _hearings(key: str) -> Iterator[Coming]:
    until = now() + HEARINGS_AHEAD
    for hearing in zoning_records().hearings(now(), [key], MOST_HEARINGS):
        if hearing.begins_at > until:
            continue
        day = date_format(localtime(hearing.begins_at), "DATETIME_FORMAT")
        text = one_line(": ".join(filter(None, (day, hearing.body, hearing.about, hearing.place))))
        first = f"hearing:{hearing.id}:{hearing.begins_at:%Y%m%d%H%M}"
        if hearing.is_cancelled:
            yield Coming(f"cancelled:{hearing.id}", _("Canceled: %(title)s") % {"title": text}, True, first)
        else:
            yield Coming(first, text, True)


def _deadlines(key: str) -> Iterator[Coming]:
    if not absent.subjects(current_release())["duties"]:
        return
    for deadline in law(current_release()).deadlines(today(), DEADLINES_AHEAD.days):
        line = f"{when(deadline.due)}: {deadline_title(deadline)}"
        yield Coming(f"duty:{deadline.duty.id}:{deadline.due.text}:{key}", line, False)


def _morning() -> datetime:
    """Return now, or in the night the coming morning."""
    moment = localtime()
    return moment if moment.time() >= MORNING else make_aware(datetime.combine(moment.date(), MORNING))
