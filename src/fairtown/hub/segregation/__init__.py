"""The page about segregation: what the measures say of the state, its regions, counties, towns and tracts."""
