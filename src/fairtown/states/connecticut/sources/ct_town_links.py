"""Where a town of Connecticut publishes itself: its website, its zoning rules, its commission, its agendas.

Compiled from public lists and stored pages on 28 November 2026. No address was opened on that day: `evidence` says how
good the trace is, `opened_on` is blank until a person has opened it. A town without a row of a kind: not found yet,
never guessed. To complete the table see docs/town-links.md.
"""

from fairtown.concepts import Column, Edition, Source, Table

LINKS = Table(
    name="links",
    title="Websites, zoning rules, planning commissions and agendas of towns",
    key=("geoid", "kind", "url"),
    universe="towns; what was not found has no row",
    columns=(
        Column(
            "kind",
            "text",
            "website; rules (zoning regulations), code (code of ordinances); commission (or its office); agendas",
            one_of=("agendas", "code", "commission", "rules", "website"),
        ),
        Column("url", "text", "where", like="https?://[^ ]+"),
        Column(
            "evidence",
            "text",
            "gov_domain_and_page (registered to the town in the list of .gov domains, and in another source), "
            "gov_domain (registered, not seen in use), own_page (that page, or one of the town, was stored), listed "
            "(in a list only), older_domain (a stored page on a domain that the town has left: not shown until opened) "
            "or opened (by a person, see opened_on)",
            one_of=("gov_domain_and_page", "gov_domain", "own_page", "listed", "older_domain", "opened"),
        ),
        Column("source", "text", "where the address was seen"),
        Column("seen_on", "period", "when it was seen there; blank where that is not dated", blank="any"),
        Column(
            "opened_on",
            "date",
            "day on which a person opened it and it was the town's; blank while nobody has",
            blank="evidence != 'opened'",
        ),
    ),
    editions=(Edition(2026, "found by 28 November 2026", "2022"),),
    places=("town",),
)

SOURCE = Source(
    code="ct_town_links",
    title="Links of Connecticut's towns",
    publisher="the towns; found by fairtown in public lists and stored pages, as named in each row",
    page="https://github.com/cisagov/dotgov-data",
    licence="addresses are facts; the list of .gov domains is in the public domain (CC0 1.0)",
    compiled_from="the list of .gov domains of 22 August 2026 (cisagov/dotgov-data), biglocalnews/civic-scraper of "
    "2020 (Apache-2.0), other public lists and stored pages as named in each row",
    tables=(LINKS,),
    notes="Agenda pages of 2020 (civicplus.com) may have moved. A page of a single meeting is left out.",
)
