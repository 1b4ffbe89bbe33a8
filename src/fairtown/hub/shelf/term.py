"""What a term of the glossary is."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext


@dataclass(frozen=True)
class Term:
    """A term: its anchor, its name as a sentence has it, its definition, and the anchors of terms to see also.

    `subject`: what a release must have figures of for the term to be shown (`absent.SUBJECTS`), "" for always.
    """

    id: str
    name: str
    definition: str
    see_also: tuple[str, ...] = ()
    subject: str = ""

    @property
    def title(self) -> str:
        """The name in the reader's language, as a heading has it."""
        return capfirst(gettext(self.name))
