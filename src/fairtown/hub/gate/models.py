"""What the gate stores: the key of today, counters under it, and the numbers of forms that were sent."""

from __future__ import annotations

from django.db import models
from django.utils.timezone import localdate, localtime, now


class DayKey(models.Model):
    """The key under which names and addresses are hashed for one day; without it, nobody can find them again."""

    day = models.DateField(primary_key=True, default=localdate)
    key = models.CharField(max_length=64)

    def __str__(self) -> str:
        """Return the day."""
        return f"{self.day:%Y-%m-%d}"


class Counter(models.Model):
    """How often something came under one key, a hash, since `began_at`."""

    key = models.CharField(max_length=64, unique=True)
    times = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField(default=now, db_index=True)

    def __str__(self) -> str:
        """Return how often, and since when."""
        return f"{self.times} since {localtime(self.began_at):%Y-%m-%d %H:%M:%S}"


class SentForm(models.Model):
    """A form that was sent: each has a number, and is taken once."""

    number = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField(default=now, db_index=True)

    def __str__(self) -> str:
        """Return the number."""
        return self.number
