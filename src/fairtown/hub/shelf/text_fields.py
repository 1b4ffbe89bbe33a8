"""Fields of forms that take what people type as `text` keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.translation import ngettext_lazy

from fairtown.hub.shelf import text

#: Django's own Spanish says "fewer than" of a length that is still allowed.
TOO_LONG = ngettext_lazy(
    "At most %(limit_value)d letter; these are %(show_value)d.",
    "At most %(limit_value)d letters; these are %(show_value)d.",
    "limit_value",
)
#: For the admin: a web address without a scheme is taken for a secure one.
SECURE_LINKS: Mapping[type[models.Field], Mapping[str, Any]] = {models.URLField: {"assume_scheme": "https"}}


class Lines(forms.CharField):
    """A text of several lines, counted as a browser counts it: a line break is one letter."""

    widget = forms.Textarea
    default_error_messages: ClassVar[dict[str, Any]] = {"max_length": TOO_LONG}

    def to_python(self, value: Any) -> str:
        """Return the text as it is stored."""
        return text.lines(super().to_python(value) or "")


class OneLine(forms.CharField):
    """A text of one line."""

    default_error_messages: ClassVar[dict[str, Any]] = {"max_length": TOO_LONG}

    def to_python(self, value: Any) -> str:
        """Return the text as it is stored."""
        return text.one_line(super().to_python(value) or "")
