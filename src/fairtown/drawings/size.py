"""The size of the map in a drawing, without the legend below it."""

from __future__ import annotations

from typing import NamedTuple


class Size(NamedTuple):
    """Width and height in the units of the drawing's view box."""

    width: int
    height: int
