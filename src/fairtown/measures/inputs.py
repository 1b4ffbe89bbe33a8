"""What a measure is given: it can ask for what it declared, and for nothing else."""

from __future__ import annotations

from typing import Any, Protocol

import pandas as pd

from fairtown.concepts import Parameter


class Inputs(Protocol):
    """The inputs of one measure for one year; each read is recorded as lineage (`build/inputs.py`)."""

    def table(self, address: str, year: int) -> pd.DataFrame:
        """Return the rows of a clean table declared in `reads`, like `acs5.tenure`."""

    def places(self) -> pd.DataFrame:
        """Return all places with their parents' keys, see `data.places`."""

    def measure(self, measure_id: str, year: int) -> pd.DataFrame:
        """Return the observations of a measure declared in `uses`."""

    def parameter(self, parameter: Parameter, year: int) -> Any:
        """Return the value of a declared parameter in force at the end of `year`."""

    def crosswalk_2020_to_2010(self) -> pd.DataFrame:
        """Return the parts of 2020 tracts in 2010 tracts with their weights."""

    def tracts_of_points(self, lon: pd.Series, lat: pd.Series) -> list[str]:
        """Return the 2010 tract that holds each point."""

    def tract_land(self, vintage: str) -> pd.DataFrame:
        """Return the land of the tracts of a vintage: geoid, vintage, land_sq_mi; see `data.tract_land`."""

    def tract_points(self, vintage: str) -> pd.DataFrame:
        """Return the centroids of the tracts of a vintage on a plane: geoid, vintage, x_m, y_m."""
