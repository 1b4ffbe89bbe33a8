"""Django's `migrate`, which copies the fields of its models in place of taking them apart and making them anew.

Before and after each of two hundred migrations Django makes classes of the models as they then were, 14,600 in all,
and for each the fields of its state once more: half of what bringing an empty database up to date takes.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import cache
from typing import Any
from unittest.mock import patch

from django.core.management.commands import migrate
from django.db.models import Field
from django.utils.functional import cached_property

AnyField = Field[Any, Any]
_clone = Field.clone
#: Begun as the field is made, not found out later.
OWN = {"validators"}


@cache
def found_later(kind: type) -> frozenset[str]:
    """Return what a class finds out once and keeps, which differs once a model has the field."""
    kinds = (cached_property, functools.cached_property)
    return (
        frozenset(n for base in kind.__mro__ for n, value in vars(base).items() if isinstance(value, kinds))
        - OWN
    )


def forget(item: Any) -> None:
    """Let an object find out anew what it had found out."""
    for name in found_later(type(item)):
        vars(item).pop(name, None)


def copy_of(field: AnyField) -> AnyField:
    """Return a field like one that no model has yet, as `Field.clone` does; it comes after all that were made before.

    What else it holds was given to it, is never changed, and is shared.
    """
    if hasattr(field, "model"):
        return _clone(field)
    copy = deepcopy(field)
    forget(copy)
    if copy.remote_field:
        forget(copy.remote_field)
    if copy.auto_created:
        copy.creation_counter = Field.auto_creation_counter
        Field.auto_creation_counter -= 1
    else:
        copy.creation_counter = Field.creation_counter
        Field.creation_counter += 1
    return copy


@contextmanager
def copied_fields() -> Iterator[None]:
    """Let fields be copied inside."""
    with patch.object(Field, "clone", copy_of):
        yield


class Command(migrate.Command):
    """Bring a database up to date, or back."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate as Django does."""
        with copied_fields():
            super().handle(*args, **options)
