"""How someone joins: what the form said waits, unconfirmed, until its mailbox says yes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import get_language

from fairtown.hub.mail import outbox
from fairtown.hub.supporters import letters, suppressions
from fairtown.hub.supporters.addresses import hash_of
from fairtown.hub.supporters.models import Consent, Email, Follow, Interest, Person
from fairtown.hub.supporters.wording import joining_words, stopping_words


@dataclass(frozen=True)
class JoinRequest:
    """What the join form says, cleaned. `town`: key, blank if none; `number`: of the form, which names the mail."""

    address: str
    number: str
    language: str
    given_name: str = ""
    family_name: str = ""
    town: str = ""
    zip_code: str = ""
    is_volunteer: bool = False
    topics: tuple[str, ...] = ()


def join(request: JoinRequest) -> None:
    """Store a join and mail the link that confirms it; in the transaction that takes the form.

    Who confirmed already gets a link to the own page instead, and nothing changes: anyone may type anyone's address.
    """
    why = suppressions.reason(hash_of(request.address))
    if why and not suppressions.may_lift(why):
        return
    email = Email.objects.select_related("person").filter(address=request.address).first()
    if email and email.state == Email.State.CONFIRMED and not why:
        letters.send("already", email, f"join:{request.number}", email.person.language)
        return
    if email is None:
        email = _new(request)
    elif email.state == Email.State.UNCONFIRMED and email.person.source_id is None:
        _fill(email.person, request)
    log(email, is_given=True, wording=joining_words(), form="join")
    letters.send("confirm", email, f"join:{request.number}", request.language, was_here=bool(why))


def _new(request: JoinRequest) -> Email:
    person = Person()
    _fill(person, request)
    return Email.objects.create(person=person, address=request.address, who=hash_of(request.address))


def _fill(person: Person, request: JoinRequest) -> None:
    """Write what the form says of someone who has not confirmed yet."""
    for name in ("given_name", "family_name", "town", "zip_code", "language", "is_volunteer"):
        setattr(person, name, getattr(request, name))
    person.save()
    set_topics(person, request.topics)
    if request.town and Interest.Topic.ACTION in request.topics:
        follow(person, request.town)


def confirm(email: Email) -> None:
    """Take a yes from the mailbox itself: mail may come, also where it was ended before; and say welcome."""
    with transaction.atomic():
        suppressions.lift_by_owner(email.who)
        email.state, email.soft_bounces, email.bounced_at = Email.State.CONFIRMED, 0, None
        email.save(update_fields=["state", "soft_bounces", "bounced_at"])
        row = log(email, is_given=True, wording=joining_words(), form="join-confirm")
        language = get_language() or email.person.language
        towns = [str(follow) for follow in email.person.follows.all()]
        letters.send("welcome", email, f"welcome:{row.pk}", language, towns=towns)


def stop(email: Email, form: str) -> None:
    """End all mail to an address, what waits too: the list of those without mail first, then the log."""
    with transaction.atomic():
        suppressions.suppress(email.who, suppressions.Why.UNSUBSCRIBED)
        outbox.withdraw(email.address, letters.UNASKED)
        log(email, is_given=False, wording=stopping_words(), form=form)


def log(email: Email, is_given: bool, wording: str, form: str) -> Consent:
    """Add a row to the log of consent."""
    return Consent.objects.create(who=email.who, is_given=is_given, wording=wording, form=form)


def set_topics(person: Person, topics: Iterable[str]) -> None:
    """Let a person hear of these topics and no others."""
    wanted = set(topics)
    person.interests.exclude(topic__in=wanted).delete()
    rows = [Interest(person=person, topic=topic) for topic in sorted(wanted)]
    Interest.objects.bulk_create(rows, ignore_conflicts=True)


def follow(person: Person, town: str) -> None:
    """Let a person follow a town, by its key."""
    Follow.objects.bulk_create([Follow(person=person, town=town)], ignore_conflicts=True)
