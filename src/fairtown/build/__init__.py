"""Writes a release: runs the measures on clean tables, and writes what they make."""
