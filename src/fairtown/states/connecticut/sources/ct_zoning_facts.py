"""What others have published about zoning in Connecticut: facts with their source, not a survey.

A town that is not here is not thereby known to differ. Dates differ, and some facts are old. Editions of the state's
zoning atlas give slightly different shares: the date stays with the number. No layer of all districts is public.
"""

from fairtown.concepts import Column, Edition, Source, Table

FACT_COLUMNS = (
    Column("as_of", "text", "date as the source gives it"),
    Column(
        "as_of_year",
        "calendar year",
        "last year that this date names; blank where it names none",
        blank="any",
    ),
    Column("measure", "text", "what is told", like="[a-z0-9_]+"),
    Column("value", "text", "as published, in figures or in words", like=".{1,120}"),
    Column("number", "as published", "the same where it is a figure", least=0, blank="any"),
    Column("unit", "text", "unit of the figure", like="[a-z].*", blank="any"),
)
#: Facts are numbered in their order; a figure is its text, has a unit, and its year stands in its date.
RULES = ("row == position", "number == number(value)", "stands_in(as_of_year, as_of) == 1")
WHERE = (
    Column("source", "text", "who published it", like="[A-Za-z].{8,}"),
    Column(
        "url",
        "text",
        "where; blank where the compilation gives no address",
        like="https?://.*",
        blank="any",
        per="source",
    ),
    Column("note", "text", "what belongs to the fact", blank="any"),
)

TOWN = Table(
    name="town_facts",
    title="Published facts on the zoning of single towns",
    key=("geoid", "row"),
    universe="18 towns with a published fact",
    columns=(
        Column("row", "number", "number of the fact"),
        *FACT_COLUMNS,
        Column(
            "district", "text", "zoning district; blank where the fact is about no single one", blank="any"
        ),
        *WHERE,
    ),
    editions=(Edition(2022, "facts of 1991 to 2022", "2010"),),
    places=("town",),
    rows=45,
    rules=RULES,
)

STATE = Table(
    name="statewide_facts",
    title="Published facts on zoning in the whole state",
    key=("geoid", "row"),
    universe="Connecticut",
    columns=(Column("row", "number", "number of the fact"), *FACT_COLUMNS, *WHERE),
    editions=(Edition(2023, "facts of 2013 to 2023", "2010"),),
    places=("state",),
    rows=40,
    rules=RULES,
)

SOURCE = Source(
    code="ct_zoning_facts",
    title="Published facts on zoning in Connecticut",
    publisher="Desegregate Connecticut, Open Communities Alliance, Connecticut Fair Housing Center, courts, press and "
    "town codes, as named with each fact",
    page="https://www.desegregatect.org/atlas",
    licence="figures quoted with attribution",
    compiled_from="pages named with each fact",
    tables=(TOWN, STATE),
)
