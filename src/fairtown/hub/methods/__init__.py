"""Methods and sources: how each figure is made, and from what."""
