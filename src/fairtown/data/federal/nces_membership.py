"""Who learns where: students of every public school by race, from NCES's Common Core of Data, about October 1.

A count of which a part is not known is blank with a flag.
"""

from fairtown.concepts import Column, Edition, Source, Table

GROUPS = ("nh_white", "nh_black", "nh_asian", "hispanic", "nh_aian", "nh_nhpi", "nh_two_or_more")

SCHOOLS = Table(
    name="schools",
    title="Students of public schools by race and ethnicity",
    key=("nces_id", "group"),
    universe="students of public schools, all grades",
    columns=(
        Column("nces_id", "code", "NCES's number of the school", "NCESSCH", like=r"\d{12}"),
        Column("group", "text", "race or ethnicity", "RACE_ETHNICITY", one_of=GROUPS),
        Column("district_id", "code", "NCES's number of the district", "LEAID", like=r"\d{7}", per="nces_id"),
        Column("school", "text", "name", "SCH_NAME", per="nces_id"),
        Column("students", "students", "students of the group", "STUDENT_COUNT", blank="any"),
        Column("flag", "text", "why students is blank", one_of=("suppressed",), blank="any"),
    ),
    editions=(Edition(2024, "2023-24"),),
)

SOURCE = Source(
    code="nces_membership",
    title="Common Core of Data: membership of schools",
    publisher="National Center for Education Statistics",
    page="https://nces.ed.gov/ccd/files.asp",
    licence="public domain (work of the United States government)",
    compiled_from="the file of membership",
    tables=(SCHOOLS,),
)
