"""The duty to affirmatively further fair housing (42 USC 3608) and its rules, as a dated list of events."""

from fairtown.concepts import Column, Edition, Source, Table

TIMELINE = Table(
    name="affh_timeline",
    title="Affirmatively furthering fair housing: the federal duty and its rules",
    key=("date", "event"),
    universe="acts, rules and court decisions",
    columns=(
        Column("date", "period", "day of the event, or its month where the day was not seen"),
        Column("event", "text", "what happened, in plain words", like=r".*[.]"),
        Column("citation", "text", "law or Federal Register", like=".*[0-9]{2}.*", blank=1),
        Column(
            "status",
            "text",
            "confirmed, copy or reported, see concepts.LAW_STATUS",
            one_of=("confirmed", "copy", "reported"),
        ),
        Column("source", "text", "where it was read", like=r".*([a-z]\.[a-z]{2,}|cop(y|ies)\b).*"),
        Column(
            "url",
            "text",
            "official address; blank where none is known",
            like=r"https://[^ ]+",
            blank="length(url_status) == 0",
        ),
        Column(
            "url_status",
            "text",
            "verified (that page was seen) or pattern (by the site's pattern, not seen)",
            one_of=("verified", "pattern"),
            blank="length(url) == 0",
        ),
        Column("checked_on", "date", "day on which it was read"),
    ),
    editions=(Edition(2026, "read on 25 and 28 November 2026"),),
    rows=13,
)

SOURCE = Source(
    code="us_fair_housing",
    title="Federal fair housing duty and its rules",
    publisher="United States Congress and Department of Housing and Urban Development; list made by fairtown",
    page="https://www.federalregister.gov/",
    licence="law and rules are in the public domain",
    compiled_from="statute and Federal Register as named in each row",
    tables=(TIMELINE,),
)
