"""Fair shares: the scenario page."""
