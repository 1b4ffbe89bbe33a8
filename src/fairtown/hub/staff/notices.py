"""Mail to the owner of an account: a way to sign in has changed, or somebody has the password and guesses codes."""

from __future__ import annotations

from django.urls import reverse

from fairtown.hub.mail import outbox
from fairtown.hub.mail.letters import write
from fairtown.hub.site_url import absolute_url
from fairtown.hub.staff.models import SignInEvent

Kind = SignInEvent.Kind
#: Wrong codes in a row after which the owner is told.
MANY = 5


def tell_of_change(event: SignInEvent) -> None:
    """Mail the owner of an account that its factors changed, if it has an address."""
    _tell(event, "staff/mail/factor.txt", "staff-factor")


def tell_of_guesses(event: SignInEvent) -> None:
    """Mail the owner of an account once somebody with its password has typed many wrong codes in a row."""
    lately = SignInEvent.objects.filter(user=event.user, kind__in=(Kind.WRONG_CODE, Kind.PROVEN))[:MANY]
    if len(lately) == MANY and all(row.kind == Kind.WRONG_CODE for row in lately):
        _tell(event, "staff/mail/guesses.txt", "staff-guesses")


def _tell(event: SignInEvent, template: str, kind: str) -> None:
    user = event.user
    if user is None or not user.email:
        return
    from fairtown.hub.staff.language import preferred

    context = {"at": event.at, "name": user.username, "url": absolute_url(reverse("staff-account"))}
    # one a day for guesses: they may go on
    occasion = f"{kind}:{user.pk}:{event.at:%Y-%m-%d}" if kind == "staff-guesses" else f"{kind}:{event.pk}"
    outbox.put(write(template, preferred(user), context), user.email, kind, occasion)
