"""Balance: where subsidized homes are, whether that changes, and how far a target is."""
