"""Zoning: what may be built where, and how much of it."""
