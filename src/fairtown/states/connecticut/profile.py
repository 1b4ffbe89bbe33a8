"""Connecticut: 169 towns decide on housing; in 2022 nine planning regions replaced eight counties in its codes."""

from pathlib import Path

from fairtown.states.connecticut import sources
from fairtown.states.connecticut.checks import CHECKS
from fairtown.states.connecticut.complaints import COMPLAINTS
from fairtown.states.connecticut.rules import RULES
from fairtown.states.profile import Epoch, State, sources_in

NO_MARGIN = "2019-2023: the Bureau publishes no margin for {} of one planning region."

STATE = State(
    code="ct",
    fips="09",
    name="Connecticut",
    is_default=True,
    abbreviations=("Conn.",),
    folder=Path(__file__).parent / "tables",
    epochs=(
        Epoch("2010", since=2010, tracts=2010, areas="county"),
        Epoch("2022", since=2022, tracts=2020, areas="region"),
    ),
    labels={"town": "town", "county": "county", "region": "planning region"},
    indices=("modern", "oca_2014"),
    fair_share=("connecticut_oca", "new_jersey_round4"),
    sources=sources_in(sources),
    shown=(
        "census_places.towns",
        "census_zcta.towns",
        "ct_housing_law.duties",
        "ct_housing_law.filing_counts",
        "ct_housing_law.filings",
        "ct_housing_law.zoning_duties",
        "ct_housing_law.zoning_steps",
        "ct_open_choice.facts",
        "ct_place_names.towns",
        "ct_school_districts.boundaries",
        "ct_school_districts.designated_high_schools",
        "ct_school_districts.regional_grades",
        "ct_stations.stations",
        "ct_town_links.links",
        "hud_rents.zips",
        "oca_claims.access_by_race",
        "on_the_line.zone_list",
    ),
    compiled_from={
        "acs5": "published tables as compiled by DataHaven (CT-Data-Haven/2018acs, 2019acs and 2023acs)",
        "acs5_profile": "published profiles as compiled by DataHaven (CT-Data-Haven/cwi and 2022acs)",
        "census_boundaries": "boundaries as kept in CT-Data-Haven/cwi",
        "omb_areas": "the bulletin's list for Connecticut, eight counties typed from it",
    },
    rules=RULES,
    checks=CHECKS,
    complaints=COMPLAINTS,
    notes={
        "acs5": "In 2014-2018 Groton and Ledyard agree with their tracts only together, by 16 people. Codes are by the "
        "eight historical counties until 2019, and by the nine planning regions, which replaced them in 2022, since.",
        "acs5.education": NO_MARGIN.format("all residents 25 and older"),
        "acs5.children": NO_MARGIN.format("children under 5"),
        "opportunity.recap": "All of Connecticut is inside a metropolitan or micropolitan area. Of Worcester's only "
        "Windham County is held, so that its mean is that of the Connecticut part.",
    },
)
