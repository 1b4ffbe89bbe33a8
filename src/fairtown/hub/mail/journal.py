"""What became of the mails of a batch: written together with the beginning of the next one, in one transaction.

So each mail costs one write. Who is killed leaves what was begun last in doubt and nothing else: whatever came before
was written when that began.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.timezone import now

from fairtown.hub.mail import leases
from fairtown.hub.mail.models import Mail

#: Nobody is sending it any longer.
FREE: dict[str, Any] = {"begun_at": None, "leased_until": None}


class Journal:
    """Results that are not written yet; close it, or the last ones are lost."""

    def __init__(self) -> None:
        """Begin without any."""
        self._sent: list[int] = []
        self._others: list[tuple[int, dict[str, Any]]] = []

    def sent(self, mail: Mail) -> None:
        """Note that the server took a mail."""
        self._sent.append(mail.pk)

    def note(self, mail: Mail, **values: Any) -> None:
        """Note what else became of a mail."""
        self._others.append((mail.pk, values))

    def begin(self, mail: Mail) -> bool:
        """Write what is noted, and that the text of a mail is handed over now; False if it is not ours any longer."""
        with transaction.atomic():
            self._write()
            has_begun = leases.begin(mail)
        self._forget()
        return has_begun

    def close(self) -> None:
        """Write what is noted; a mail that was forgotten meanwhile stays so."""
        with transaction.atomic():
            self._write()
        self._forget()

    def _write(self) -> None:
        if self._sent:
            done = {"state": Mail.State.SENT, "sent_at": now(), "answer": "", "tries": F("tries") + 1}
            Mail.objects.filter(pk__in=self._sent).update(**FREE, **done)
        for number, values in self._others:
            Mail.objects.filter(pk=number).update(**FREE, **values)

    def _forget(self) -> None:
        self._sent, self._others = [], []
