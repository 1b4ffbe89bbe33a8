"""Zoning files of others: read with every check into one record."""
