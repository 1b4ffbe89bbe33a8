"""What the commands `scenario` and `zoning` answer: a table, None where it went into a file, and its summary."""

from __future__ import annotations

import argparse
from pathlib import Path

from fairtown import files
from fairtown.cli import scenario
from fairtown.cli.options import mark_invalid_utf8
from fairtown.release.reader import open_release
from fairtown.scenarios import zoned_capacity
from fairtown.scenarios import zoning_shares as zoning
from fairtown.scenarios.opportunity import recipes

Answer = tuple[str | None, str]


def _run_options(args: argparse.Namespace) -> scenario.RunOptions:
    """Return the run options; what draws nothing from a survey has no draws and no seed."""
    out = Path(args.out) if args.out else None
    drawn = {"n": args.draws, "seed": args.seed} if "draws" in args else {}
    return scenario.RunOptions(format=args.format, out=out, **drawn)


def opportunity(args: argparse.Namespace) -> Answer:
    """Work out an opportunity index by a recipe, or show the recipe: by default that of the state's index of today."""
    recipe = args.recipe or open_release(args.release).profile.indices[0]
    if args.show:
        text = recipes.text(recipes.read(recipe))
        if args.out is None:
            return text, ""
        files.write(Path(args.out), text)
        return None, ""
    options = _run_options(args)
    return scenario.opportunity(
        open_release(args.release), recipe, options, args.year, args.against, args.correlation
    )


def fair_share(args: argparse.Namespace) -> Answer:
    """Share a need out over towns by a method or an address."""
    options = _run_options(args)
    return scenario.fair_share(open_release(args.release), args.method, args.address, args.against, options)


def what_if(args: argparse.Namespace) -> Answer:
    """Say what a fair share would bring: who would live where."""
    return scenario.what_if(
        open_release(args.release), args.method, args.address, args.table, _run_options(args)
    )


def balance(args: argparse.Namespace) -> Answer:
    """Say how far a target for assisted homes is."""
    options = _run_options(args)
    return scenario.balance(open_release(args.release), args.base, args.target, args.by, args.new, options)


def building(args: argparse.Namespace) -> Answer:
    """Try a building on every parcel of a town."""
    return scenario.building(_feed(args) | {"bldg": Path(args.building)}, _run_options(args))


def capacity(args: argparse.Namespace) -> Answer:
    """Count the homes that a town's rules allow on its parcels."""
    existing = Path(args.existing) if args.existing else None
    choices = zoned_capacity.CapacityChoices(efficiency=args.efficiency, home_sqft=args.home_sqft)
    options = _run_options(args)
    result = zoned_capacity.count_homes(_feed(args), existing, choices)
    return options.write(zoned_capacity.table(result)), zoned_capacity.summary(result)


def _feed(args: argparse.Namespace) -> dict[str, Path]:
    """Return the files of the Open Zoning Feed Specification that say what a town's rules and parcels are."""
    return {"zoning": Path(args.zoning), "parcel": Path(args.parcels)}


def zoning_of_files(args: argparse.Namespace) -> Answer:
    """Give shares of land by what may be built, from a table or layer of a zoning atlas."""
    by = () if args.by == "none" else tuple(part.strip() for part in args.by.split(","))
    request = zoning.ShareRequest(
        args.columns,
        by,
        args.base,
        args.acres,
        args.land or zoning.NOT_TOLD,
        args.source or mark_invalid_utf8(Path(args.file).name),
        args.date,
    )
    options = _run_options(args)
    read = zoning.read(Path(args.file), request)
    return options.write(zoning.shares(read, request)), zoning.summary(read, request)


SCENARIOS = {
    "opportunity": opportunity,
    "fair-share": fair_share,
    "what-if": what_if,
    "balance": balance,
    "building": building,
    "capacity": capacity,
}
