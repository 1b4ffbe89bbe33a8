"""The names of levels and of how certain they are, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext

from fairtown.vocabulary import CERTAINTY, OPPORTUNITY_LEVELS


def level_labels() -> list[str]:
    """Return the five names of the levels of opportunity, lowest first."""
    return [gettext(label) for label in OPPORTUNITY_LEVELS]


def certainty_labels() -> list[str]:
    """Return the labels of how certain a level is, least certain first."""
    return [gettext(label) for label in CERTAINTY]
