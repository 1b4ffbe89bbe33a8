"""Zoning atlases: the national layout and others, historical maps and facts on towns."""
