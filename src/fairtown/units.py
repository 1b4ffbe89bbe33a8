"""Units of land, and what one is in another: by definition, so the same for every file that converts."""

#: Square feet of an acre.
SQFT_PER_ACRE = 43_560.0
