"""What rows must be in Connecticut, of tables that any state can have: every tract lies in its town."""

GEOGRAPHY = "census_geography"
TOWN_SHAPES = "census_boundaries.towns.geometry"
LAND_OF_2020 = (
    f'sums({GEOGRAPHY}.tract_relationship.land_m2, "geoid_2020")[{GEOGRAPHY}.tracts_2020.geoid_2020]'
)
M2_PER_SQ_MI = 2589988.11


def _as_large_as(land: str) -> tuple[str, str]:
    """Return the rules that tie a shape to its land: coarse lines lose a little of it, and some water is within."""
    return f"area_sq_mi(geometry) >= 0.9 * {land}", f"area_sq_mi(geometry) <= 2.1 * {land}"


#: By the address of the table.
RULES = {
    "census_boundaries.tracts": (
        f"inside(geometry, {TOWN_SHAPES}[{GEOGRAPHY}.tracts_2020.town_geoid]) == 1",
        f"max(inside(geometry, {TOWN_SHAPES}[{GEOGRAPHY}.tracts_2010.town_geoid]), "
        f"inside(geometry, {TOWN_SHAPES}[{GEOGRAPHY}.tracts_2010.also_town_geoid])) == 1",
        *_as_large_as(f"{GEOGRAPHY}.tracts_2010.land_area_sq_mi"),
        *_as_large_as(f"{LAND_OF_2020} / {M2_PER_SQ_MI}"),
    ),
}
