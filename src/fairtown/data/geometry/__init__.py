"""Positions and polygons as others publish them: datums, projections, areas."""
