"""Massachusetts: its profile, its sources and its clean tables."""
