"""The map of the state, its tiles and its drawings."""
