"""Addresses where mail does not arrive: one that is gone gets none, one that fails three times waits; staff revive."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import now

from fairtown.hub.mail import bounces, outbox
from fairtown.hub.mail.bounces import Bounce
from fairtown.hub.mail.models import Mail
from fairtown.hub.supporters import joining, letters, suppressions
from fairtown.hub.supporters.models import Consent, Email, Suppression
from fairtown.hub.supporters.wording import complaint_words

#: So many failures for now in a row, none of them long ago, and an address is left alone.
MOST_SOFT, SOFT_LIFE = 3, timedelta(days=90)
State = Email.State


def connect() -> None:
    """Hear of mail that does not arrive."""
    if hear not in bounces.LISTENERS:
        bounces.LISTENERS.append(hear)


def hear(mail: Mail, kind: Bounce, is_first: bool) -> None:
    """Write down of an address what a mail to it came back for; one that nobody here has is nobody's."""
    email = Email.objects.select_for_update().filter(address=mail.to).first()
    if email is None:
        return
    if kind == Bounce.COMPLAINT:
        if suppressions.reason(email.who) != Suppression.Why.COMPLAINT:
            suppressions.suppress(email.who, Suppression.Why.COMPLAINT)
            joining.log(email, is_given=False, wording=complaint_words(), form="complaint")
    elif kind == Bounce.HARD:
        email.state, email.bounced_at = State.DEAD, now()
    elif is_first:
        is_recent = email.bounced_at is not None and email.bounced_at > now() - SOFT_LIFE
        email.soft_bounces = email.soft_bounces + 1 if is_recent else 1
        email.bounced_at = now()
        if email.soft_bounces >= MOST_SOFT and email.state == State.CONFIRMED:
            email.state = State.BOUNCING
    email.save(update_fields=["state", "bounced_at", "soft_bounces"])
    if kind == Bounce.COMPLAINT or email.state in (State.DEAD, State.BOUNCING):
        outbox.withdraw(email.address, letters.UNASKED)


def revive(email: Email) -> bool:
    """Let mail go to an address again after staff learned that it works; confirmed only if its last word was yes."""
    if email.state not in (State.DEAD, State.BOUNCING):
        return False
    last_word = Consent.objects.filter(who=email.who, channel=Consent.Channel.EMAIL).last()
    email.state = State.CONFIRMED if last_word and last_word.is_given else State.UNCONFIRMED
    email.soft_bounces, email.bounced_at = 0, None
    email.save(update_fields=["state", "bounced_at", "soft_bounces"])
    return True
