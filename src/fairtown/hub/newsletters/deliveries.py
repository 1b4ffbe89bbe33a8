"""The mails of a newsletter: rows of the outbox, made by one statement against suppressions and consent."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    DateTimeField,
    F,
    JSONField,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat, Replace
from django.utils.timezone import now

from fairtown.hub.mail.models import Circular, Mail
from fairtown.hub.newsletters import segment
from fairtown.hub.newsletters.models import Newsletter

KIND = "newsletter"


def put(newsletter: Newsletter, numbers: dict[str, int]) -> int:
    """Write a mail for each reader into the outbox; return how many. `numbers`: of its text in each language."""
    columns = _columns(newsletter, numbers)
    names = {f"mail_{name}": value for name, value in columns.items()}
    rows = segment.readers(newsletter).annotate(**names).values_list(*names)
    chosen, values = rows.query.sql_with_params()
    quoted = ", ".join(map(connection.ops.quote_name, columns))
    # a press that comes twice finds its rows there
    statement = f"INSERT INTO {Mail._meta.db_table} ({quoted}) {chosen} ON CONFLICT (occasion) DO NOTHING"
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def _columns(newsletter: Newsletter, numbers: dict[str, int]) -> dict[str, Any]:
    """Return what stands in each column of the outbox, by the address that it is for."""
    texts = Circular.objects.in_bulk(numbers.values())
    language = _by_language({code: code for code in numbers}, CharField())
    blank, moment = Value("", CharField()), Value(now(), DateTimeField())
    key = Replace(Cast("key", CharField()), Value("-"), Value(""))
    return {
        "occasion": Concat(Value(f"{_start(newsletter)}"), Cast("pk", CharField()), output_field=CharField()),
        "to": F("address"),
        "reader": key,
        "language": language,
        "circular_id": _by_language(numbers, BigIntegerField()),
        "subject": _by_language({code: texts[number].subject for code, number in numbers.items()}, CharField()),
        "kind": Value(KIND, CharField()),
        "state": Value(Mail.State.WAITING.value, CharField()),
        "tries": Value(0), "doubts": Value(0), "headers": Value({}, JSONField()),
        "created_at": moment, "due_at": moment,
        **dict.fromkeys(("text", "html", "message_id", "answer", "worker"), blank),
    }  # fmt: skip


def _by_language(values: dict[str, Any], field: Any) -> Case:
    """Return what each reader has in their language, in the first one where it was not written in theirs."""
    cases = [When(person__language=code, then=Value(value, field)) for code, value in values.items()]
    return Case(*cases, default=Value(next(iter(values.values())), field), output_field=field)


def _start(newsletter: Newsletter) -> str:
    """Return what the occasions of its mails begin with; the number of the address follows."""
    return f"{KIND}:{newsletter.pk}:"


def mails_of(newsletter: Newsletter) -> QuerySet[Mail]:
    """Return the mails of a newsletter, as far as the outbox still has them."""
    return Mail.objects.filter(occasion__startswith=_start(newsletter))


def counts(newsletter: Newsletter) -> dict[str, int]:
    """Return how many of its mails are in each state, and how many may have arrived twice (`doubts`)."""
    rows = mails_of(newsletter).order_by().values_list("state").annotate(n=Count("pk"))
    return dict(rows) | {"doubts": mails_of(newsletter).filter(doubts__gt=0).count()}
