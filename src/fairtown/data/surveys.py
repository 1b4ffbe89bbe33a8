"""Surveys in time: the years that a survey asked in, and which surveys have none in common."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fairtown.concepts import FairtownError

#: A period of survey years, as "2015-2019".
PERIOD = re.compile(r"(\d{4})[-–](\d{4})", re.ASCII)


def survey_years(period: str) -> tuple[int, int]:
    """Return first and last year of a period like "2015-2019"; FairtownError if it is none."""
    match = PERIOD.fullmatch(period)
    if match is None or match[1] > match[2]:
        raise FairtownError(f"period is {period!r}, expected first and last year; write it as 2015-2019")
    return int(match[1]), int(match[2])


def earlier_apart(periods: Mapping[int, str], year: int) -> int:
    """Return the newest survey that asked in none of the years of that of `year`: what a change is measured from.

    `periods`: the period of each survey by its last year, {2018: "2014-2018", …}. Raises FairtownError naming them if
    every other survey is later or shares a year with it.
    """
    first, _ = survey_years(periods[year])
    apart = [other for other, period in periods.items() if survey_years(period)[1] < first]
    if not apart:
        there = ", ".join(periods[other] for other in sorted(periods))
        raise FairtownError(
            f"survey {periods[year]}: none before it shares no year with it, there are: {there}; add an earlier edition"
        )
    return max(apart)
