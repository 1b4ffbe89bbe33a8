"""The duty to affirmatively further fair housing (42 USC 3608) and its rules, as a dated list of events."""

from fairtown.concepts import Column, Edition, Source, Table

TIMELINE = Table(
    name="affh_timeline",
    title="Affirmatively furthering fair housing: the federal duty and its rules",
    key=("date", "event"),
    universe="acts, rules and court decisions",
    columns=(
        Column("date", "period", "day of the event, or its month where the day was not seen"),
        Column("event", "text", "what happened, in plain words"),
        Column("citation", "text", "law or Federal Register"),
        Column("status", "text", "confirmed, copy or reported, see concepts.LAW_STATUS"),
        Column("source", "text", "where it was read"),
        Column("url", "text", "official address; blank where none is known"),
        Column(
            "url_status", "text", "verified (that page was seen) or pattern (by the site's pattern, not seen)"
        ),
        Column("checked_on", "date", "day on which it was read"),
    ),
    editions=(Edition(2026, "read on 25 and 28 November 2026", "2022"),),
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
