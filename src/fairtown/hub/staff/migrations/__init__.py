"""Migrations of the staff app."""
