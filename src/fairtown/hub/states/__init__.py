"""The front page of a site of several states: each with its figures, side by side."""
