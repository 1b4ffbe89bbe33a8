"""Duties: what the law asks of each town by when, with feeds of coming deadlines."""
