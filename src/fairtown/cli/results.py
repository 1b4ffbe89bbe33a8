"""What `export` and `explain` print, of the release of a state or of the nation."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from fairtown import files
from fairtown.release import export as tables
from fairtown.release.explain import as_text, explain
from fairtown.release.reader import OpenRelease


def write_table(
    args: argparse.Namespace, open_release: Callable[..., OpenRelease], variant: str | None
) -> None:
    """Write a measure as a table to the file that is named, else to the terminal; a bad name opens no release."""
    out = Path(args.out) if args.out else None
    if out is not None:
        files.check(out)
    release = open_release(args.release)
    rows = tables.table(release, args.measure, args.level, args.year, variant)
    text = tables.write(release, rows, args.format, out)
    if text is not None:
        print(text, end="")
    else:
        print(f"{len(rows)} rows in {out}", file=sys.stderr)


def print_explanation(args: argparse.Namespace, open_release: Callable[..., OpenRelease]) -> None:
    """Print where a value comes from, as text or JSON."""
    found = explain(open_release(args.release), args.measure, args.place, args.year)
    print(json.dumps(found, indent=1, ensure_ascii=False) if args.json else as_text(found))
