"""What may be written after `fairtown`: every command with its options, examples and help."""

from __future__ import annotations

import argparse
from typing import Any

from fairtown.cli.fetching import fetch_parser
from fairtown.cli.hub_arguments import hub_parser, staff_parser
from fairtown.cli.nation import nation_parser
from fairtown.cli.options import Parser, command, path, real, release_option, whole


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command."""
    whole_command = Parser(
        prog="fairtown",
        description="Open figures for fair housing: every number leads to its source.",
        epilog="example: fairtown explain subsidized.assisted_share Hartford 2023",
    )
    commands = whole_command.add_subparsers(dest="command", required=True, metavar="COMMAND")
    fetch_parser(commands)
    _build_parser(commands)
    _export_parser(commands)
    _explain_parser(commands)
    _print_parser(commands)
    _scenario_parser(commands)
    _zoning_parser(commands)
    _listing_parser(commands)
    nation_parser(commands)
    hub_parser(commands)
    staff_parser(commands)
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
    parser.add_argument("--state", help="state to build, by its two letters; default: Connecticut")
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


def _scenario_parser(commands: Any) -> None:
    parser = command(
        commands,
        "scenario",
        "work out a policy or an index with choices of your own",
        "fairtown scenario opportunity --recipe modern --show > mine.toml\n  fairtown scenario fair-share --method "
        "new_jersey_round4 --out towns.csv",
    )
    kinds = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    _opportunity_parser(kinds)
    _fair_share_parser(kinds)
    _what_if_parser(kinds)
    _balance_parser(kinds)
    _building_parser(kinds)
    _capacity_parser(kinds)


def _opportunity_parser(kinds: Any) -> None:
    parser = command(
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
    parser = command(
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


#: What a file of a what-if can hold.
TABLES = ("outcomes", "towns", "tracts", "districts")


def _what_if_parser(kinds: Any) -> None:
    parser = command(
        kinds,
        "what-if",
        "what a fair share would bring: who would live where, with every assumption open",
        "fairtown scenario what-if --method connecticut_oca --table towns --out towns.csv\n"
        '  fairtown scenario what-if --address "method=connecticut_oca&filled=40&tilt=2"',
    )
    method = "one of ours: `fairtown list methods`; default: the one that pages of the state begin with"
    parser.add_argument("--method", metavar="METHOD", help=method)
    address = "an address of the page /what-if/, or what follows its question mark"
    parser.add_argument("--address", metavar="ADDRESS", help=address)
    table = f"what the file holds; default: {TABLES[0]}"
    parser.add_argument("--table", choices=TABLES, default=TABLES[0], help=table)
    _file_options(parser)


def _balance_parser(kinds: Any) -> None:
    parser = command(
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
    parser = command(
        kinds,
        "building",
        "where a building may stand, from files of the Open Zoning Feed Specification",
        "fairtown scenario building --zoning Town.zoning --parcels Town.parcel --building two.bldg --out parcels.csv",
    )
    _feed_options(parser)
    parser.add_argument("--building", required=True, type=path, metavar="FILE", help="the building (.bldg)")
    _out_options(parser)


def _capacity_parser(kinds: Any) -> None:
    parser = command(
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
    parser = command(
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
    release_option(parser)
