"""Intervals of the nation: one state in one process, then all of them if asked, from tables with margins.

    .venv/bin/python benchmarks/nation_margins.py [--state 06] [--like FILE] [--all]

No margins are carried, so each tract gets those of a real one of about as many people: `--like`, a CSV with
`pop_total`, `pop_nh_white`, `pop_nh_black`, `pop_nh_asian` and `pop_hispanic` of tracts, each also with `_moe`. Without
it each person who is found stands for 40. Prints seconds of processors and the largest memory of a process.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from fairtown import threads
from fairtown.build.nation import steps
from fairtown.build.nation.tasks import MOST_MEMORY, Task
from fairtown.data import clean_tables
from fairtown.data.nation import by_state, tracts
from fairtown.measures.residents.race_ethnicity import OTHER_PARTS

WEIGHT, OF_NOBODY, Z_90 = 40.0, 12.0, 1.645
GROUPS = ("pop_nh_white", "pop_nh_black", "pop_nh_asian", "pop_hispanic")


def cells(like: Path | None) -> pd.DataFrame:
    """Return the cells of all tracts that are carried, with margins."""
    rows = tracts.read(tracts.SURVEY.year)
    rows = rows.assign(**dict.fromkeys(OTHER_PARTS, 0)).assign(pop_nh_two_or_more=rows.pop_nh_other)
    weight = dict.fromkeys(tracts.CELLS, np.full(len(rows), WEIGHT))
    if like is not None:
        real = pd.read_csv(like).dropna(subset=["pop_total_moe"]).sort_values("pop_total", ignore_index=True)
        at = np.searchsorted(real.pop_total, rows.pop_total).clip(0, len(real) - 1)
        for group in GROUPS:
            own = np.square(real[f"{group}_moe"] / Z_90) / real[group].where(real[group] > 0)
            weight[group] = own.fillna(own.median()).to_numpy()[at]
    moes = {
        f"{c}_moe": np.where(rows[c] > 0, Z_90 * np.sqrt(weight[c] * rows[c]), OF_NOBODY).round()
        for c in tracts.CELLS
    }
    return rows.assign(**moes)


def one_state(state: str, folder: Path, root: Path) -> None:
    """Do both steps of a state in this process, in one thread, as a worker does."""
    threads.limit(1)
    people = Task("people", state, "key")
    steps.people(people, folder, root)
    steps.figures(Task("figures", state, "key", (people,)), folder, root)


def report(name: str, who: int) -> bool:
    used = resource.getrusage(who)
    memory = used.ru_maxrss * 1024
    print(f"{name:<10} {used.ru_utime + used.ru_stime:6.1f} s of processors, largest process "
          f"{memory / 1e6:.0f} MB; bar {MOST_MEMORY / 1e6:.0f} MB")  # fmt: skip
    return memory < MOST_MEMORY


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--state", default="06", help="two digits of the state; default: 06, California")
    parser.add_argument("--like", type=Path, help="a CSV of real tracts with margins")
    parser.add_argument("--all", action="store_true", help="build the whole nation too")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "tables"
        shutil.copytree(by_state.FOLDER, folder)
        tracts.MARGINS.write(cells(chosen.like), tracts.SURVEY.year, folder)
        clean_tables.write_checksums(folder)
        one_state(chosen.state, folder, Path(home) / "tasks")
        is_right = report(chosen.state, resource.RUSAGE_SELF)
        if chosen.all:
            command = [sys.executable, "-m", "fairtown.cli.commands", "nation", "build", "--no-cache"]
            options = ["--data", str(folder), "--out", home]
            subprocess.run([*command, *options], check=True, capture_output=True)
            is_right &= report("all", resource.RUSAGE_CHILDREN)
    return int(not is_right)


if __name__ == "__main__":
    sys.exit(main())
