"""`fairtown nation`: the figures of all states from one table of tracts, and what is read of them."""

from __future__ import annotations

import argparse
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
    _build_parser(tasks)
    _export_parser(tasks)
    _explain_parser(tasks)


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
    {"build": _build, "export": _export, "explain": _explain}[args.task](args)


def _build(args: argparse.Namespace) -> None:
    from fairtown.build.cache import folder
    from fairtown.build.nation.release import build
    from fairtown.release.nation import FOLDER
    from fairtown.release.reader import releases_folder

    root = None if args.no_cache else Path(args.cache) if args.cache else folder()
    some = [code.strip() for code in args.states.split(",") if code.strip()]
    release = build(releases_folder(args.out) / FOLDER, args.date, args.on, some, root)
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
