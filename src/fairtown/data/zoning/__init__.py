"""Zoning as published by others: rules, districts, parcels and buildings, read with every check, nothing derived."""
