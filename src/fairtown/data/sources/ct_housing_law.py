"""What Connecticut's housing and land use law asks of towns, as dated records, and what was reported of who did it.

Law is data with dates: each duty has the day from which it holds, the day on which it ended, its statute, and where it
was read. A day that was not read is a period (`data/periods.py`) or blank. `status` says how sure a row is, see
`concepts.LAW_STATUS`: `confirmed` (read in the official text), `copy` (read in a copy of it) or `reported` (news, pages
of agencies, summaries). This is no legal advice.
"""

from fairtown.concepts import Column, Edition, Source, Table

EDITIONS = (Edition(2026, "read on 25 and 28 November 2026", "2022"),)
#: Where the law stands officially.
ADDRESSES = (
    Column("url", "text", "official address of the law or report; blank where none is known"),
    Column(
        "url_status",
        "text",
        "verified (that page, or one that quotes its address, was seen), chapter (its chapter was seen, the mark of "
        "the section is by the site's pattern) or pattern (by the site's pattern, not seen)",
    ),
)
SUPPLEMENT = Column(
    "supplement_url", "text", "address of the supplement with the acts of 2025 and 2026, not read"
)
STATUS = Column("status", "text", "confirmed, copy or reported")

DUTIES = Table(
    name="duties",
    title="Duties of towns, regions and agencies by law, with dates",
    key=("duty", "from_date"),
    universe="duties of housing and land use law that towns are asked about",
    columns=(
        Column("duty", "text", "short name of the duty"),
        Column("title", "text", "name in plain words"),
        Column("who", "text", "town, region or state"),
        Column("statute", "text", "section of the law"),
        Column("text", "text", "what it asks, in plain words"),
        Column("from_date", "period", "first day in force, or the days that it can be"),
        Column("to_date", "period", "last day in force, or the days that it can be; blank while it holds"),
        Column("first_due", "period", "first day by which something is due; blank where nothing has a day"),
        Column("every_years", "number", "years between due dates; blank where it is due once"),
        Column("counts_from", "text", "calendar, or adoption: years run from the last one adopted"),
        STATUS,
        Column("note", "text", "what is not known or not certain"),
        Column("source", "text", "where it was read"),
        *ADDRESSES,
        SUPPLEMENT,
        Column("checked_on", "date", "day on which it was read"),
    ),
    editions=EDITIONS,
)

FILINGS = Table(
    name="filings",
    title="Towns that were reported to have filed, or not to have filed",
    key=("geoid", "duty", "as_of"),
    universe="towns named in print; a town that is not named may have filed or not",
    columns=(
        Column("duty", "text", "short name of the duty"),
        Column("as_of", "date", "day of which it was said"),
        Column("said", "text", "filed or not_filed"),
        Column("filed_on", "date", "day of filing or adoption where it was printed"),
        Column("source", "text", "who printed it"),
    ),
    editions=EDITIONS,
    notes="Of the 88 towns that missed the deadline of June 2022 the press named 32. The state's own list by town "
    "was not available.",
)

COUNTS = Table(
    name="filing_counts",
    title="Reported numbers of towns that had filed their plans",
    key=("duty", "as_of"),
    universe="169 towns",
    columns=(
        Column("duty", "text", "short name of the duty"),
        Column("as_of", "date", "day of which it was said"),
        Column("towns_filed", "towns", "towns that had filed"),
        Column("towns", "towns", "all towns"),
        Column("source", "text", "who printed it"),
        Column("note", "text", "what the source leaves open"),
    ),
    editions=EDITIONS,
)

ZONING = Table(
    name="zoning_duties",
    title="What zoning regulations must do and must not do (CGS 8-2 and neighbors)",
    key=("item",),
    universe="duties on zoning regulations",
    columns=(
        Column("item", "text", "short name"),
        Column("kind", "text", "must, must_not or may"),
        Column("text", "text", "in plain words"),
        Column("statute", "text", "section of the law"),
        Column("from_date", "period", "first day in force; blank where it was not read"),
        Column("to_date", "period", "last day in force; blank while it holds"),
        STATUS,
        Column("source", "text", "where it was read"),
        *ADDRESSES,
        SUPPLEMENT,
        Column("checked_on", "date", "day on which it was read"),
    ),
    editions=EDITIONS,
)

STEPS = Table(
    name="zoning_steps",
    title="Steps of a change of zoning rules, with their days",
    key=("step",),
    universe="towns that zone under the general law; a special act can set other steps",
    columns=(
        Column("step", "number", "order of the step"),
        Column("title", "text", "name in plain words"),
        Column("text", "text", "what happens, and within which days"),
        Column("statute", "text", "section of the law"),
        STATUS,
        Column("source", "text", "where it was read"),
        *ADDRESSES,
        Column("checked_on", "date", "day on which it was read"),
    ),
    editions=EDITIONS,
)

SOURCE = Source(
    code="ct_housing_law",
    title="Duties of towns in Connecticut's housing and land use law",
    publisher="Connecticut General Assembly; read and put in plain words by fairtown, filings as reported by the press",
    page="https://www.cga.ct.gov/current/pub/titles.htm",
    licence="law is in the public domain; facts from the press with their source",
    compiled_from="statutes, public acts, bill analyses, agency pages and news as named in each row",
    tables=(DUTIES, FILINGS, COUNTS, ZONING, STEPS),
    notes="No legal advice. The full text of the act of November 2025 (House Bill 8002) was not at hand: what it "
    "asks is told as reported.",
)
