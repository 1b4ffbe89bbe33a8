"""Zoning atlases: the national layout, Connecticut's, historical maps and facts on towns."""
