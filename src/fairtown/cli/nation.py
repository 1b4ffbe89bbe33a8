"""`fairtown nation`: the figures of all states from one table of tracts, and what is read of them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from fairtown.cli.options import command, path, whole
from fairtown.concepts import FairtownError


def nation_parser(commands: Any) -> None:
    """Add the command with its tasks."""
    parser = command(
        commands,
        "nation",
        "every state and county by the same measures",
        "fairtown nation build --on processes\n  fairtown nation export segregation.dissimilarity --level county",
    )
    tasks = parser.add_subparsers(dest="task", required=True, metavar="TASK")
    _fetch_parser(tasks)
    _build_parser(tasks)
    _export_parser(tasks)
    _explain_parser(tasks)


def _fetch_parser(tasks: Any) -> None:
    parser = command(
        tasks,
        "fetch",
        "get people by tract and metropolitan areas from their publishers",
        "fairtown nation fetch\n  fairtown nation build",
    )
    states = "two digits of the states to take, with commas; default: all"
    parser.add_argument("--states", default="", metavar="CODES", help=states)
    parser.add_argument(
        "--from", dest="mirror", metavar="URL", help="a mirror with the publishers' own paths"
    )
    parser.add_argument("--accept", action="store_true", help="take files that were published again")
    parser.add_argument("--offline", action="store_true", help="take what came before, ask no publisher")
    out = "folder of files and tables; default: $FAIRTOWN_DATA or the user's"
    parser.add_argument("--out", type=path, metavar="DIR", help=out)


def _build_parser(tasks: Any) -> None:
    parser = command(
        tasks,
        "build",
        "build the release of the nation",
        "fairtown nation build\n  fairtown nation build --on dask=tcp://scheduler:8786",
    )
    out = "folder of releases; that of the nation is DIR/nation/<date>"
    parser.add_argument("--out", type=path, metavar="DIR", help=out)
    parser.add_argument("--date", help="date of the release; default: today")
    on = "serial, processes, dask (on this machine), or dask=SCHEDULER; default: processes. The figures are the same"
    parser.add_argument("--on", default="processes", help=on)
    states = "two digits of the states to build, with commas; default: all"
    parser.add_argument("--states", default="", metavar="CODES", help=states)
    data = "folder of tables; default: those that were fetched, else those that are carried"
    parser.add_argument("--data", type=path, metavar="DIR", help=data)
    cache = "folder that keeps the results of tasks, shared by all workers; default: ~/.cache/fairtown"
    parser.add_argument("--cache", type=path, metavar="DIR", help=cache)
    parser.add_argument("--no-cache", action="store_true", help="compute everything, keep nothing")


def _export_parser(tasks: Any) -> None:
    parser = command(
        tasks,
        "export",
        "write a measure of the nation as a table",
        "fairtown nation export segregation.entropy --level state --out states.csv",
    )
    parser.add_argument("measure", metavar="MEASURE", help="segregation.dissimilarity, for example")
    parser.add_argument("--level", help="county, state or nation; default: all")
    parser.add_argument("--year", type=whole, help="last year of the period; default: all")
    parser.add_argument("--format", default="csv", help="csv, json or parquet; default: csv")
    parser.add_argument("--out", type=path, metavar="FILE", help="file to write; default: the terminal")
    _releases_option(parser)


def _explain_parser(tasks: Any) -> None:
    parser = command(
        tasks,
        "explain",
        "show where a value of the nation comes from",
        "fairtown nation explain segregation.dissimilarity 17031",
    )
    parser.add_argument("measure", metavar="MEASURE", help="segregation.dissimilarity, for example")
    parser.add_argument("place", metavar="PLACE", help="a code or a name, like 17031 or Alabama")
    parser.add_argument("year", metavar="YEAR", nargs="?", type=whole, help="default: the latest")
    parser.add_argument("--json", action="store_true", help="as JSON")
    _releases_option(parser)


def _releases_option(parser: argparse.ArgumentParser) -> None:
    help_ = "folder of releases; default: $FAIRTOWN_RELEASES, else ./releases"
    parser.add_argument("--release", type=path, metavar="DIR", help=help_)


def run(args: argparse.Namespace) -> None:
    """Do a task of the command."""
    {"fetch": _fetch, "build": _build, "export": _export, "explain": _explain}[args.task](args)


def _codes(text: str) -> list[str]:
    return [code.strip() for code in text.split(",") if code.strip()]


def _fetch(args: argparse.Namespace) -> None:
    from tqdm import tqdm

    from fairtown.cli.fetching import progress, refuse_odd_mirror
    from fairtown.data.nation.fetch import fetch
    from fairtown.data.snapshots import Snapshots
    from fairtown.states import data_folder
    from fairtown.states.governments import GOVERNMENTS

    refuse_odd_mirror(args)
    home, some = Path(args.out) if args.out else data_folder(), _codes(args.states)
    shown = progress(sys.stderr)
    snapshots = Snapshots(home / "snapshots", args.mirror or "", args.offline, args.accept, progress=shown)
    with tqdm(total=len(some or GOVERNMENTS), file=sys.stderr, disable=None, unit="state") as bar:
        folder = fetch(snapshots, home, some, lambda state: bar.update())
    for line in snapshots.news:
        print(line, file=sys.stderr)
    more = f" --data {folder}" if args.out else ""
    print(f"the tables of the nation are in {folder}; `fairtown nation build{more}` makes a release of them")


def _build(args: argparse.Namespace) -> None:
    from fairtown.build.cache import folder
    from fairtown.build.nation.release import build
    from fairtown.data.nation.by_state import FOLDER as FOLDER_OF_TABLES
    from fairtown.data.nation.fetch import tables_folder
    from fairtown.release.nation import FOLDER
    from fairtown.release.reader import releases_folder
    from fairtown.states import data_folder

    root = None if args.no_cache else Path(args.cache) if args.cache else folder()
    tables = Path(args.data) if args.data else tables_folder(data_folder())
    tables = tables if args.data or tables.is_dir() else FOLDER_OF_TABLES
    release = build(releases_folder(args.out) / FOLDER, args.date, args.on, _codes(args.states), root, tables)
    print(f"release {release.date} of the nation is in {release.path}")


def _export(args: argparse.Namespace) -> None:
    from fairtown.cli.results import write_table
    from fairtown.release.nation import open_nation

    if args.format == "geojson":
        raise FairtownError("format geojson: no shapes of the nation are held; there are: csv, json, parquet")
    write_table(args, open_nation, None)


def _explain(args: argparse.Namespace) -> None:
    from fairtown.cli.results import print_explanation
    from fairtown.release.nation import open_nation

    print_explanation(args, open_nation)
