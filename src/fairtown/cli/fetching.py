"""The command `fairtown fetch`: its options, its progress on a terminal, and what it says at the end."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fairtown.cli.options import command, path, whole
from fairtown.concepts import FairtownError

#: A key of the Census Bureau's API is so many hexadecimal digits.
KEY_DIGITS = 40


def fetch_parser(commands: Any) -> None:
    """Add the command to those of the parser."""
    parser = command(
        commands,
        "fetch",
        "get a state's figures from their publishers, and make its clean tables",
        "fairtown fetch --state ri\n  fairtown fetch --state ri --years 2022 --tables acs5.race_ethnicity,acs5.tenure\n"
        "  fairtown build --state ri --out ri-releases",
    )
    parser.add_argument("--state", required=True, help="a state by its two letters, like ri")
    parser.add_argument(
        "--years",
        type=_years,
        metavar="YEARS",
        help="last years of surveys, like 2022,2023; default: the latest",
    )
    parser.add_argument(
        "--tables",
        type=_names,
        default=(),
        metavar="TABLES",
        help="of the survey, HUD and NCES only these; default: all of them",
    )
    parser.add_argument(
        "--from", dest="mirror", metavar="URL", help="a mirror with the publishers' own paths"
    )
    parser.add_argument("--accept", action="store_true", help="take files that were published again")
    key = "a key of the Census Bureau's API: ask that in place of its files, which need none"
    parser.add_argument("--key", default="", help=key)
    _options_of_here(parser)


def _options_of_here(parser: argparse.ArgumentParser) -> None:
    """Add the options on what is here: no publisher, nothing changed, another folder."""
    parser.add_argument("--offline", action="store_true", help="take what came before, ask no publisher")
    changed = "say what changed, here or at its publisher; change nothing"
    parser.add_argument("--check", action="store_true", help=changed)
    out = "folder of files and tables; default: $FAIRTOWN_DATA or the user's"
    parser.add_argument("--out", type=path, metavar="DIR", help=out)


def _years(text: str) -> tuple[int, ...]:
    return tuple(whole(part) for part in text.split(","))


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def fetch(args: argparse.Namespace) -> str:
    """Fetch as the options say, and return what is said at the end."""
    from fairtown.data import fetch as fetching
    from fairtown.data.federal import acs5
    from fairtown.data.snapshots import Snapshots
    from fairtown.data.tabulation import Plan
    from fairtown.states import data_folder

    _refuse_odd_options(args)
    home = Path(args.out) if args.out else data_folder()
    years = args.years or (acs5.YEARS[-1],)
    plan = Plan(fetching.state_to_fetch(args.state, home, years), years, args.tables, bool(args.key))
    own = plan.state
    snapshots = Snapshots(
        home / "snapshots",
        args.mirror or "",
        args.offline,
        args.accept,
        args.key,
        progress=progress(sys.stderr),
    )
    if args.check:
        return _checked(fetching.check(plan, snapshots, home), own.name)
    fetched = fetching.fetch(plan, snapshots, home)
    for line in snapshots.news:
        print(line, file=sys.stderr)
    more = f" --data {fetched.folder}" if args.out else ""
    return (
        f"{len(fetched.tables)} tables of {own.name} are in {fetched.folder}; "
        f"`fairtown build --state {own.code}{more} --out …` makes a release of them"
    )


def refuse_odd_mirror(args: argparse.Namespace) -> None:
    """Raise FairtownError where a publisher is named and none is to be asked, or the mirror is no address."""
    if args.offline and (args.accept or args.mirror):
        raise FairtownError("fetch: --offline asks nobody; leave it out, or leave out --accept and --from")
    if args.mirror and urlsplit(args.mirror).scheme not in ("http", "https"):
        raise FairtownError(
            f"fetch: --from is {args.mirror!r}, expected an address like http://127.0.0.1:8001"
        )


def _refuse_odd_options(args: argparse.Namespace) -> None:
    """Raise FairtownError where options cannot be meant together, or are not what they should be."""
    refuse_odd_mirror(args)
    if args.key and not (args.key.isalnum() and args.key.isascii() and len(args.key) == KEY_DIGITS):
        raise FairtownError(
            f"fetch: --key is no key of the Census Bureau, which has {KEY_DIGITS} letters and digits"
        )


def _checked(lines: list[str], name: str) -> str:
    for line in lines:
        print(line)
    if lines:
        raise FairtownError(
            f"fetch: {len(lines)} files or tables of {name} are not as they were; nothing was changed"
        )
    return f"the tables of {name} and the files that they are made of are as they were"


def progress(stream: Any) -> Callable[[str, int | None, int], Callable[[int], Any]]:
    """Return what shows the bytes of a file as they come, with the time left, where the stream is a terminal."""
    from tqdm import tqdm

    def bar(name: str, total: int | None, have: int) -> Callable[[int], Any]:
        shown = tqdm(
            desc=name,
            total=total,
            initial=have,
            unit="B",
            unit_scale=True,
            file=stream,
            disable=None,
            leave=False,
        )

        def advance(number: int) -> None:
            shown.update(number)
            if total is not None and shown.n >= total:
                shown.close()

        return advance

    return bar
