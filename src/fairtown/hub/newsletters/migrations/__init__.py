"""Migrations of newsletters."""
