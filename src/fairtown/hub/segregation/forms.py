"""What the address of the ranking may ask for: which places, by which index."""

from __future__ import annotations

from django.http import QueryDict

from fairtown.hub.segregation.ranked import DEFAULT_INDEX, DEFAULT_LEVEL, LEVELS, Choice
from fairtown.hub.shelf.labels import levels_of_places
from fairtown.hub.shelf.query import OptionField, StrictForm
from fairtown.hub.shelf.segregation_indices import BY_SLUG


class RankingForm(StrictForm):
    """A level of places and an index."""

    level = OptionField("level", initial=DEFAULT_LEVEL)
    index = OptionField("index", BY_SLUG, initial=DEFAULT_INDEX)

    def __init__(self, data: QueryDict) -> None:
        """Take the levels that the state has."""
        super().__init__(data)
        self.fields["level"].options = levels_of_places(*LEVELS)  # type: ignore[attr-defined]

    @classmethod
    def choice(cls, data: QueryDict) -> Choice:
        """Return what is ranked; raises Told on what is not there: another ranking in its place would mislead."""
        values = cls.read(data)
        return Choice(values["level"], BY_SLUG[values["index"]])
