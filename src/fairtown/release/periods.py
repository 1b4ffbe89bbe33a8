"""Which surveys a release holds: the latest, the one that a change is measured from, and the period of each."""

from __future__ import annotations

from fairtown.concepts import FairtownError
from fairtown.data.surveys import earlier_apart
from fairtown.release.contents import LONGEST_NAME, Contents

#: The source whose newest edition is what pages call today.
SURVEY = "acs5"


class Periods(Contents):
    """What a release says of time."""

    def periods(self, source: str = SURVEY) -> dict[int, str]:
        """Return the period of each edition that is held of a source or of one table (`acs5.tenure`), oldest first.

        Raises FairtownError naming the sources that there are.
        """
        rows = [
            r for (address, _), r in self.editions.items() if source in (address, address.partition(".")[0])
        ]
        if not rows:
            there = ", ".join(sorted({address.partition(".")[0] for address, _ in self.editions}))
            raise FairtownError(
                f"source {source[:LONGEST_NAME]!r} is not in this release; there are: {there}"
            )
        return {r["year"]: r["period"] for r in sorted(rows, key=lambda r: r["year"])}

    def latest(self, source: str = SURVEY) -> int:
        """Return the year of the newest edition that is held of a source or of one table; raises as `periods`."""
        return max(self.periods(source))

    def earlier(self, source: str = SURVEY) -> int:
        """Return the newest survey that shares no year with the latest: what a change is measured from."""
        return earlier_apart(self.periods(source), self.latest(source))

    def surveys(self) -> tuple[int, int]:
        """Return the survey that a change is measured from, and the latest: twice that where there is no other."""
        latest = self.latest()
        try:
            return self.earlier(), latest
        except FairtownError:
            return latest, latest

    def period(self, year: int, source: str = SURVEY) -> str:
        """Return the period that an edition is of, 2023 of `acs5` being 2019-2023; raises FairtownError if not held."""
        periods = self.periods(source)
        if year not in periods:
            raise FairtownError(
                f"{source} of {year} is not in this release; there are: {', '.join(map(str, periods))}"
            )
        return periods[year]

    def years_of(self, measure_id: str) -> list[int]:
        """Return the years that a measure has figures of, oldest first; FairtownError names the nearest ids."""
        return sorted(self.measure(measure_id)["years"])

    def last_year_of(self, measure_id: str) -> int:
        """Return the last year that a measure has figures of; that of the latest survey where it has none."""
        return max(self.measures.get(measure_id, {"years": [self.latest()]})["years"])

    def period_behind(self, measure_id: str, year: int, source: str = SURVEY) -> str:
        """Return the period of the newest edition of a source, or of one table, that a measure's figures rest on.

        Raises FairtownError if they rest on none of it.
        """
        self.published(measure_id, year=year)
        lineage = self.lineage_of[measure_id, year]
        read = [
            (a, y) for a, y in lineage["tables"] + lineage["through"] if source in (a, a.partition(".")[0])
        ]
        if not read:
            raise FairtownError(f"{measure_id} of {year} rests on no table of {source}")
        address, edition = max(read, key=lambda r: r[1])
        return self.period(edition, address)
