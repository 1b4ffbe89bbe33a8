"""Schools: how far students of different groups learn apart, between districts and within them."""
