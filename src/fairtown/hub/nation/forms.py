"""What the address of the nation's page may ask for: an index, which places, of which state, and which map."""

from __future__ import annotations

from django.http import QueryDict

from fairtown.hub.nation.figures import nation
from fairtown.hub.shelf.query import OptionField, StrictForm
from fairtown.hub.shelf.segregation_indices import BY_SLUG, INDICES

#: The later date, and the change since the earlier one.
NOW, CHANGE = "now", "change"
KINDS = (NOW, CHANGE)
LEVELS = ("state", "region", "county")


class NationForm(StrictForm):
    """An index, a level of places, the slug of a state whose counties are listed, and a map."""

    index = OptionField("index", BY_SLUG, initial=INDICES[0].slug)
    level = OptionField("level", initial="state")
    state = OptionField("state", required=False)
    map = OptionField("map", KINDS, initial=NOW)

    def __init__(self, data: QueryDict) -> None:
        """Take the levels and states that the release has."""
        super().__init__(data)
        places = nation().all_places
        held = {place["level"] for place in places}
        self.fields["level"].options = [level for level in LEVELS if level in held]  # type: ignore[attr-defined]
        self.fields["state"].options = {p["slug"] for p in places if p["level"] == "state"}  # type: ignore[attr-defined]
