"""Who lives in subsidized homes: HUD's Picture of Subsidized Households, all its programs together, by census tract.

Counts are of homes and people as agencies report them. What HUD holds back, because fewer than 11 households reported
or too few did, is blank with a flag. Tracts are those of 2020.
"""

from fairtown.concepts import Column, Edition, Source, Table

FLAGS = ("not_published", "suppressed", "unreliable")
CELLS = (
    ("units", "homes", "homes under contract, all programs", "total_units"),
    ("occupied_percent", "percent", "of homes that are occupied", "pct_occupied"),
    ("households_reported", "households", "households that agencies reported on", "number_reported"),
    ("people", "people", "people in them", "people_total"),
    ("rent_usd", "dollars", "average that a household pays, a month", "rent_per_month"),
    ("hud_spending_usd", "dollars", "average that HUD spends on a home, a month", "spending_per_month"),
    ("household_income_usd", "dollars", "average income of a household, a year", "hh_income"),
    (
        "extremely_low_income_percent",
        "percent",
        "households under 30% of the area's median income",
        "pct_lt30_median",
    ),
    ("nh_black_percent", "percent", "households whose head is Black, not Hispanic", "pct_black_nonhsp"),
    ("hispanic_percent", "percent", "households whose head is Hispanic", "pct_hispanic"),
    ("nh_white_percent", "percent", "households whose head is White, not Hispanic", "pct_white_nothsp"),
)


def _columns() -> tuple[Column, ...]:
    figures = [Column(name, unit, meaning, code, blank="any") for name, unit, meaning, code in CELLS]
    flags = [
        Column(f"{name}_flag", "text", f"why {name} is blank", one_of=FLAGS, blank="any")
        for name, *_ in CELLS
    ]
    return tuple(column for pair in zip(figures, flags, strict=True) for column in pair)


TRACTS = Table(
    name="tracts",
    title="Subsidized households by census tract, all programs",
    key=("geoid",),
    universe="tracts with subsidized homes; homes that could not be placed are left out",
    columns=_columns(),
    editions=(Edition(2024, "2024"),),
)

SOURCE = Source(
    code="hud_picture",
    title="Picture of Subsidized Households",
    publisher="U.S. Department of Housing and Urban Development",
    page="https://www.huduser.gov/portal/datasets/assthsg.html",
    licence="public domain (work of the United States government)",
    compiled_from="HUD's workbooks of tracts",
    tables=(TRACTS,),
)
