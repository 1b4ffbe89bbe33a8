"""Units of land, and what one is in another: by definition, so the same for every file that converts."""

#: Square feet of an acre.
SQFT_PER_ACRE = 43_560.0
#: Square meters of a square mile.
M2_PER_SQ_MI = 1609.344**2
