"""Filters of pages about gifts."""
