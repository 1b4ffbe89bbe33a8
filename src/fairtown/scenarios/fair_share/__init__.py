"""Fair shares by any method, on the town figures of a release."""
