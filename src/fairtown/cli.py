"""The command `fairtown`: build, export, explain, scenario, zoning, list, hub, staff."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from fairtown.arguments import parser
from fairtown.concepts import FairtownError

EXIT_BAD_INPUT = 2


def _scenario(args: argparse.Namespace) -> None:
    from fairtown.answers import SCENARIOS

    _say(SCENARIOS[args.what](args))


def _zoning(args: argparse.Namespace) -> None:
    from fairtown.answers import zoning_of_files

    _say(zoning_of_files(args))


def _say(answer: tuple[str | None, str]) -> None:
    text, said = answer
    sys.stdout.write(text or "")
    sys.stderr.write(said)


def _build(args: argparse.Namespace) -> None:
    from fairtown.outputs.build import build
    from fairtown.outputs.release import releases_folder

    folder = Path(args.data) if args.data else None
    release = build(releases_folder(args.out), args.state, args.date, folder)
    print(f"release {release.date} of {release.state} is in {release.path}")


def _export(args: argparse.Namespace) -> None:
    from fairtown.outputs import tables
    from fairtown.outputs.release import open_release

    release = open_release(args.release)
    rows = tables.table(release, args.measure, args.level, args.year, args.variant)
    out = Path(args.out) if args.out else None
    text = tables.write(release, rows, args.format, out)
    if text is not None:
        sys.stdout.write(text)
    else:
        print(f"{len(rows)} rows in {out}", file=sys.stderr)


def _explain(args: argparse.Namespace) -> None:
    from fairtown.outputs.explain import as_text, explain
    from fairtown.outputs.release import open_release

    found = explain(open_release(args.release), args.measure, args.place, args.year)
    print(json.dumps(found, indent=1, ensure_ascii=False) if args.json else as_text(found))


def _list(args: argparse.Namespace) -> None:
    from fairtown.outputs.release import open_release

    if args.what == "recipes":
        from fairtown.outputs.recipes import built_in

        for recipe in built_in().values():
            print(f"{recipe.id:<16} {recipe.year}  {recipe.title}")
        return
    if args.what == "methods":
        from fairtown.outputs.fair_share import built_in as methods

        for method in methods().values():
            print(f"{method.id:<26} {method.title}")
        return
    release = open_release(args.release)
    if args.what == "measures":
        for measure in release.measures.values():
            years = measure["years"]
            print(f"{measure['id']:<36} {years[0]}-{years[-1]}  {measure['title']}")
    elif args.what == "sources":
        for source in release.sources.values():
            print(f"{source['code']:<22} {source['publisher']}: {source['title']}")
    else:
        for place in release.all_places:
            print(f"{place['geoid']:<12} {place['vintage']}  {place['level']:<7} {place['name']}")


def _hub(args: argparse.Namespace) -> None:
    try:
        from fairtown.hub.serve import serve
    except ImportError as error:
        raise FairtownError(f"hub: {error.name} is not installed; install fairtown[hub]") from None
    serve(args.host, args.port, args.workers, args.release)


def _staff(args: argparse.Namespace) -> None:
    try:
        from fairtown.hub.staff.accounts import add, deactivate
    except ImportError as error:
        raise FairtownError(f"staff: {error.name} is not installed; install fairtown[hub]") from None
    print(deactivate(args.name) if args.deactivate else add(args.name, args.manage))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return 0, or 2 with one line on standard error if the input is bad."""
    command = {
        "build": _build,
        "export": _export,
        "explain": _explain,
        "scenario": _scenario,
        "zoning": _zoning,
        "list": _list,
        "hub": _hub,
        "staff": _staff,
    }
    try:
        args = parser().parse_args(arguments)
        command[args.command](args)
    except FairtownError as error:
        print(f"fairtown: {error}", file=sys.stderr)
        return EXIT_BAD_INPUT
    except BrokenPipeError:
        sys.stderr.close()
    except OSError as error:
        print(f"fairtown: {error.strerror}: {error.filename}; check the path and its rights", file=sys.stderr)
        return EXIT_BAD_INPUT
    return 0


if __name__ == "__main__":
    sys.exit(main())
