"""What may be written after `fairtown`: every command with its options, examples and help."""

from __future__ import annotations

import argparse
from typing import Any

from fairtown.cli.parsing import Parser, command, path, release_option, whole
from fairtown.cli.scenario_arguments import scenario_parser, zoning_parser

DEFAULT_PORT = 8000


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command."""
    whole_command = Parser(
        prog="fairtown",
        description="Open figures for fair housing: every number leads to its source.",
        epilog="example: fairtown explain subsidized.assisted_share Hartford 2023",
    )
    commands = whole_command.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _build_parser(commands)
    _export_parser(commands)
    _explain_parser(commands)
    _print_parser(commands)
    scenario_parser(commands)
    zoning_parser(commands)
    _listing_parser(commands)
    _hub_parser(commands)
    _staff_parser(commands)
    return whole_command


def _build_parser(commands: Any) -> None:
    parser = command(
        commands,
        "build",
        "build a release from the clean tables",
        "fairtown build\n  fairtown build --out /tmp/releases --date 2026-11-21",
    )
    parser.add_argument(
        "--out", type=path, metavar="DIR", help="folder of releases; the new one is DIR/<date>"
    )
    parser.add_argument("--date", help="date of the release; default: today")
    parser.add_argument("--state", help="state to build, by its two letters; default: the only one")
    parser.add_argument("--data", type=path, metavar="DIR", help="clean tables; default: those of the state")
    parser.add_argument(
        "--no-cache", action="store_true", help="compute everything, keep nothing in ~/.cache/fairtown"
    )


def _export_parser(commands: Any) -> None:
    parser = command(
        commands,
        "export",
        "write a measure as a table",
        "fairtown export opportunity.oca_2014 --level tract --format csv --out index.csv\n  fairtown export "
        "opportunity.access_by_race --level state --year 2023",
    )
    parser.add_argument("measure", metavar="MEASURE", help="a measure, see `fairtown list measures`")
    parser.add_argument("--level", help="tract, town, county, region or state; default: all")
    parser.add_argument("--year", type=whole, help="last year of the period; default: all")
    parser.add_argument("--variant", help="a variant of the measure; default: its first")
    parser.add_argument("--format", default="csv", help="csv, json, parquet or geojson; default: csv")
    parser.add_argument("--out", type=path, metavar="FILE", help="file to write; default: the terminal")
    release_option(parser)


def _explain_parser(commands: Any) -> None:
    parser = command(
        commands,
        "explain",
        "show where a value comes from",
        "fairtown explain subsidized.assisted_share Hartford 2023\n  fairtown explain opportunity.oca_2014 "
        "09003500700",
    )
    parser.add_argument("measure", metavar="MEASURE", help="a measure, see `fairtown list measures`")
    parser.add_argument("place", metavar="PLACE", help="a geoid or a name, like 09003500700 or Hartford")
    parser.add_argument("year", metavar="YEAR", nargs="?", type=whole, help="default: the latest")
    parser.add_argument("--json", action="store_true", help="as JSON")
    release_option(parser)


def _print_parser(commands: Any) -> None:
    parser = command(
        commands,
        "print",
        "write the printed report of a place, four pages as a tagged PDF",
        "fairtown print Hartford --out hartford.pdf\n  fairtown print capitol-region --language es --out region.pdf",
    )
    place = "a town, region, county or the state, by name or code, like Hartford"
    parser.add_argument("place", metavar="PLACE", help=place)
    parser.add_argument("--language", default="en", help="en or es; default: en")
    parser.add_argument("--out", required=True, type=path, metavar="FILE", help="file to write")
    release_option(parser)


def _listing_parser(commands: Any) -> None:
    listing = command(
        commands, "list", "name the measures, sources, places, recipes or methods", "fairtown list measures"
    )
    listing.add_argument(
        "what",
        nargs="?",
        default="measures",
        choices=("measures", "sources", "places", "recipes", "methods"),
        help="default: measures",
    )
    release_option(listing)


def _hub_parser(commands: Any) -> None:
    hub = command(commands, "hub", "serve the website from the latest release", "fairtown hub --port 8000")
    hub.add_argument("--port", type=whole, default=DEFAULT_PORT, help=f"default: {DEFAULT_PORT}")
    host = "address to listen on; default: this machine only (elsewhere, name the site's hosts in $FAIRTOWN_HOSTS)"
    hub.add_argument("--host", default="127.0.0.1", help=host)
    hub.add_argument("--workers", type=whole, default=2, help="server processes; default: 2")
    hub.add_argument(
        "--watch", action="store_true", help="take up a newer release within a minute, without SIGHUP"
    )
    hub.add_argument(
        "--no-jobs", action="store_true", help="send no mail and run no clock here; `fairtown hub jobs` does"
    )
    release_option(hub)
    tasks = hub.add_subparsers(dest="task", metavar="TASK", title="instead of serving")
    jobs = command(tasks, "jobs", "run the clock alone: mail, reminders, deletions", "fairtown hub jobs")
    release_option(jobs)
    _people_parsers(tasks)


def _people_parsers(tasks: Any) -> None:
    example = "fairtown hub import people nationbuilder-people-export-1.csv"
    incoming = command(tasks, "import", "import people from NationBuilder's export", example)
    incoming.add_argument("what", choices=("people",))
    incoming.add_argument(
        "file", type=path, metavar="FILE", help="CSV; again, it goes on where it was stopped"
    )
    release_option(incoming)
    example = "fairtown hub export people --out people.csv"
    outgoing = command(tasks, "export", "export everyone who joined", example)
    outgoing.add_argument("what", choices=("people",))
    outgoing.add_argument(
        "--format", choices=("csv", "osdi"), default="csv", help="csv or OSDI's JSON; default: csv"
    )
    outgoing.add_argument(
        "--out", type=path, required=True, metavar="FILE", help="file to write, not there yet"
    )
    release_option(outgoing)


def _staff_parser(commands: Any) -> None:
    staff = command(commands, "staff", "let a member of staff sign in at /staff/", "fairtown staff anna")
    staff.add_argument(
        "name", metavar="NAME", help="name to sign in with; an existing one gets a new password"
    )
    what = staff.add_mutually_exclusive_group()
    what.add_argument("--editor", action="store_true", help="may also write and publish pages and news")
    what.add_argument(
        "--manage", action="store_true", help="may also manage accounts and read the trace of sign-ins"
    )
    what.add_argument("--deactivate", action="store_true", help="may no longer sign in; the history stays")
