"""Figures of the nation's release, whose explanations stand under /us/explain/."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from fairtown.concepts import FairtownError
from fairtown.hub.release_access import nation_release
from fairtown.hub.shelf.figures import FIGURE_QUERY, Figure, Notes, anchor
from fairtown.release.reader import OpenRelease, Row


def nation() -> OpenRelease:
    """Return the release of the nation; raises FairtownError if none was built."""
    release = nation_release()
    if release is None:
        raise FairtownError("no release of the nation here; run `fairtown nation build`")
    return release


@dataclass(slots=True)
class NationFigure(Figure):
    """An observation of the nation's release, ready to be shown."""

    @property
    def href(self) -> str:
        """The address of its explanation."""
        row = self.row
        page = reverse("nation-explain", args=[row["measure"], row["geoid"], row["year"]])
        return f"{page}{FIGURE_QUERY}{anchor(row)}"


def figure(row: Row | None, notes: Notes | None = None, unit: str = "share") -> NationFigure | None:
    """Return an observation as a page shows it, None where there is none."""
    return None if row is None else NationFigure(row, unit, notes)
