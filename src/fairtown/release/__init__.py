"""Reads a release: published figures, their explanations, and exports of them."""
