"""What readers send in about a town's zoning, its review, and hearings. Apart from the figures of the release."""
