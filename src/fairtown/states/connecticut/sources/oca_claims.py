"""What the Open Communities Alliance printed about race and opportunity: claims, not inputs.

Several rows disagree with each other, because their map and population differ or are not
stated. Each is kept as its own dated claim and shown beside our figure; none is computed from.
"""

from fairtown.concepts import Column, Edition, Source, Table

CLAIMS = Table(
    name="access_by_race",
    title="Published shares of residents by opportunity level",
    key=("claim", "group", "level"),
    universe="residents of Connecticut by race and ethnicity",
    columns=(
        Column("claim", "text", "short name of the statement", like="(2014 index|Earlier|Later).*"),
        Column(
            "group", "text", "group as we code it", one_of=("hispanic", "nh_asian", "nh_black", "nh_white")
        ),
        Column(
            "level",
            "text",
            "very_low, low, moderate, high, very_high, or lower (the lower two)",
            one_of=("very_low", "low", "moderate", "high", "very_high", "lower"),
        ),
        Column("share", "share", "share of the group, as printed", least=0.04, step=0.0001, total=10.3502),
        Column(
            "stated_date",
            "text",
            "date or map year that the page states; blank where it states none",
            blank=8,
            per="claim",
        ),
        Column("page", "text", "where it was printed", like="ctoca.org.*", per="claim"),
        Column("note", "text", "what the page leaves open", like=r".*[.]", blank=24, per="claim"),
    ),
    editions=(Edition(2015, "claims read in 2026", "2010"),),
    rows=32,
)

SOURCE = Source(
    code="oca_claims",
    title="Published statements on opportunity and race",
    publisher="Open Communities Alliance",
    page="https://www.ctoca.org/opportunity_and_race",
    licence="figures quoted with attribution",
    compiled_from="pages of ctoca.org",
    tables=(CLAIMS,),
)
