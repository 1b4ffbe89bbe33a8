"""The addresses of places: towns, tracts, regions, counties and the state."""

from django.urls import reverse

from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.neighborhoods import neighborhoods
from fairtown.release.reader import Row


def url_of(row: Row) -> str:
    """Return the address of a place's own page; a tract of older codes has that of its neighborhood."""
    if row["level"] == "tract":
        return reverse("tract", args=[neighborhoods(current_release()).page_of(row)["geoid"]])
    return reverse("town" if row["level"] == "town" else "place", args=[row["slug"]])
