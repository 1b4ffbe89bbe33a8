"""Opportunity indices of one's own, on the indicators of a release."""
