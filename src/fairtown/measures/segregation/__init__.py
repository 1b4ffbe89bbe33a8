"""Segregation: how unevenly groups are spread, and whom they meet where they live."""
