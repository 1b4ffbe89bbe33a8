"""What HUD and NCES publish of every state: the file of each clean table, by its year, and its reader.

Their files are named anew each year, so that each is listed by its name; another year is told in one line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from fairtown.data import publishers
from fairtown.data.publishers import Remote
from fairtown.data.readers import (
    school_membership,
    small_area_rents,
    subsidized_households,
    tax_credit_projects,
)
from fairtown.states.governments import Government


@dataclass(frozen=True)
class Published:
    """A table's file in a year, and how its bytes become the rows of a state; `rows`: file, bytes, state."""

    remote: Callable[[int, Government], Remote]
    rows: Callable[[str, bytes, Government], pd.DataFrame]


def _students(file: str, content: bytes, own: Government) -> pd.DataFrame:
    rows = school_membership.rows(file, content, own.fips)
    return rows.assign(students=rows.students.map(lambda n: "" if pd.isna(n) else f"{n:.0f}"))


TABLES: Mapping[str, Published] = {
    "hud_rents.zips": Published(
        lambda year, own: publishers.small_area_rents(year),
        lambda file, content, own: small_area_rents.rows(file, content, own.code),
    ),
    "hud_picture.tracts": Published(
        lambda year, own: publishers.subsidized_households(year, own.code),
        lambda file, content, own: subsidized_households.rows(file, content, own.fips),
    ),
    "hud_tax_credits.projects": Published(
        lambda year, own: publishers.tax_credit_projects(year),
        lambda file, content, own: tax_credit_projects.rows(file, content, own.code),
    ),
    "nces_membership.schools": Published(lambda year, own: publishers.school_membership(year), _students),
}
