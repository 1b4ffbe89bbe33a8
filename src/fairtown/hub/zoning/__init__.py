"""The Zoning Hub: what rules allow, what follows from them, and how to change them."""
