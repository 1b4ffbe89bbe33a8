"""What lies on the land of Connecticut's towns: sewers, public land, stations, as laid under the state's zoning atlas.

Shares are of the town's mapped area. Some stations were planned, not open, when the layer was made.
"""

from fairtown.concepts import Column, Edition, Source, Table

TOWN_LAND = Table(
    name="town_land",
    title="Sewer service, state and federal land, transit stations by town",
    key=("geoid",),
    universe="mapped area of the town",
    columns=(
        Column(
            "sewer_service_area_share",
            "share",
            "share of the area within a sewer service area",
            step=0.0001,
            total=23.3954,
        ),
        Column(
            "state_federal_land_share",
            "share",
            "share of the area owned by the state or the United States",
            step=0.0001,
            total=12.3281,
        ),
        Column(
            "transit_stations",
            "stations",
            "rail and CTfastrak stations, some of them planned",
            most=5,
            total=63,
        ),
    ),
    editions=(Edition(2022, "2022", "2010"),),
    covers=("town",),
)

SOURCE = Source(
    code="ct_deep",
    title="Sewer service areas, public land and transit stations",
    publisher="Connecticut Department of Energy and Environmental Protection and state land layers, as used in the "
    "Connecticut Zoning Atlas",
    page="https://www.desegregatect.org/atlas",
    licence="MIT (zoningatlas/web-map); figures of state agencies published for reuse",
    compiled_from="zoningatlas/web-map",
    tables=(TOWN_LAND,),
)
