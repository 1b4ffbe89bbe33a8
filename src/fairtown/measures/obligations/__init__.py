"""Obligations: what law asks of towns by when, and what was reported of it."""
