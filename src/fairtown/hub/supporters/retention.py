"""How long a person is stored who did not say yes, or said no."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.timezone import now

from fairtown.hub.jobs.deleted_rows import fold_log
from fairtown.hub.jobs.registry import periodic
from fairtown.hub.mail import outbox
from fairtown.hub.supporters.models import Email, Person, Suppression

UNCONFIRMED_LIFE, STOPPED_LIFE = timedelta(days=7), timedelta(days=30)


def register() -> None:
    """Let the clock do it once an hour."""
    periodic("supporters-retention", timedelta(hours=1))(delete_old)


def delete_old() -> None:
    """Delete joins that nobody confirmed for seven days, and who ended all mail thirty days ago.

    Those who came with an import stay: the organization knows them from elsewhere.
    """
    moment = now()
    joined = Person.objects.filter(source_id=None)
    confirmed = Email.objects.exclude(state=Email.State.UNCONFIRMED).values("person")
    late = Email.objects.filter(added_at__gt=moment - UNCONFIRMED_LIFE).values("person")
    _delete(joined.exclude(pk__in=confirmed).exclude(pk__in=late))
    stopped = Suppression.objects.filter(at__lt=moment - STOPPED_LIFE).values("who")
    gets_mail = Email.objects.exclude(who__in=stopped).values("person")
    _delete(joined.exclude(pk__in=gets_mail))
    fold_log()


def _delete(people: object) -> None:
    for person in list(people):  # type: ignore[call-overload]
        with transaction.atomic():
            for email in person.emails.all():
                outbox.forget(email.address)
            person.delete()
