"""What others published of where subsidized homes are, beside our own figure of a release: never theirs as ours.

Their programs, years and definitions differ from ours or are not stated; each row says what ours counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from fairtown.concepts import Column
from fairtown.release.reader import OpenRelease, Row
from fairtown.reports.agency_report import ReportTable

BY_OPPORTUNITY, CONCENTRATION, DISTINCT = (
    f"subsidized.{name}" for name in ("by_opportunity", "concentration", "distinct_homes")
)
EVERY_PROGRAM = "every program"
#: Unit of a column whose rows each name their own, in the column `unit`.
AS_IN_UNIT = "as in unit"


@dataclass(frozen=True)
class Claim:
    """A published statement and the figure of ours that comes nearest: measure, output, variant and group."""

    what: str
    published: str
    source: str
    measure: str
    output: str
    variant: str
    group: str
    why_different: str


CLAIMS = (
    Claim(
        "Subsidized homes of most programs in Moderate, Low and Very Low opportunity areas",
        "upwards of 85%",
        "ctoca.org/outofbalance",
        BY_OPPORTUNITY,
        "higher",
        "without_office_vouchers",
        EVERY_PROGRAM,
        "Ours is the rest: the share in High and Very High areas, of homes as recorded, where a building counts with "
        "each program that pays for it. Year and list of the published figure are not stated.",
    ),
    Claim(
        "Tax-credit homes for families in the 6% of the state that is disproportionately minority",
        "76%",
        "ctoca.org/where_is_subsidized_housing",
        CONCENTRATION,
        "share",
        "records",
        "LIHTC|recap",
        "Ours counts R/ECAPs by HUD's definition, a smaller area, and homes for older people too, as recorded.",
    ),
    Claim(
        "Tax-credit homes since the mid-1980s",
        "27,000",
        "Connecticut Mirror and ProPublica, 2019",
        DISTINCT,
        "distinct_homes",
        "near",
        "LIHTC",
        "Ours counts what the inventory of about 2019-2020 lists under this program.",
    ),
)
COLUMNS = (
    Column("claim", "text", "what was published"),
    Column("published", "text", "the published figure, as printed"),
    Column("source", "text", "who published it"),
    Column("program_words", "text", "program that our figure is of"),
    Column("meaning", "text", "what our figure is"),
    Column("ours", AS_IN_UNIT, "our figure"),
    Column("ours_moe", AS_IN_UNIT, "90% margin of error of our figure"),
    Column("unit", "text", "unit of our figure"),
    Column("why_different", "text", "why the two are not the same"),
    Column("flag", "text", "names of flags of our figure, joined by ;"),
)


def beside_published(release: OpenRelease) -> ReportTable:
    """Return every claim with our nearest figure, a row for each program where it is about all of them."""
    rows = tuple(row for claim in CLAIMS for row in _rows(release, claim))
    note = (
        "The published figures are theirs and are not checked by ours: definitions differ, as each row says."
    )
    return ReportTable("published", "What others published, beside our figures", note, COLUMNS, rows)


def _rows(release: OpenRelease, claim: Claim) -> list[Row]:
    measure = release.measure(claim.measure)
    labels = measure["group_words"]
    found = release.listed(claim.measure, "state", max(measure["years"]), claim.variant)
    own = [r for r in found if r["output"] == claim.output and claim.group in (EVERY_PROGRAM, r["group"])]
    (output,) = [o for o in measure["outputs"] if o["name"] == claim.output]
    return [
        {
            "claim": claim.what, "published": claim.published, "source": claim.source,
            "program_words": labels[row["group"]], "meaning": output["meaning"], "ours": row["value"],
            "ours_moe": row["moe"],
            "unit": output["unit"], "why_different": claim.why_different, "flag": row["flag"],
        }
        for row in own
    ]  # fmt: skip
