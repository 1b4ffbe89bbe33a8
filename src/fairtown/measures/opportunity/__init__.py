"""Opportunity: which neighborhoods offer more of what lets families thrive, and who lives there."""
