"""The printed report of a place: what it says as plain data, and the tagged PDF that is made of it."""
