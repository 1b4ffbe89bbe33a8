"""What Connecticut's housing and land use law asks of towns, as dated records, and what was reported of who did it.

Law is data with dates: each duty has the day from which it holds, the day on which it ended, its statute, and where it
was read. A day that was not read is a period (`data/periods.py`) or blank. `status` says how sure a row is, see
`concepts.LAW_STATUS`: `confirmed` (read in the official text), `copy` (read in a copy of it) or `reported` (news, pages
of agencies, summaries). This is no legal advice.
"""

from fairtown.concepts import Column, Edition, Source, Table

SLUG = "[a-z0-9_]+"
SENTENCE = r".*[.]"
#: A section, an act or a bill: what a law is cited by.
CITED = ".*(CGS|Public Act|Special Act|USC|section).*"
EDITIONS = (Edition(2026, "read on 25 and 28 November 2026", "2022"),)
#: Where the law stands officially.
ADDRESSES = (
    Column(
        "url",
        "text",
        "official address of the law or report; blank where none is known",
        like=r"https://[^ ]+",
        blank="length(url_status) == 0",
    ),
    Column(
        "url_status",
        "text",
        "verified (that page, or one that quotes its address, was seen), chapter (its chapter was seen, the mark of "
        "the section is by the site's pattern) or pattern (by the site's pattern, not seen)",
        one_of=("verified", "chapter", "pattern"),
        blank="length(url) == 0",
    ),
)
SUPPLEMENT = Column(
    "supplement_url",
    "text",
    "address of the supplement with the acts of 2025 and 2026, not read",
    like=r"https://[^ ]+",
    blank="any",
)
STATUS = Column("status", "text", "confirmed, copy or reported", one_of=("confirmed", "copy", "reported"))

#: What is due at no day is counted from none.
NOTHING_DUE = "first_due == 'none'"

#: What is due at no day is counted from none.
NOTHING_DUE = "first_due == 'none'"

DUTIES = Table(
    name="duties",
    title="Duties of towns, regions and agencies by law, with dates",
    key=("duty", "from_date"),
    universe="duties of housing and land use law that towns are asked about",
    columns=(
        Column("duty", "text", "short name of the duty", like=SLUG),
        Column("title", "text", "name in plain words", like=".{5,60}[^.]"),
        Column("who", "text", "town, region or state", one_of=("town", "region", "state")),
        Column("statute", "text", "section of the law", like=CITED),
        Column("text", "text", "what it asks, in plain words", like=SENTENCE),
        Column("from_date", "period", "first day in force, or the days that it can be"),
        Column(
            "to_date",
            "period",
            "last day in force, or the days that it can be; blank while it holds",
            blank="any",
        ),
        Column(
            "first_due",
            "period",
            "first day by which something is due; blank where nothing has a day",
            blank="any",
        ),
        Column(
            "every_years",
            "number",
            "years between due dates; blank where it is due once",
            least=1,
            most=20,
            blank="any",
        ),
        Column(
            "counts_from",
            "text",
            "calendar, or adoption: years run from the last one adopted",
            one_of=("calendar", "adoption"),
            blank=NOTHING_DUE,
        ),
        STATUS,
        Column("note", "text", "what is not known or not certain", like=SENTENCE, blank="any"),
        Column("source", "text", "where it was read"),
        *ADDRESSES,
        SUPPLEMENT,
        Column("checked_on", "date", "day on which it was read"),
    ),
    editions=EDITIONS,
    rows=12,
    rules=(
        "from_date <= to_date",
        "from_date <= first_due",
        "from_date <= checked_on",
        "checked_on <= '2026-12-31'",
    ),
)

FILINGS = Table(
    name="filings",
    title="Towns that were reported to have filed, or not to have filed",
    key=("geoid", "duty", "as_of"),
    universe="towns named in print; a town that is not named may have filed or not",
    columns=(
        Column("duty", "text", "short name of the duty", key_of="ct_housing_law.duties.duty"),
        Column("as_of", "date", "day of which it was said"),
        Column("said", "text", "filed or not_filed", one_of=("filed", "not_filed")),
        Column("filed_on", "date", "day of filing or adoption where it was printed", blank="any"),
        Column("source", "text", "who printed it"),
    ),
    editions=EDITIONS,
    places=("town",),
    rows=47,
    rules=("filed_on <= as_of",),
    notes="Of the 88 towns that missed the deadline of June 2022 the press named 32. The state's own list by town "
    "was not available.",
)

COUNTS = Table(
    name="filing_counts",
    title="Reported numbers of towns that had filed their plans",
    key=("duty", "as_of"),
    universe="169 towns",
    columns=(
        Column("duty", "text", "short name of the duty", key_of="ct_housing_law.duties.duty"),
        Column("as_of", "date", "day of which it was said"),
        Column("towns_filed", "towns", "towns that had filed", total=621),
        Column("towns", "towns", "all towns", least=169, most=169),
        Column("source", "text", "who printed it"),
        Column("note", "text", "what the source leaves open", like=SENTENCE),
    ),
    editions=EDITIONS,
    rows=5,
    rules=("towns_filed <= towns",),
)

ZONING = Table(
    name="zoning_duties",
    title="What zoning regulations must do and must not do (CGS 8-2 and neighbors)",
    key=("item",),
    universe="duties on zoning regulations",
    columns=(
        Column("item", "text", "short name", like=SLUG),
        Column("kind", "text", "must, must_not or may", one_of=("must", "must_not", "may")),
        Column("text", "text", "in plain words", like="[a-z].*[^.]"),
        Column("statute", "text", "section of the law", like="(CGS|Public Act).*"),
        Column("from_date", "period", "first day in force; blank where it was not read", blank=2),
        Column("to_date", "period", "last day in force; blank while it holds", blank="any"),
        STATUS,
        Column("source", "text", "where it was read"),
        *ADDRESSES,
        SUPPLEMENT,
        Column("checked_on", "date", "day on which it was read"),
    ),
    editions=EDITIONS,
    rows=17,
    rules=("from_date <= to_date",),
)

STEPS = Table(
    name="zoning_steps",
    title="Steps of a change of zoning rules, with their days",
    key=("step",),
    universe="towns that zone under the general law; a special act can set other steps",
    columns=(
        Column("step", "number", "order of the step"),
        Column("title", "text", "name in plain words", like=".{3,40}[^.]"),
        Column("text", "text", "what happens, and within which days", like=SENTENCE),
        Column("statute", "text", "section of the law", like="CGS [0-9a-z()-]+"),
        STATUS,
        Column("source", "text", "where it was read"),
        *ADDRESSES,
        Column("checked_on", "date", "day on which it was read"),
    ),
    editions=EDITIONS,
    rows=7,
    rules=("step == position",),
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
