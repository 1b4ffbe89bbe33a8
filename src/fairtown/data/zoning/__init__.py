"""Zoning as published: rules, parcels and buildings read from files, checked, nothing derived."""
