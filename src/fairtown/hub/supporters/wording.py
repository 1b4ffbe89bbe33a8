"""The words that a person agrees to, or withdraws with; the log of consent stores them in the language shown."""

from __future__ import annotations

from django.utils.translation import gettext as _


def joining_words() -> str:
    """Return what stands above the button of the join form and of its confirmation."""
    return _("You may e-mail me about fair housing in my area. I can unsubscribe at any time with one click.")


def stopping_words() -> str:
    """Return what stands above the button that ends all mail."""
    return _("Stop e-mailing me.")


def complaint_words() -> str:
    """Return what stands in the log of consent where someone marked our mail as spam."""
    return _("Marked as spam in the own mail program.")


def erasing_words() -> str:
    """Return what stands above the button that erases everything."""
    return _("Erase everything you store about me, and don't write to me again.")
