"""Homes: who owns, who rents, and what it costs them."""
