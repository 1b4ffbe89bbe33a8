"""What levels of places and of opportunity are called, and how certain they are, in the reader's language."""

from __future__ import annotations

import re

from django.utils.text import capfirst
from django.utils.translation import gettext

from fairtown.hub.release_access import current_release
from fairtown.vocabulary import CERTAINTY, OPPORTUNITY_LEVELS


def level_labels() -> list[str]:
    """Return the five names of the levels of opportunity, lowest first."""
    return [gettext(label) for label in OPPORTUNITY_LEVELS]


def certainty_labels() -> list[str]:
    """Return the labels of how certain a level is, least certain first."""
    return [gettext(label) for label in CERTAINTY]


def places_label(level: str) -> str:
    """Return what the places of a level are called in this state, like "counties"; "" where there are none."""
    label = current_release().profile.places(level)
    return gettext(label) if label else ""


def levels_of_places(*levels: str) -> dict[str, str]:
    """Return those of `levels` that the state has, each with what its places are called, as a heading."""
    return {level: capfirst(label) for level in levels if (label := places_label(level))}


def short_name(name: str) -> str:
    """Return the name of a region or county without what all of its level are called."""
    for ending in current_release().profile.endings:
        name = name.removesuffix(ending)
    return name


TRACT = re.compile(r"^Tract (?P<n>[^,]+), (?P<name>.+)$")


def place_label(name: str) -> str:
    """Return the name of a tract, county or region in the reader's language; towns keep theirs."""
    if match := TRACT.match(name):
        return gettext("Tract %(n)s, %(name)s") % match.groupdict()
    return area_name(name)


def area_name(name: str) -> str:
    """Return the name of a region or county in the reader's language; any other name as it is."""
    for ending in current_release().profile.endings:
        if name.endswith(ending):
            message = f"%(name)s{ending}"
            return gettext(message) % {"name": name.removesuffix(ending)}
    return name
