"""Newsletters: written by one member of staff, approved by another, with figures frozen as they are sent."""
