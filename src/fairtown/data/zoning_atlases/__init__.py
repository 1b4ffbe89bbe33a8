"""Zoning atlases: the national layout, that of one state, historical maps and facts on towns."""
