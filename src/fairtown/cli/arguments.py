"""What may be written after `fairtown`: every command with its options, examples and help."""

from __future__ import annotations

import argparse
import os
import re
from typing import Any, NoReturn

from fairtown.concepts import FairtownError
from fairtown.scenarios import typed_numbers

DEFAULT_PORT = 8000
SURROGATES = re.compile("[\ud800-\udfff]")


class Parser(argparse.ArgumentParser):
    """A parser that tells a fault in one line, without the usage: `--help` has it."""

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Return the arguments; bytes that are no text, as from a terminal in another code, are marked but in names."""
        found = super().parse_args(args, namespace)
        for name, value in vars(found).items():
            if type(value) is str:
                setattr(found, name, mark_invalid_utf8(value))
        return found

    def error(self, message: str) -> NoReturn:
        """Raise the fault as FairtownError, which `main` prints."""
        raise FairtownError(f"{message}; see `{self.prog} --help`")


def real(text: str) -> float:
    """Return a number as the pages read it: 1336, 1,336 or 2.5; argparse tells what else it is."""
    try:
        return typed_numbers.number(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is no number; write one like 25 or 1,336") from None


def whole(text: str) -> int:
    """Return a whole number, like 2038 or 2,000; argparse tells what else it is."""
    value = real(text)
    if not value.is_integer():
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is no whole number; write one like 2038 or 2,000")
    bare = text.strip().replace(",", "")
    # not by way of a float, which holds no more than 16 digits
    return int(bare) if bare.lstrip("+-").isdecimal() else int(value)


def mark_invalid_utf8(text: str) -> str:
    """Return a text with a mark for bytes that are no UTF-8, which Python keeps as lone surrogates."""
    return SURROGATES.sub("\ufffd", text)


class FileName(str):
    """The name of a file or folder as the system has it, which need not be UTF-8."""


def path(text: str) -> FileName:
    """Return the name of a file or folder; argparse tells that it is blank, as where a shell's variable is not set."""
    if not text.strip():
        raise argparse.ArgumentTypeError("the name is blank; name a file or folder, or leave it out")
    try:
        os.fsencode(text)
    except UnicodeEncodeError:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is no name that a file can have") from None
    return FileName(text)


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
    _scenario_parser(commands)
    _zoning_parser(commands)
    _listing_parser(commands)
    _hub_parser(commands)
    _staff_parser(commands)
    return whole_command


def _command(commands: Any, name: str, text: str, example: str) -> argparse.ArgumentParser:
    return commands.add_parser(
        name,
        help=text,
        description=text[0].upper() + text[1:] + ".",
        epilog="example:\n  " + example,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _release_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--release",
        type=path,
        metavar="DIR",
        help="a release, or a folder of releases (default: $FAIRTOWN_RELEASES or ./releases)",
    )


def _build_parser(commands: Any) -> None:
    parser = _command(
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
    parser = _command(
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
    _release_option(parser)


def _explain_parser(commands: Any) -> None:
    parser = _command(
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
    _release_option(parser)


def _print_parser(commands: Any) -> None:
    parser = _command(
        commands,
        "print",
        "write the printed report of a place, four pages as a tagged PDF",
        "fairtown print Hartford --out hartford.pdf\n  fairtown print capitol-region --language es --out region.pdf",
    )
    place = "a town, region, county or the state, by name or code, like Hartford"
    parser.add_argument("place", metavar="PLACE", help=place)
    parser.add_argument("--language", default="en", help="en or es; default: en")
    parser.add_argument("--out", required=True, type=path, metavar="FILE", help="file to write")
    _release_option(parser)


def _scenario_parser(commands: Any) -> None:
    parser = _command(
        commands,
        "scenario",
        "work out a policy or an index with choices of your own",
        "fairtown scenario opportunity --recipe modern --show > mine.toml\n  fairtown scenario fair-share --method "
        "new_jersey_round4 --out towns.csv",
    )
    kinds = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    _opportunity_parser(kinds)
    _fair_share_parser(kinds)
    _balance_parser(kinds)
    _building_parser(kinds)
    _capacity_parser(kinds)


def _opportunity_parser(kinds: Any) -> None:
    parser = _command(
        kinds,
        "opportunity",
        "an opportunity index by a recipe",
        "fairtown scenario opportunity --recipe modern --show > mine.toml\n  fairtown scenario opportunity --recipe "
        "mine.toml --against modern --out tracts.csv",
    )
    parser.add_argument(
        "--recipe",
        type=path,
        metavar="FILE",
        help="a TOML file, or one of ours: `fairtown list recipes`; default: the index of today of the state",
    )
    parser.add_argument(
        "--show", action="store_true", help="print the recipe, to change it; work nothing out"
    )
    parser.add_argument(
        "--against", type=path, metavar="RECIPE", help="also say which tracts change level against this one"
    )
    parser.add_argument("--year", type=whole, help="year of the figures; default: that of the recipe")
    correlation = (
        "of the survey errors of income, poverty, housing costs, tenure and cars in a tract, 0 to 1; default: that of "
        "the recipe (0.2 unless it says otherwise)"
    )
    parser.add_argument("--correlation", type=real, metavar="NUMBER", help=correlation)
    _draws_options(parser)


def _fair_share_parser(kinds: Any) -> None:
    parser = _command(
        kinds,
        "fair-share",
        "every town's fair share by a method of ours, or one of your own",
        "fairtown scenario fair-share --method connecticut_oca --against new_jersey_round4 --out towns.csv\n"
        '  fairtown scenario fair-share --address "method=connecticut_oca&need=own&homes=50000&cap=10"',
    )
    method = "one of ours: `fairtown list methods`; default: the one that pages of the state begin with"
    parser.add_argument("--method", metavar="METHOD", help=method)
    parser.add_argument(
        "--address",
        metavar="ADDRESS",
        help="an address of the page /fair-share/, or what follows its question mark",
    )
    parser.add_argument("--against", metavar="METHOD", help="also give each town's share by this method")
    _draws_options(parser)


def _balance_parser(kinds: Any) -> None:
    parser = _command(
        kinds,
        "balance",
        "what it takes for subsidized homes to reach a set balance by a year",
        "fairtown scenario balance --target 40 --by 2040\n  fairtown scenario balance --base tracts --target 30 --by "
        "2035 --new 2000 --out years.csv",
    )
    parser.add_argument("--base", default="towns", help="towns or tracts; default: towns")
    parser.add_argument(
        "--target", type=real, required=True, metavar="PERCENT", help="share to be reached, percent"
    )
    parser.add_argument("--by", type=whole, required=True, metavar="YEAR", help="by the end of this year")
    parser.add_argument("--new", type=real, metavar="HOMES", help="new homes a year; default: as since 2011")
    _file_options(parser)


def _building_parser(kinds: Any) -> None:
    parser = _command(
        kinds,
        "building",
        "where a building may stand, from files of the Open Zoning Feed Specification",
        "fairtown scenario building --zoning Town.zoning --parcels Town.parcel --building two.bldg --out parcels.csv",
    )
    _feed_options(parser)
    parser.add_argument("--building", required=True, type=path, metavar="FILE", help="the building (.bldg)")
    _out_options(parser)


def _capacity_parser(kinds: Any) -> None:
    parser = _command(
        kinds,
        "capacity",
        "how many homes a town's rules allow on its parcels, from files of the Open Zoning Feed Specification",
        "fairtown scenario capacity --zoning Town.zoning --parcels Town.parcel --existing homes.csv --out parcels.csv",
    )
    _feed_options(parser)
    existing = "CSV of parcel_id and homes that stand there; what it does not name is unknown"
    parser.add_argument("--existing", type=path, metavar="FILE", help=existing)
    sqft = "gross floor area of a home, square feet; default: 1,000"
    parser.add_argument("--home-sqft", type=real, default=1000, metavar="SQFT", help=sqft)
    efficiency = "share of gross floor area that is homes; default: 0.8"
    parser.add_argument("--efficiency", type=real, default=0.8, metavar="SHARE", help=efficiency)
    _out_options(parser)


def _zoning_parser(commands: Any) -> None:
    parser = _command(
        commands,
        "zoning",
        "shares of land by what may be built there, from a zoning atlas's table or layer",
        "fairtown zoning atlas.geojson --by region,jurisdiction --base residential --out shares.csv\n  fairtown zoning "
        "connecticut.geojson --columns connecticut",
    )
    parser.add_argument("file", type=path, metavar="FILE", help="CSV or GeoJSON, plain or gzip")
    parser.add_argument(
        "--columns", default="national", help="national or connecticut: whose columns; default: national"
    )
    by = "region, county, jurisdiction, district, kind, several with commas, or none; default: jurisdiction"
    parser.add_argument("--by", default="jurisdiction", metavar="PLACES", help=by)
    base = "all zoned land, residential (homes main or among others), primarily_residential; default: all"
    parser.add_argument("--base", default="all", help=base)
    parser.add_argument(
        "--acres", default="", metavar="COLUMN", help="column of land where several are, or: measured"
    )
    parser.add_argument("--land", metavar="TEXT", help="what the acres leave out, to stand with every share")
    parser.add_argument("--source", metavar="TEXT", help="whose zoning it is; default: the file's name")
    parser.add_argument(
        "--date", default="", help="date of the code, like 2023-08-31 or 2023, where the file has none"
    )
    _out_options(parser)


def _listing_parser(commands: Any) -> None:
    listing = _command(
        commands, "list", "name the measures, sources, places, recipes or methods", "fairtown list measures"
    )
    listing.add_argument(
        "what",
        nargs="?",
        default="measures",
        choices=("measures", "sources", "places", "recipes", "methods"),
        help="default: measures",
    )
    _release_option(listing)


def _hub_parser(commands: Any) -> None:
    hub = _command(commands, "hub", "serve the website from the latest release", "fairtown hub --port 8000")
    hub.add_argument("--port", type=whole, default=DEFAULT_PORT, help=f"default: {DEFAULT_PORT}")
    host = "address to listen on; default: this machine only (elsewhere, name the site's hosts in $FAIRTOWN_HOSTS)"
    hub.add_argument("--host", default="127.0.0.1", help=host)
    hub.add_argument("--workers", type=whole, default=2, help="server processes; default: 2")
    hub.add_argument("--watch", action="store_true", help="take up a newer release by itself, without SIGHUP")
    hub.add_argument(
        "--no-jobs", action="store_true", help="send no mail and run no clock here; `fairtown hub jobs` does"
    )
    _release_option(hub)
    tasks = hub.add_subparsers(dest="task", metavar="TASK", title="instead of serving")
    jobs = _command(tasks, "jobs", "run the clock alone: mail, reminders, deletions", "fairtown hub jobs")
    _release_option(jobs)
    _people_parsers(tasks)
    example = "fairtown hub stripe-endpoint https://town.example"
    endpoint = _command(tasks, "stripe-endpoint", "let Stripe tell the site of gifts", example)
    endpoint.add_argument("url", metavar="URL", help="https address of the site")


def _people_parsers(tasks: Any) -> None:
    example = "fairtown hub import people nationbuilder-people-export-1.csv"
    incoming = _command(tasks, "import", "import people from NationBuilder's export", example)
    incoming.add_argument("what", choices=("people",))
    incoming.add_argument(
        "file", type=path, metavar="FILE", help="CSV; again, it goes on where it was stopped"
    )
    _release_option(incoming)
    example = "fairtown hub export people --out people.csv"
    outgoing = _command(tasks, "export", "export everyone who joined", example)
    outgoing.add_argument("what", choices=("people",))
    outgoing.add_argument(
        "--format", choices=("csv", "osdi"), default="csv", help="csv or OSDI's JSON; default: csv"
    )
    outgoing.add_argument(
        "--out", type=path, required=True, metavar="FILE", help="file to write, not there yet"
    )
    _release_option(outgoing)


def _staff_parser(commands: Any) -> None:
    staff = _command(commands, "staff", "let a member of staff sign in at /staff/", "fairtown staff anna")
    staff.add_argument(
        "name", metavar="NAME", help="name to sign in with; an existing one gets a new password"
    )
    what = staff.add_mutually_exclusive_group()
    what.add_argument("--editor", action="store_true", help="may also write and publish pages and news")
    what.add_argument(
        "--manage", action="store_true", help="may also manage accounts and read the trace of sign-ins"
    )
    what.add_argument("--deactivate", action="store_true", help="may no longer sign in; the history stays")


def _feed_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--zoning", required=True, type=path, metavar="FILE", help="rules and districts (.zoning)"
    )
    parser.add_argument("--parcels", required=True, type=path, metavar="FILE", help="parcels (.parcel)")


def _out_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", default="csv", help="csv or json; default: csv")
    parser.add_argument("--out", type=path, metavar="FILE", help="file to write; default: the terminal")


def _draws_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--draws", type=whole, default=2000, help="draws of survey error, 0 for none; default: 2000"
    )
    parser.add_argument("--seed", type=whole, default=20240601, help="seed of the draws; default: 20240601")
    _file_options(parser)


def _file_options(parser: argparse.ArgumentParser) -> None:
    _out_options(parser)
    _release_option(parser)
