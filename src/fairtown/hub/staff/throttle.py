"""Slows down whoever guesses passwords, without letting anyone lock a name.

Attempts are counted before the password is looked at, in the database, so that all processes count together and ten at
once count as ten. A name is counted together with the place it is tried from: who tries it elsewhere does not make its
owner wait. A browser that has signed in before is counted by itself, and waits for nobody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest
from django.utils.timezone import now

from fairtown.hub.gate.origins import keyed_hash, network_of
from fairtown.hub.staff import browsers
from fairtown.hub.staff.models import AttemptCounter, SignInEvent


@dataclass(frozen=True)
class Delays:
    """How long to wait after attempts that failed: nothing up to `free`, then `first`, and twice as long each time."""

    free: int
    first: timedelta = timedelta(seconds=30)
    longest: timedelta = timedelta(minutes=15)

    def after(self, attempts: int) -> timedelta:
        """Return how long to wait after so many."""
        if attempts < self.free:
            return timedelta()
        # beyond ten doublings it is the longest anyway
        return min(self.first * 2 ** min(attempts - self.free, 10), self.longest)


#: One name from one place (or one browser), and one place with any name: an office has one address.
ONE_NAME, ONE_PLACE = Delays(free=5), Delays(free=20)
#: Counters are forgotten after a day without an attempt.
FORGOTTEN_AFTER = timedelta(days=1)
#: Failures in a minute on the whole site, from which on only known browsers are let in: each costs a third of a second.
MOST_FAILURES, MINUTE = 30, timedelta(minutes=1)


@dataclass(frozen=True)
class Attempt:
    """One attempt to sign in with a name: the counters that it counts for, and how long they make it wait."""

    delays: dict[str, Delays]
    of_site: bool

    @classmethod
    def from_request(cls, request: HttpRequest, name: str) -> Attempt:
        """Return the attempt of a request with a name, as typed."""
        plain = name.strip().casefold()
        if browser := browsers.known(request, plain):
            return cls({keyed_hash("browser", browser): ONE_NAME}, of_site=False)
        network = network_of(request)
        own = {keyed_hash("name", plain, network): ONE_NAME, keyed_hash("place", network): ONE_PLACE}
        return cls(own, of_site=True)

    @classmethod
    def at_factor(cls, user: AbstractBaseUser) -> Attempt:
        """Return an attempt at the second factor of an account, counted wherever it comes from.

        Whoever makes it knows the password; that its owner waits for such a one is a warning, and lasts minutes.
        """
        return cls({keyed_hash("factor", str(user.pk)): ONE_NAME}, of_site=False)

    def begin(self) -> timedelta:
        """Count the attempt, and return nothing; or return how long to wait, and count nothing."""
        moment = now()
        if self.of_site and _is_busy(moment):
            return MINUTE
        AttemptCounter.objects.filter(last_at__lt=moment - FORGOTTEN_AFTER).delete()
        with transaction.atomic():
            rows = self._locked()
            wait = max((row.wait_until or moment) - moment for row in rows)
            if wait > timedelta():
                return wait
            for row in rows:
                row.attempts += 1
                row.last_at, row.wait_until = moment, moment + self.delays[row.key].after(row.attempts)
                row.save()
        return timedelta()

    def succeed(self) -> None:
        """Take the attempt back; a name that was entered rightly begins anew, a place does not."""
        with transaction.atomic():
            for row in self._locked():
                is_name = self.delays[row.key] is ONE_NAME
                row.attempts = 0 if is_name else max(row.attempts - 1, 0)
                row.wait_until = None
                row.save()

    def _locked(self) -> list[AttemptCounter]:
        """Return the counters, made where they are missing; always in one order, so that no two wait for each other."""
        keys = sorted(self.delays)
        for key in keys:
            AttemptCounter.objects.get_or_create(key=key)
        return list(AttemptCounter.objects.select_for_update().filter(key__in=keys).order_by("key"))


def _is_busy(moment: datetime) -> bool:
    """Whether so many failed within the last minute that only known browsers are let in."""
    lately = SignInEvent.objects.filter(kind=SignInEvent.Kind.FAILED, at__gt=moment - MINUTE)
    return lately.count() >= MOST_FAILURES
