"""Residents: who lives in a place, and what they live on."""
