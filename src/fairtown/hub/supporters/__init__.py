"""People who join: their consent, what they follow, and the list of those who want no mail."""
