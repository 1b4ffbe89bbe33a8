"""Towns and tracts, and where each of their figures comes from."""
