"""When each periodic job ran last, kept in the database, so that a restart neither skips nor repeats one."""

from __future__ import annotations

from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _


class JobRun(models.Model):
    """The last run of a periodic job. `error`: the kind of fault that ended it, without its words."""

    name = models.CharField(_("job"), max_length=60, unique=True)
    due_at = models.DateTimeField(_("due"))
    ran_at = models.DateTimeField(_("last run"), null=True)
    error = models.CharField(_("fault"), max_length=80, blank=True)

    class Meta:
        """By name."""

        verbose_name = _("job of the clock")
        verbose_name_plural = _("jobs of the clock")

    def __str__(self) -> str:
        """Return name and last run."""
        return f"{self.name} {localtime(self.ran_at):%Y-%m-%d %H:%M}" if self.ran_at else self.name
