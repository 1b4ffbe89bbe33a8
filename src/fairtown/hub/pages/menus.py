"""Menus of what editors may choose: figures, places, years, as the release has them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from wagtail import blocks

from fairtown.hub.shelf.live_figures import STATE, Choices, place_choices


class MenuBlock(blocks.FieldBlock):
    """A code that is chosen from a menu, which is made when a form is shown and at no other time.

    Wagtail's own block of choices goes through all of them whenever a page is read, and there are thousands of
    figures. Whoever holds the block checks what was chosen.
    """

    def __init__(self, choices: Callable[[], Choices], required: bool = True, **options: Any) -> None:
        """`choices`: returns the menu, codes with their labels under headings."""
        widget = forms.Select(choices=choices)  # type: ignore[arg-type]
        self.field = forms.CharField(required=required, max_length=200, widget=widget)
        super().__init__(**options)


def drawn_places() -> list[tuple[str, str]]:
    """Return the state and the towns, by the slug that charts and maps know them by."""
    return [
        (code.partition(":")[2] or code, name)
        for _heading, options in place_choices()
        for code, name in (options if isinstance(options, list) else ())
        if code == STATE or code.startswith("town:")
    ]
