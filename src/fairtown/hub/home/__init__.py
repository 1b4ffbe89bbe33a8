"""The front page, and helpful errors."""
