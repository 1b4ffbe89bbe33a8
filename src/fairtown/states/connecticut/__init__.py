"""Connecticut: its profile, the sources that only it has, and its clean tables."""
