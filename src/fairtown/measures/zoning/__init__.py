"""Zoning: what the rules of a place allow, how much land they cover, and what follows."""
