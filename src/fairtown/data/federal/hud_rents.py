"""Rents that vouchers are paid by: HUD's Small Area Fair Market Rents by ZIP code, and its Fair Market Rents by town.

A Fair Market Rent is the 40th percentile of gross rents of homes that were let lately, in a whole HUD area; a small
area one is that of a ZIP code. A ZIP code in two HUD areas has two rows, whose rents are the same. Post office boxes
have rows too. Until 2024 a part of the state without a metropolitan area has none.
"""

from fairtown.concepts import Column, Edition, Source, Table

BEDROOMS = range(5)


def _rents(kind: str) -> tuple[Column, ...]:
    return tuple(
        Column(
            f"{kind.lower()}_{n}br_usd",
            "dollars",
            f"{kind}, {n} bedrooms, a month",
            f"{kind}_{n}br",
            least=300,
            most=9_000,
        )
        for n in BEDROOMS
    )


def _rising(kind: str) -> tuple[str, ...]:
    """Return the rules that a larger home never rents for less."""
    return tuple(f"{kind}_{n}br_usd <= {kind}_{n + 1}br_usd" for n in list(BEDROOMS)[:-1])


ZIPS = Table(
    name="zips",
    title="Small Area Fair Market Rents by ZIP code",
    key=("zip", "hud_area"),
    universe="ZIP codes, post office boxes included",
    columns=(
        Column("zip", "code", "ZIP code", like=r"\d{5}"),
        Column("hud_area", "text", "HUD's rental area"),
        *_rents("SAFMR"),
    ),
    editions=(
        Edition(2018, "fiscal year 2018"),
        Edition(2026, "fiscal year 2026", codes=2018),
    ),
    rules=_rising("safmr"),
    notes="In fiscal year 2018 small area rents were advisory. 2025 and later come from one compiled table, checked "
    "against no workbook.",
)

TOWNS = Table(
    name="towns",
    title="Fair Market Rents by town",
    key=("geoid",),
    universe="towns",
    columns=(Column("hud_area", "text", "HUD's rental area"), *_rents("FMR")),
    editions=(Edition(2018, "fiscal year 2018"),),
    covers=("town",),
    rules=_rising("fmr"),
)

SOURCE = Source(
    code="hud_rents",
    title="Fair Market Rents and Small Area Fair Market Rents",
    publisher="U.S. Department of Housing and Urban Development",
    page="https://www.huduser.gov/portal/datasets/fmr.html",
    licence="public domain (work of the United States government)",
    compiled_from="HUD's workbooks",
    tables=(ZIPS, TOWNS),
)
