"""Tables of the nation with margins: the people that are carried, with margins as large as a survey of them has."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd

from fairtown.data import clean_tables
from fairtown.data.nation import by_state, tracts
from fairtown.measures.residents.race_ethnicity import OTHER_PARTS

YEAR = tracts.SURVEY.year
#: People that a household which is found stands for: about 30 of a tract's people are found for each 1,000.
WEIGHT = 40
#: The margin that the Bureau prints of nearly every empty cell.
OF_NOBODY = 12


def cells(states: tuple[str, ...], weight: float = WEIGHT, of_nobody: int = OF_NOBODY) -> pd.DataFrame:
    """Return the cells of the tracts of some states with 90% margins: 1.645 × √(weight × people)."""
    rows = pd.concat([tracts.read(YEAR, state) for state in states], ignore_index=True)
    rows = rows.assign(**dict.fromkeys(OTHER_PARTS, 0)).assign(pop_nh_two_or_more=rows.pop_nh_other)
    moes = {
        f"{name}_moe": np.where(rows[name] > 0, 1.645 * np.sqrt(weight * rows[name]), of_nobody).round()
        for name in tracts.CELLS
    }
    return rows.assign(**moes)


def tables(folder: Path, rows: pd.DataFrame, is_whole: bool = False) -> Path:
    """Fill a new folder with the tables that are carried and the cells `rows`, and return it.

    `is_whole`: the people of the newest survey are those of `rows` alone.
    """
    shutil.copytree(by_state.FOLDER, folder)
    if is_whole:
        tracts.write(rows, YEAR, folder)
    tracts.MARGINS.write(rows, YEAR, folder)
    clean_tables.write_checksums(folder)
    return folder
