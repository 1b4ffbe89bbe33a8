"""The size of the map in a drawing, without the legend below it."""

from __future__ import annotations

from typing import NamedTuple


class Size(NamedTuple):
    """Width and height in the units of the drawing's view box."""

    width: int
    height: int

    @property
    def without_legend(self) -> str:
        """The fragment of an address that shows of a drawing what is of this size, not the legend below it."""
        return f"#svgView(viewBox(0,0,{self.width},{self.height}))"
