"""fairtown: open figures for fair housing, every number with its source.

    import fairtown
    release = fairtown.open_release()
    release.table("opportunity.oca_2014", level="tract")      # a DataFrame
    release.geo("opportunity.oca_2014", level="tract")        # a GeoDataFrame
    release.explain("subsidized.assisted_share", "Hartford")  # where it comes from

Every formula under `fairtown.measures` is an ordinary function on arrays.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from fairtown.release.reader import OpenRelease


class PandasRelease:
    """A release whose tables are DataFrames; everything of the plain release is there as well."""

    def __init__(self, release: OpenRelease) -> None:
        """Wrap an open release."""
        self._release = release

    def __getattr__(self, name: str) -> Any:
        """Return an attribute of the plain release."""
        return getattr(self._release, name)

    def __repr__(self) -> str:
        """Return e.g. `<release 2026-11-21 of Rhode Island>`."""
        return repr(self._release)

    def table(
        self,
        measure: str,
        level: str | None = None,
        year: int | None = None,
        variant: str | None = None,
    ) -> pd.DataFrame:
        """Return a measure as a DataFrame, as `fairtown export` writes it."""
        from fairtown.release import export

        return export.table(self._release, measure, level, year, variant)

    def geo(
        self, measure: str, level: str = "tract", year: int | None = None, variant: str | None = None
    ) -> Any:
        """Return a measure as a GeoDataFrame in degrees WGS84; needs geopandas (`fairtown[geo]`)."""
        from fairtown.concepts import FairtownError
        from fairtown.release import export

        try:
            import geopandas
        except ImportError:
            raise FairtownError("geo() needs geopandas; install fairtown[geo]") from None
        rows = export.table(self._release, measure, level, year, variant)
        return geopandas.GeoDataFrame.from_features(export.with_shapes(self._release, rows), crs="EPSG:4326")

    def explain(self, measure: str, place: str, year: int | None = None) -> dict[str, Any]:
        """Return a value and all that stands behind it."""
        from fairtown.release.explain import explain

        return explain(self._release, measure, place, year)


def open_release(path: str | Path | None = None) -> PandasRelease:
    """Open a release: `path` is a release or a folder of them; default $FAIRTOWN_RELEASES or ./releases."""
    from fairtown.release.reader import open_release as open_plain

    return PandasRelease(open_plain(path))
