"""Sheff v. O'Neill and Open Choice: what courts and settlements decided on schools, as a dated list.

Open Choice lets students of some cities attend public schools of other towns. Nearly all of this was read in newspapers
and on the plaintiffs' page, not in the stipulations themselves: the status of each line says so.
"""

from fairtown.concepts import Column, Edition, Source, Table

FACTS = Table(
    name="facts",
    title="Open Choice and Sheff v. O'Neill: decisions and settlements",
    key=("date", "event"),
    universe="decisions, settlements and acts",
    columns=(
        Column("date", "period", "day of the event, or its month or year where the day was not seen"),
        Column("event", "text", "what happened, in plain words", like=r".*[.]"),
        Column(
            "status",
            "text",
            "confirmed, copy or reported, see concepts.LAW_STATUS",
            one_of=("confirmed", "copy", "reported"),
        ),
        Column("source", "text", "where it was read"),
        Column("checked_on", "date", "day on which it was read"),
    ),
    editions=(Edition(2026, "read in November 2026", "2010"),),
    rows=6,
)

SOURCE = Source(
    code="ct_open_choice",
    title="Sheff v. O'Neill and Open Choice",
    publisher="courts and General Assembly of Connecticut; list made by fairtown",
    page="https://portal.ct.gov/sde/school-choice",
    licence="law and decisions are in the public domain",
    compiled_from="decisions, acts and reports as named in each row",
    tables=(FACTS,),
)
