"""Subsidized homes: how many there are, and where."""
