"""The front page, the search for a town, and helpful errors."""
