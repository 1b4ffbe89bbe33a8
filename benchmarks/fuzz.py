"""Odd addresses and command lines. Claim: every route with 60 query strings and 800 commands: no 5xx, no traceback.

Addresses are asked of the website in this process, of every route and in both languages, commands of `main`. Texts are
drawn with a seed from what a route or command knows and from what people and programs send: nothing, signs, huge
numbers, bytes that are no text, what is meant for another program.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import re
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

QUERIES, COMMANDS = 60, 800
#: Seconds after which an answer or a command is told as hanging.
PATIENCE = 60
ROOT = Path(__file__).parents[1]
ODD = (
    "", " ", "0", "-1", "1.5", "1e400", "nan", "inf", "9223372036854775808", "-9223372036854775809", "9" * 400, "1,5",
    "1,336", "40.000", "٣", "true", "None", "null", "\x00", "\x1b[31m", "\r\nSet-Cookie: a=b", "a" * 5000, "é", "🏠",
    "\u202egnp", "\ud800", "../../etc/passwd", "/dev/null", "<script>alert(1)</script>", "' OR 1=1 --", "{{7*7}}",
    "%s%n", "${HOME}", "[]", "{}", "[object Object]", "__class__", "2023-02-30", "9001100100", "0900337070",
    "09190100100", "hartford", "Hartford", "avon", "tract", "town", "2019", "2023", "homes.tenure",
    "opportunity.modern", "modern", "connecticut_oca", "csv", "geojson",
)  # fmt: skip
#: Names that a page or the API takes, here and there; each is tried everywhere.
NAMES = (
    "q", "sort", "level", "index", "year", "measure", "place", "offset", "limit", "variant", "view", "dots", "recipe",
    "method", "need", "homes", "cap", "target", "by", "new", "base", "town", "map", "lot", "sum", "on", "duty",
    "region", "kind", "compare", "against", "draws", "a", "utm_source", "fbclid", "next", "format", "page", "nothing",
)  # fmt: skip
ARGUMENTS = {
    "slug": ("hartford", "avon", "west-hartford", "canaan", "nothing", "HARTFORD", "-", "a" * 300),
    "geoid": ("09003500700", "09110500100", "9110500100", "09190100100", "00000000000", "0900337070"),
    "measure": ("homes.tenure", "opportunity.oca_2014", "segregation.entropy", "nothing", "..", "a" * 300),
    "place": ("Hartford", "0911037070", "09110500100", "9001", "nothing", "%", "é"),
    "year": ("2023", "2019", "0", "9" * 30),
    "table": ("homes", "towns", "nothing"),
    "address": ("acs5.tenure", "nothing", "acs5", "."),
    "name": ("letter", "hearing", "nothing"),
    "int": ("2023", "0", "9" * 30),
}


class Hanging(BaseException):
    """An answer that takes too long: nothing may catch it on the way."""


@contextlib.contextmanager
def in_time() -> Iterator[None]:
    def late(_number: int, _frame: Any) -> None:
        raise Hanging(f"no answer in {PATIENCE} s")

    older = signal.signal(signal.SIGALRM, late)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, older)


def quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"))


def query(rng: random.Random, names: tuple[str, ...]) -> str:
    """Return a query string: mostly names with odd or known values, sometimes what is none."""
    if rng.random() < 0.15:
        return rng.choice(
            ["%", "%zz", "=", "&&&", "a=%ff", "=%00", "?", "a[]=1", "a" * 8000, "#", "%u0041", ";a=1", "+"]
        )
    pairs = [(rng.choice(names), rng.choice(ODD)) for _ in range(rng.choice([1, 1, 1, 2, 3, 6]))]
    return "&".join(f"{quoted(name)}={quoted(value)}" for name, value in pairs)


def routes() -> list[tuple[str, str]]:
    """Return name and pattern of every route, those of staff aside: `towns/<slug:slug>/`."""
    from django.urls import URLPattern, URLResolver, get_resolver
    from django.urls.resolvers import LocalePrefixPattern

    found: list[tuple[str, str]] = []

    def walk(patterns: list[Any], before: str) -> None:
        for pattern in patterns:
            text = before + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                found.append((pattern.name or text, text))
            elif isinstance(pattern, URLResolver) and not text.startswith("staff/"):
                is_prefix = isinstance(pattern.pattern, LocalePrefixPattern)
                walk(pattern.url_patterns, before if is_prefix else text)
                if is_prefix:
                    walk(pattern.url_patterns, before + "es/")

    walk(get_resolver().url_patterns, "")
    return found


def address(pattern: str, rng: random.Random) -> str:
    """Return an address of a pattern, its parts filled with known and odd values."""

    def fill(match: re.Match[str]) -> str:
        kind, name = match[1] or "str", match[2]
        values = ARGUMENTS.get(name) or ARGUMENTS.get(kind.rstrip(":")) or ("nothing",)
        value = rng.choice([*values, rng.choice(ODD)] if kind == "str:" else values)
        return quoted(value).replace("/", "%2F") or "-"

    return "/" + re.sub(r"<(\w+:)?(\w+)>", fill, pattern).replace("^", "").replace("$", "").replace("\\Z", "")


def try_addresses(n: int, seed: int, only: str) -> int:
    """Ask every route with `n` query strings; return how many answers were 5xx, or none."""
    from django.test import Client

    rng, site = random.Random(seed), Client(raise_request_exception=False)
    statuses, bad, slowest = Counter[int](), 0, (0.0, "")
    found = [route for route in routes() if only in route[1]]
    for name, pattern in found:
        plain = site.get(address(pattern, random.Random(0)))
        html = "" if plain.streaming else plain.content.decode("utf-8", "replace")
        # the fields of a page are asked for more often than names of others
        own = (*NAMES, *3 * sorted(set(re.findall(r'name="([^"]+)"', html))))
        for _ in range(n):
            url = f"{address(pattern, rng)}?{query(rng, own)}"
            method = rng.choice(["get"] * 8 + ["post", "head"])
            begun = time.perf_counter()
            try:
                with in_time():
                    response = getattr(site, method)(url)
                    status = response.status_code
                    if response.streaming:
                        b"".join(response.streaming_content)
            except (Exception, Hanging):
                status = 599
                traceback.print_exc(limit=-4)
            slowest = max(slowest, (time.perf_counter() - begun, url[:100]))
            statuses[status] += 1
            if status >= 500:
                bad += 1
                print(f"{status} {method} {name}: {url[:300]}")
    total = statuses.total()
    print(f"{len(found)} routes, {total} answers: {dict(sorted(statuses.items()))}")
    print(f"5xx: {bad} (bar 0); the slowest answer took {slowest[0]:.1f} s: {slowest[1]}")
    return bad


def files() -> list[str]:
    """Return files to give where a command wants one: those of the tests, and what is none."""
    samples = ROOT / "tests" / "data" / "zoning"
    small = [str(p) for p in samples.rglob("*") if p.is_file() and p.stat().st_size < 200_000]
    recipes = [str(p) for p in (ROOT / "tests").rglob("*.toml")]
    return [
        *small,
        *recipes,
        "/dev/null",
        str(ROOT),
        str(ROOT / "nothing"),
        "",
        "/proc/self/environ",
        __file__,
    ]


SAMPLES = ROOT / "tests" / "data" / "zoning"
#: What options of commands take, by their names.
KNOWN: dict[str, tuple[str, ...]] = {
    "level": ("tract", "town", "county", "region", "state"),
    "year": ("2016", "2019", "2023", "2014"),
    "variant": ("land_tracts", "published_rows", "distinct"),
    "format": ("csv", "json", "geojson", "parquet"),
    "place": ("Hartford", "0911037070", "09110500100", "9001", "Connecticut", "Hartfrod"),
    "recipe": ("modern", "oca_2014", "percentile", "regional"),
    "against": ("modern", "oca_2014", "new_jersey_round4", "connecticut_oca"),
    "method": ("connecticut_oca", "new_jersey_round4", "california_abag", "connecticut_equal_growth"),
    "address": (
        "method=connecticut_oca&need=own&homes=50000&cap=10",
        "/fair-share/?method=new_jersey_round4",
    ),
    "draws": ("0", "0", "0", "2", "10"),
    "base": ("towns", "tracts", "all", "residential"),
    "target": ("25", "40", "0", "100"),
    "by": ("2030", "2040", "jurisdiction", "region,county", "none"),
    "new": ("0", "2,000", "1e6"),
    "zoning": (str(SAMPLES / "ozfs" / "Paradise.zoning"),),
    "parcels": (str(SAMPLES / "ozfs" / "Paradise.parcel.gz"),),
    "building": (str(SAMPLES / "ozfs" / "4_fam_wide.bldg"), str(SAMPLES / "ozfs" / "2_fam.bldg")),
    "file": (str(SAMPLES / "atlas" / "virginia_districts.csv.gz"),),
    "columns": ("national", "connecticut"),
    "home_sqft": ("800", "1,200"),
    "efficiency": ("0.8", "1"),
    "seed": ("1", "20240601"),
}


def value(action: argparse.Action, rng: random.Random, some_files: list[str]) -> str:
    """Return a value for an option: one that it takes, a file, or an odd one."""
    from fairtown.measures import all_measures

    known = tuple(all_measures()) if action.dest == "measure" else KNOWN.get(action.dest, ())
    if known and rng.random() < 0.75:
        return rng.choice(known)
    if action.choices and rng.random() < 0.7:
        return str(rng.choice(sorted(map(str, action.choices))))
    if action.metavar in ("FILE", "RECIPE") and rng.random() < 0.7:
        return rng.choice(some_files)
    # no command line can hold the sign that ends a text
    return rng.choice(ODD).replace("\x00", "")


def command(rng: random.Random, some_files: list[str], out: Path) -> list[str]:
    """Return an odd command line, from the parser's own names; never one that serves, signs up or builds for long."""
    from fairtown.cli.arguments import parser

    line: list[str] = []
    at: argparse.ArgumentParser | None = parser()
    while at is not None:
        inner = None
        for action in at._actions:
            if isinstance(action, argparse._SubParsersAction):
                name = rng.choice([n for n in action.choices if n not in ("hub", "staff")])
                line += [name, "--data", rng.choice(some_files) or "no"] if name == "build" else [name]
                inner = action.choices[name]
            elif isinstance(action, argparse._HelpAction):
                line += ["--help"] if rng.random() < 0.01 else []
            elif action.dest == "out":
                places = [str(out / "a.csv"), str(out / "b.csv"), "/dev/null", str(out), rng.choice(ODD[:10])]
                line += ["--out", rng.choice(places)] if rng.random() < 0.4 or line[0] == "build" else []
            elif action.dest in ("release", "data"):
                line += [action.option_strings[0], rng.choice(some_files)] if rng.random() < 0.03 else []
            elif not action.option_strings:
                line += [value(action, rng, some_files)] if rng.random() < 0.97 else []
            elif action.nargs == 0:
                line += [action.option_strings[0]] if rng.random() < 0.15 else []
            elif rng.random() < (0.97 if action.required else 0.3):
                line += [action.option_strings[0], value(action, rng, some_files)]
        at = inner
    return line


def try_commands(n: int, seed: int) -> int:
    """Run `n` commands; return how many ended in anything but an answer or one line."""
    from fairtown.cli.commands import main

    rng, some_files, bad = random.Random(seed), files(), 0
    statuses, slowest = Counter[str](), (0.0, "")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for _ in range(n):
            line = command(rng, some_files, Path(folder))
            out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace") for _ in range(2))
            begun = time.perf_counter()
            try:
                with in_time(), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                    status = str(main(line))
            except SystemExit as stop:
                status = f"help {stop.code}"
            except BaseException as error:
                status = f"traceback {type(error).__name__}"
                traceback.print_exc(limit=-4)
            slowest = max(slowest, (time.perf_counter() - begun, " ".join(line)[:150]))
            err.flush()
            error_text = err.buffer.getvalue().decode("utf-8", "backslashreplace")  # type: ignore[attr-defined]
            if status == "2" and (error_text.count("\n") != 1 or not error_text.startswith("fairtown: ")):
                status = "2 in several lines"
            statuses[status] += 1
            if status not in ("0", "2", "help 0"):
                bad += 1
                print(f"{status}: {[part[:200] for part in line]}\n    {error_text[:300]!r}")
        os.chdir(ROOT)
    print(f"{n} commands: {dict(sorted(statuses.items()))}")
    print(f"tracebacks and messy lines: {bad} (bar 0); the slowest took {slowest[0]:.1f} s: {slowest[1]}")
    return bad


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queries", type=int, default=QUERIES, help="query strings of each route")
    parser.add_argument("--commands", type=int, default=COMMANDS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="routes with this in their pattern")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as records:
        os.environ.setdefault("FAIRTOWN_RELEASES", str(ROOT / "releases"))
        os.environ["FAIRTOWN_RECORDS"] = records
        os.environ["DJANGO_SETTINGS_MODULE"] = "fairtown.hub.settings"
        import django
        from django.conf import settings
        from django.core.management import call_command

        django.setup()
        settings.ALLOWED_HOSTS = ["*"]
        call_command("migrate", verbosity=0)
        bad = try_addresses(args.queries, args.seed, args.only) if args.queries else 0
        bad += try_commands(args.commands, args.seed) if args.commands else 0
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
