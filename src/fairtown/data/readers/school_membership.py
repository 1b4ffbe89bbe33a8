"""NCES's Common Core of Data, membership of schools: a zip with one long CSV, a row per school, grade, race and sex.

Rows of several totals stand beside each other; those by race and sex for each grade are added up here (`Category Set A
- By Race/Ethnicity; Sex; Grade`). Counts are of students on about October 1. -1, -2 and -9, and blanks with a
DMS_FLAG of "Suppressed" or "Missing", are unknown: a sum with such a part is unknown too, and flagged.
"""

from __future__ import annotations

import io
import zipfile

import pandas as pd

from fairtown.concepts import FairtownError

DETAIL = "Category Set A - By Race/Ethnicity; Sex; Grade"
COLUMNS = (
    "FIPST",
    "LEAID",
    "NCESSCH",
    "SCH_NAME",
    "RACE_ETHNICITY",
    "STUDENT_COUNT",
    "TOTAL_INDICATOR",
    "DMS_FLAG",
)
#: NCES's names of races, by ours.
RACES = {
    "White": "nh_white", "Black or African American": "nh_black", "Asian": "nh_asian", "Hispanic/Latino": "hispanic",
    "American Indian or Alaska Native": "nh_aian", "Native Hawaiian or Other Pacific Islander": "nh_nhpi",
    "Two or more races": "nh_two_or_more",
}  # fmt: skip
UNKNOWN = ("", "-1", "-2", "-9")


def rows(file: str, content: bytes, fips: str) -> pd.DataFrame:
    """Return nces_id, district_id, school, group, students (NaN if a part is unknown) and flag of a state's schools.

    Raises FairtownError, in one line that begins with `file`, if a column is not there, a race is not known, or no
    school is of the state.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.lower().endswith(".csv")]
        if len(names) != 1:
            raise FairtownError(f"{file}: expected one CSV in it, got {len(names)}")
        table = pd.read_csv(archive.open(names[0]), dtype=str, keep_default_na=False, encoding="latin-1")
    if missing := [name for name in COLUMNS if name not in table]:
        raise FairtownError(f"{file}: no column {missing[0]}; it has {', '.join(table.columns[:6])}, …")
    is_detail = (table.TOTAL_INDICATOR == DETAIL) & (table.RACE_ETHNICITY != "Not Specified")
    own = table[(table.FIPST.str.zfill(2) == fips) & is_detail]
    if own.empty:
        raise FairtownError(
            f"{file}: no school of state {fips} is in it by race; it is another file, or not whole"
        )
    if odd := sorted(set(own.RACE_ETHNICITY) - set(RACES)):
        raise FairtownError(f"{file}: race {odd[0]!r} is not known; NCES renamed it: mend the reader")
    counts = pd.to_numeric(own.STUDENT_COUNT.where(~own.STUDENT_COUNT.isin(UNKNOWN)))
    long = pd.DataFrame(
        {
            "nces_id": own.NCESSCH.str.zfill(12),
            "district_id": own.LEAID.str.zfill(7),
            "school": own.SCH_NAME,
            "group": own.RACE_ETHNICITY.map(RACES),
            "students": counts,
        }
    )
    keys = ["nces_id", "district_id", "school", "group"]
    sums = long.groupby(keys).students.agg(lambda parts: parts.sum(skipna=False)).reset_index()
    return sums.assign(flag=sums.students.isna().map({True: "suppressed", False: ""}))
