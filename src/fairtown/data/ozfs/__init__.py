"""The Open Zoning Feed Specification: zoning, parcels and buildings as files."""
