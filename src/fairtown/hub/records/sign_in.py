"""Signing in at /staff/: whoever guesses passwords of a name has to wait, whoever they are. No address is kept."""

from __future__ import annotations

from collections import OrderedDict, deque
from time import monotonic
from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: So many wrong passwords of a name in so many seconds, in each server process.
MOST_WRONG, WAIT = 5, 300.0
#: Names that are remembered; those that were tried longest ago are forgotten.
MOST_NAMES = 1_000
_wrong: OrderedDict[str, deque[float]] = OrderedDict()


def _lately(name: str) -> deque[float]:
    """Return when wrong passwords of a name were given lately."""
    times = _wrong.setdefault(name, deque(maxlen=MOST_WRONG))
    _wrong.move_to_end(name)
    while len(_wrong) > MOST_NAMES:
        _wrong.popitem(last=False)
    while times and times[0] < monotonic() - WAIT:
        times.popleft()
    return times


class SignIn(AdminAuthenticationForm):
    """Django's form of staff, with a wait after too many wrong passwords."""

    def clean(self) -> dict[str, Any]:
        """Refuse a name that was guessed at too often just now, also with the right password."""
        times = _lately(str(self.cleaned_data.get("username", "")).casefold())
        if len(times) >= MOST_WRONG:
            raise ValidationError(_("Too many wrong passwords for this name. Please wait five minutes."))
        try:
            found = super().clean()
        except ValidationError:
            times.append(monotonic())
            raise
        times.clear()
        return found
