"""Builds the release of the nation: one task for each state and step, on one process, several, or a cluster."""
