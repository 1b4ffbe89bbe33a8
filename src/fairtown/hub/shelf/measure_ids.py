"""Ids of measures that several pages show."""

ACCESS = "opportunity.access_by_race"
PEOPLE = "residents.race_ethnicity"
ASSISTED = "subsidized.assisted_share"
