"""Massachusetts: 351 cities and towns decide on housing; held are race and tenure by tract, 2014-2018."""

from pathlib import Path

from fairtown.states.massachusetts.forms import FORMS
from fairtown.states.profile import Epoch, State

STATE = State(
    code="ma",
    fips="25",
    name="Massachusetts",
    abbreviations=("Mass.",),
    folder=Path(__file__).parent / "tables",
    epochs=(Epoch("2010", since=2010, tracts=2010),),
    labels={"town": "town", "county": "county"},
    forms=FORMS,
    shown=("census_geography.shared_tracts",),
    compiled_from={
        "acs5": "published tables as compiled by the Urban Displacement Project "
        "(urban-displacement/displacement-typologies)",
        "census_boundaries": "cartographic boundary files of 2018; shapes of MassGIS simplified to 40 meters "
        "(MAPC/mapcdatakeys)",
        "census_geography": "MAPC/mapcdatakeys (towns, tracts by town), cartographic boundary files of 2018 (land)",
    },
)
