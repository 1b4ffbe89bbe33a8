"""Migrations of contributions, reviews and hearings."""
