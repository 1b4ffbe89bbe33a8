"""Railroad and rapid bus stations of Connecticut by town, as the Connecticut Zoning Atlas laid them over its maps.

Some rail stations were only planned in 2022 and are not told apart. A station is where its town is: that does not say
how often trains stop, or what a ride costs.
"""

from fairtown.concepts import Column, Edition, Source, Table

STATIONS = Table(
    name="stations",
    title="Rail and CTfastrak stations",
    key=("geoid", "station"),
    universe="stations, some planned ones included",
    columns=(
        Column("station", "text", "name of the station"),
        Column("mode", "text", "rail or fastrak (rapid bus)", one_of=("rail", "fastrak")),
        Column("lat", "degrees", "latitude", least=40.9, most=42.1),
        Column("lon", "degrees", "longitude", least=-73.8, most=-71.7),
    ),
    editions=(Edition(2022, "2022", "2010"),),
    places=("town",),
    rows=63,
)

SOURCE = Source(
    code="ct_stations",
    title="Transit stations of Connecticut",
    publisher="Connecticut Department of Transportation, as used in the Connecticut Zoning Atlas",
    page="https://www.zoningatlas.org/",
    licence="open government data, published for reuse",
    compiled_from="zoningatlas/web-map (MIT)",
    tables=(STATIONS,),
)
