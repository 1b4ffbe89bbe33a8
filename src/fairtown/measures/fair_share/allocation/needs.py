"""The need that is shared out: counted from the survey by region, or a published statewide number divided by region."""

from __future__ import annotations

from dataclasses import dataclass

from fairtown.concepts import Parameter

#: Upper ends of the incomes of B25106, in dollars; burdened households below each are a need that we can count.
UNDER = {"20000": 1, "35000": 2, "50000": 3, "75000": 4}
#: A published number is divided among regions like this count.
DIVIDED_BY = "burdened_under_20000"


@dataclass(frozen=True)
class Need:
    """A need: its title, and the dated number if somebody published one; else it is counted from the survey.

    `income_usd`: below which income households are counted, where they are.
    """

    title: str
    published: Parameter | None = None
    income_usd: int | None = None


def _published(name: str, date: str, homes: int, reference: str) -> Parameter:
    return Parameter(f"need_{name}", "homes", {date: homes}, reference)


NEEDS: dict[str, Need] = {
    **{
        f"burdened_under_{usd}": Need(
            f"Households with an income under ${int(usd):,} that pay 30 percent or more of it for housing",
            income_usd=int(usd),
        )
        for usd in UNDER
    },
    "econorthwest_baseline": Need(
        "State study of 2025, baseline: 133,136 homes",
        _published(
            "econorthwest_baseline",
            "2025-04-11",
            133_136,
            "ECONorthwest, Fair Share Housing Study for the Office of Policy and Management (CGS 4-68ii), baseline "
            "allocation, as reported by CT Mirror, 11 April 2025",
        ),
    ),
    "econorthwest_ab": Need(
        "State study of 2025, allocations A and B: 120,000 homes",
        _published(
            "econorthwest_ab",
            "2025-04-11",
            120_000,
            "ECONorthwest, Fair Share Housing Study for the Office of Policy and Management (CGS 4-68ii), "
            "allocations A and B, as reported by CT Mirror, 11 April 2025",
        ),
    ),
    "oca_2020": Need(
        "Open Communities Alliance, 2020: nearly 140,000 households",
        _published(
            "oca_2020",
            "2020-11-01",
            140_000,
            "Open Communities Alliance, A Fair Share Housing Model for Connecticut (2020): nearly 140,000 households "
            "with extremely low income and severe cost burden; the exact number is not stated on the page",
        ),
    ),
}
USUAL = DIVIDED_BY
#: The whole range that the state's study gives, homes: needs of households with low incomes and of all incomes in one.
STUDY_RANGE = Parameter(
    "need_range_econorthwest",
    "homes",
    {"2025-04-11": (120_000, 380_000)},
    "ECONorthwest, Fair Share Housing Study for the Office of Policy and Management (CGS 4-68ii), statewide need, as "
    "reported by CT Mirror, 11 April 2025",
)
