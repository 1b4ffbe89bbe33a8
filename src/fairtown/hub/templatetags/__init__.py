"""Template tags and filters: how figures and texts of a release are shown."""
