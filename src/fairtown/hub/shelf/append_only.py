"""Rows that are added and read, never changed or deleted: logs and traces."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models


class AppendOnlyError(TypeError):
    """A row of a log was to be changed or deleted."""

    def __init__(self) -> None:
        """Say that a log only grows."""
        super().__init__("rows of a log are added, never changed or deleted")


class AppendOnlyRows(models.QuerySet[Any]):
    """Rows that can be read and added."""

    def update(self, **_values: Any) -> NoReturn:
        """Refuse: a log only grows."""
        raise AppendOnlyError

    def delete(self) -> NoReturn:
        """Refuse: a log only grows."""
        raise AppendOnlyError


class AppendOnly(models.Model):
    """A row that is added once."""

    objects = AppendOnlyRows.as_manager()

    class Meta:
        """Each log is a table of its own."""

        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; refuse to change one."""
        if self.pk is not None:
            raise AppendOnlyError
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse: a log only grows."""
        raise AppendOnlyError
