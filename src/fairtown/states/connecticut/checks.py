"""Published values for Connecticut that figures of measures are held against, by the id of the measure."""

from fairtown.concepts import Check

STATE = "09"
FROM_FIGURES = "independent computation from the same figures"
KEPT = "Tracts that keep their level of 2014: "
LOWER = "Lower two levels, ACS 2012-2016 people"
BESIDE = f"{FROM_FIGURES}, see docs/decisions"


def _check(
    what: str,
    published: float,
    tolerance: float,
    source: str,
    year: int,
    output: str,
    group: str,
    variant: str = "",
) -> Check:
    return Check(what, published, tolerance, source, STATE, year, output, group, variant)


CHECKS = {
    "segregation.entropy": (
        _check("State, ACS 2012-2016 tracts: H", 0.2439, 0.0005, BESIDE, 2016, "value", "five_groups"),
        _check(
            "State, ACS 2012-2016 tracts: share of H between towns",
            0.686,
            0.0006,
            BESIDE,
            2016,
            "share_between_as_computed",
            "five_groups",
        ),
        _check(
            "State, ACS 2012-2016 tracts: diversity E",
            0.9926,
            0.0006,
            BESIDE,
            2016,
            "diversity",
            "five_groups",
        ),
    ),
    "segregation.isolation": (
        _check("State, ACS 2012-2016 tracts", 0.308, 0.0006, BESIDE, 2016, "value", "nh_black"),
        _check("State, ACS 2012-2016 tracts", 0.326, 0.0006, BESIDE, 2016, "value", "hispanic"),
    ),
    "segregation.correlation_ratio": (
        _check("State, ACS 2012-2016 tracts", 0.234, 0.0006, BESIDE, 2016, "value", "nh_black"),
    ),
    "segregation.dissimilarity": (
        _check("State, ACS 2012-2016 tracts", 0.6619, 0.0005, BESIDE, 2016, "value", "nh_black|nh_white"),
        _check("State, ACS 2012-2016 tracts", 0.56, 0.0005, BESIDE, 2016, "value", "hispanic|nh_white"),
    ),
    "segregation.exposure": (
        _check("State, ACS 2012-2016 tracts", 0.366, 0.0006, BESIDE, 2016, "value", "nh_black|nh_white"),
        _check("State, ACS 2012-2016 tracts", 0.441, 0.0006, BESIDE, 2016, "value", "hispanic|nh_white"),
    ),
    "opportunity.recap": (
        _check(
            "Tracts with 40% or more in poverty and at least half people of color, ACS 2012-2016",
            31,
            0.5,
            "independent count from the same figures: 34 tracts with 40% or more in poverty, 31 of them so",
            2016,
            "recaps",
            "",
            "forty_percent",
        ),
    ),
    "opportunity.sensitivity": (
        _check(
            KEPT + "the same weight for every domain",
            0.913,
            0.003,
            FROM_FIGURES,
            2014,
            "kept",
            "weighting.domain_equal",
            "named",
        ),
        _check(
            KEPT + "percentile ranks in place of z-scores",
            0.851,
            0.003,
            FROM_FIGURES,
            2014,
            "kept",
            "standardise.percentile",
            "named",
        ),
    ),
    "opportunity.access_by_race": (
        _check(
            LOWER,
            0.724,
            0.0011,
            BESIDE,
            2016,
            "lower",
            "nh_black",
            "land_tracts",
        ),
        _check(
            LOWER,
            0.711,
            0.0011,
            BESIDE,
            2016,
            "lower",
            "hispanic",
            "land_tracts",
        ),
        _check(
            LOWER,
            0.252,
            0.0011,
            BESIDE,
            2016,
            "lower",
            "nh_white",
            "land_tracts",
        ),
        _check(
            LOWER,
            0.327,
            0.0011,
            BESIDE,
            2016,
            "lower",
            "nh_asian",
            "land_tracts",
        ),
    ),
}
