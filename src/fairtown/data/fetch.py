"""Makes the clean tables of a state from publishers' files: all of them, checked, or none.

The tables are a folder `tables-…`, and `tables` a link to the one that counts, so that a fetch that is killed
leaves those before. SNAPSHOTS.json beside them says of which files of which publishers each table was made.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from fairtown import files
from fairtown.concepts import FairtownError
from fairtown.data import clean_tables, snapshot_index
from fairtown.data.snapshots import Snapshots
from fairtown.data.tabulation import TOWNS, Files, Plan, Product, has_older_tracts
from fairtown.states import OLDER_TRACTS, all_states, fetched_tables, plain_state
from fairtown.states.governments import GOVERNMENTS
from fairtown.states.profile import State

PART = ".part-"


@dataclass(frozen=True)
class Fetched:
    """What a fetch left: the folder of clean tables, and the files that were made anew."""

    folder: Path
    tables: tuple[str, ...]


def state_to_fetch(code: str, home: Path, years: tuple[int, ...]) -> State:
    """Return the state of a code, with its tables under `home`; FairtownError if there is no such state.

    `years`: of the surveys that are fetched, which may be by older tracts than what it holds.
    """
    if code in all_states():
        return all_states()[code]
    if code not in GOVERNMENTS:
        raise FairtownError(f"fetch: no state has the letters {code!r}; write them like ri, for Rhode Island")
    folder = fetched_tables(code, home)
    return plain_state(code, folder, has_older_tracts(years) or (folder / OLDER_TRACTS).exists())


def fetch(
    plan: Plan, snapshots: Snapshots, home: Path, say: Callable[[str], object] = lambda text: None
) -> Fetched:
    """Get every file of a plan, make the clean tables under `home` and return them.

    Tables that the state has already and the plan does not make stay. Raises FairtownError, in one line, and leaves
    the tables as they were, if a file cannot be had or a table does not hold.
    """
    products = plan.products
    paths = {remote: snapshots.get(remote) for remote in plan.remotes()}
    link = fetched_tables(plan.state.code, home)
    say("tables")
    with all_or_none(link, snapshots) as work:
        _copy_before(plan.state, link, work)
        products = _write(plan, products, Files(plan.own, paths), work)
        _write_lineage(work, products, plan, snapshots)
        clean_tables.write_checksums(work)
        if clean_tables.digests(work) != clean_tables.digests(_before(plan.state, link)):
            _check(plan, products, work)
    return Fetched(link, tuple(_file_name(plan, product) for product in products))


@contextmanager
def all_or_none(link: Path, snapshots: Snapshots) -> Iterator[Path]:
    """Give a folder for tables, to which the link leads when the block is left; as it was, where anything is raised.

    The files that they were made of are pinned then.
    """
    with snapshot_index.locked(link.parent):
        for left in link.parent.glob(f"{PART}*"):
            if left.is_symlink():
                left.unlink()
            else:
                shutil.rmtree(left, ignore_errors=True)
        work = Path(tempfile.mkdtemp(dir=link.parent, prefix=PART))
        try:
            yield work
            _switch(work, link)
            if not snapshots.is_offline:
                snapshots.pin()
        except OSError as error:
            raise FairtownError(f"fetch: no tables were made in {link}: {files.reason(error)}") from None
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _before(own: State, link: Path) -> Path:
    return link if link.is_dir() else own.folder


def _copy_before(own: State, link: Path, work: Path) -> None:
    """Begin with the tables that were fetched before, else with those that the state is carried with."""
    before = _before(own, link)
    for path in (*before.glob("*.csv"), *before.glob(clean_tables.PUBLISHER_FILES)):
        shutil.copyfile(path, work / path.name)


def _file_name(plan: Plan, product: Product) -> str:
    source, table = plan.known.table(product.address)
    return clean_tables.file_name(source.code, table, table.edition(product.year))


def _write(plan: Plan, products: list[Product], came: Files, work: Path) -> list[Product]:
    """Write the tables of products and return those that have rows: of some, a state can have none."""
    written = []
    towns = pd.DataFrame({"geoid": []}, dtype=str)
    for product in sorted(products, key=lambda product: product.address != TOWNS):
        if product.address != TOWNS and towns.empty:
            towns = _towns(plan, work)
        source, table = plan.known.table(product.address)
        edition = table.edition(product.year)
        rows = product.rows(came, towns).assign(vintage=edition.vintage).astype(object)
        (work / _file_name(plan, product)).unlink(missing_ok=True)
        if rows.empty:
            continue
        clean_tables.write(source.code, table, edition, rows.where(rows.notna(), ""), work)
        written.append(product)
    return written


def _towns(plan: Plan, work: Path) -> pd.DataFrame:
    source, table = plan.known.table(TOWNS)
    name = clean_tables.file_name(source.code, table, table.editions[-1])
    return pd.read_csv(work / name, dtype=str, keep_default_na=False)


def _write_lineage(work: Path, products: list[Product], plan: Plan, snapshots: Snapshots) -> None:
    """Say of which files each table was made, beside what is said of tables that stay."""
    lineage = clean_tables.publisher_files(work)
    for product in products:
        name = _file_name(plan, product)
        lineage[name] = [snapshots.snapshot(remote).lineage for remote in product.remotes]
    text = json.dumps(lineage, indent=1, sort_keys=True) + "\n"
    (work / clean_tables.PUBLISHER_FILES).write_text(text, encoding="utf-8")


def _check(plan: Plan, products: list[Product], work: Path) -> None:
    """Read every table that was made as a build will; a fault names the file that it came from."""
    for product in products:
        source, table = plan.known.table(product.address)
        try:
            clean_tables.read(source.code, table, table.edition(product.year), work, plan.known)
        except FairtownError as error:
            raise FairtownError(f"fetch: {error}; made of {product.remotes[0].name}") from None


def _switch(work: Path, link: Path) -> None:
    """Let the link lead to the new tables; then remove the older ones."""
    folder = link.with_name(f"tables-{work.name.removeprefix(PART)}")
    work.chmod(0o755)
    work.rename(folder)
    new = link.with_name(f"{PART}link-{os.getpid()}")
    new.symlink_to(folder.name)
    new.replace(link)
    for older in link.parent.glob("tables-*"):
        if older != folder:
            shutil.rmtree(older, ignore_errors=True)


def check(plan: Plan, snapshots: Snapshots, home: Path) -> list[str]:
    """Return a line on each table that was altered, and on each file that is another at its publisher now."""
    folder = fetched_tables(plan.state.code, home)
    if not folder.is_dir():
        return [f"no tables of {plan.state.name} in {folder}: fetch them without --check"]
    recorded, there = clean_tables.checksums(folder), dict(clean_tables.digests(folder))
    altered = [
        f"{name}: altered since it was made" for name, digest in recorded.items() if there.get(name) != digest
    ]
    return altered + snapshots.changes(plan.remotes())
