"""Drawings in SVG: states and towns shaded by a figure, charts, old zoning maps."""
