"""The town that someone types: by name, village, ZIP code or address, through the site's own finder."""

from __future__ import annotations

from fairtown.hub.release_access import current_release, once_a_release
from fairtown.release.finder import Finder, Finding
from fairtown.release.reader import OpenRelease, Row

#: Levels of the places that a match can be: a town itself, or a part of one.
WHOLE, PART = "town", "tract"


@once_a_release
def finder(release: OpenRelease) -> Finder:
    """Return the finder of the open release, made once."""
    return Finder(release)


def towns_meant(text: str) -> tuple[list[Row], bool]:
    """Return the towns that a text can mean, the likeliest first, and whether it means the first and no other."""
    return towns_of(finder(current_release()).find(text))


def towns_of(finding: Finding) -> tuple[list[Row], bool]:
    """Return the same of what the finder found."""
    by_key = {town["key"]: town for town in current_release().towns}
    keys = [m.place["key"] if m.place["level"] == WHOLE else m.place["town"] for m in finding.matches]
    towns = [by_key[key] for key in dict.fromkeys(keys) if key in by_key]
    return towns, len(towns) == 1 and _is_clear(finding)


def _is_clear(finding: Finding) -> bool:
    return finding.kind not in ("elsewhere", "unknown") and all(m.kind != "alike" for m in finding.matches)


def zip_code(text: str) -> str:
    """Return the ZIP code in a text, blank if it has none."""
    return finder(current_release()).find(text).typed.zip
