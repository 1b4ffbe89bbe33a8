"""The form of a stranger: signed, three seconds to two hours old, sent once, with a field that must stay empty.

No cookie is set, so the form carries a signed time in place of a session's token. It works without JavaScript.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.db import IntegrityError, transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from fairtown.hub.gate.models import SentForm

#: A person takes longer than this to read a form, and no longer than that to fill it.
SOONEST, LATEST = timedelta(seconds=3), timedelta(hours=2)
#: Names of the two fields that every form has.
TOKEN, TRAP = "made", "website"
SALT = "fairtown.gate."


def _is_spent(number: str) -> bool:
    return SentForm.objects.filter(number=number).exists()


@dataclass(frozen=True)
class SignedForm:
    """A form of one page. `subject`: what it is about there, like a town.

    `is_spent`: whether a form of this number was taken; the gate's own list unless the page keeps numbers itself.
    """

    page: str
    subject: str = ""
    latest: timedelta = LATEST
    is_spent: Callable[[str], bool] = _is_spent

    @property
    def signer(self) -> TimestampSigner:
        """What signs it: a form of one page is none of another."""
        return TimestampSigner(salt=SALT + self.page)

    def token(self, sent: str = "") -> str:
        """Return the token of a new form; `sent`: that of one which comes back to be mended, whose clock runs on."""
        try:
            subject, _began, number = self._parts(sent)
        except BadSignature:
            subject, number = "", ""
        if number and subject == self.subject and not self.is_spent(number):
            return sent
        return self.signer.sign(f"{self.subject}:{now().timestamp():.1f}:{secrets.token_hex(12)}")

    def refusal(self, data: Mapping[str, Any]) -> str:
        """Return why a form is not taken whatever its other fields say; blank if it is."""
        if data.get(TRAP):
            return _("The field that must stay empty was filled. Nothing was kept.")
        try:
            subject, began, number = self._parts(data.get(TOKEN) or "")
        except SignatureExpired:
            return _("This form was open for too long. Please send it once more.")
        except BadSignature:
            return _("This form was not made by this site. Please send it once more.")
        if subject != self.subject:
            return _("This form was made for another page. Please send it once more.")
        if now().timestamp() - began < SOONEST.total_seconds():
            return _("That was faster than anyone can read. Please wait a moment and send it once more.")
        return sent_before() if self.is_spent(number) else ""

    def number(self, data: Mapping[str, Any]) -> str:
        """Return the number of a form that was not refused."""
        return self._parts(data.get(TOKEN) or "")[2]

    def spend(self, data: Mapping[str, Any]) -> bool:
        """Take a form, inside the transaction that stores what it says; False if another request took it."""
        try:
            with transaction.atomic():
                SentForm.objects.create(number=self.number(data))
        except IntegrityError:
            return False
        return True

    def _parts(self, token: str) -> tuple[str, float, str]:
        subject, began, number = self.signer.unsign(token, max_age=self.latest).rsplit(":", 2)
        return subject, float(began), number


def sent_before() -> str:
    """Return what a form that was taken already is answered with."""
    return _("This form was already sent. To send another, open the page again.")
