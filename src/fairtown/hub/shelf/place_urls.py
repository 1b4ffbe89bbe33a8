"""The addresses of places: towns, tracts, regions, counties and the state."""

from django.urls import reverse

from fairtown.release.reader import Row


def url_of(row: Row) -> str:
    """Return the address of a place's own page."""
    if row["level"] == "tract":
        return reverse("tract", args=[row["geoid"]])
    return reverse("town" if row["level"] == "town" else "place", args=[row["slug"]])
