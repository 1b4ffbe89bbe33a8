"""The command `fairtown`: fetch, build, export, explain, print, scenario, zoning, list, nation, hub, staff."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

from fairtown.cli.arguments import parser
from fairtown.concepts import FairtownError

EXIT_BAD_INPUT = 2
#: A command that a signal ends exits with this plus the signal's number, as shells expect.
EXIT_SIGNAL = 128
#: Signals that end a command in order: what it began is removed, and one line says so.
SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def _scenario(args: argparse.Namespace) -> None:
    from fairtown.cli.text import SCENARIOS

    _say(SCENARIOS[args.what](args))


def _zoning(args: argparse.Namespace) -> None:
    from fairtown.cli.text import zoning_of_files

    _say(zoning_of_files(args))


def _say(answer: tuple[str | None, str]) -> None:
    text, summary = answer
    print(text or "", end="", flush=True)
    print(summary, end="", file=sys.stderr)


def _fetch(args: argparse.Namespace) -> None:
    from fairtown.cli.fetching import fetch

    print(fetch(args))


def _build(args: argparse.Namespace) -> None:
    from fairtown.build.cache import Cache, folder
    from fairtown.build.release import build
    from fairtown.release.reader import open_release, releases_folder
    from fairtown.states import state

    tables = Path(args.data) if args.data else None
    cache = Cache(None if args.no_cache else folder())
    release = build(releases_folder(args.out), state(args.state, tables), args.date, tables, cache)
    print(f"release {release.date} of {release.state} is in {release.path}")
    if absent := open_release(release.path).absent:
        print(
            f"{len(absent)} measures have no figures there: `fairtown list measures` says why",
            file=sys.stderr,
        )


def _export(args: argparse.Namespace) -> None:
    from fairtown.cli.results import write_table
    from fairtown.release.reader import open_release

    write_table(args, open_release, args.variant)


def _explain(args: argparse.Namespace) -> None:
    from fairtown.cli.results import print_explanation
    from fairtown.release.reader import open_release

    print_explanation(args, open_release)


def _print(args: argparse.Namespace) -> None:
    from fairtown import files

    out = Path(args.out)
    files.check(out)
    try:
        from fairtown.hub.places.printed.command import printed

        content = printed(args.place, args.language, args.release)
    except ImportError as error:
        raise FairtownError(f"print: {error.name} is not installed; install fairtown[hub]") from None
    files.write(out, content)
    print(f"{len(content):,} bytes in {out}", file=sys.stderr)


def _list(args: argparse.Namespace) -> None:
    from fairtown.release.reader import open_release

    if args.what == "recipes":
        from fairtown.scenarios.opportunity.recipes import built_in

        for recipe in built_in().values():
            print(f"{recipe.id:<16} {recipe.year}  {recipe.title}")
        return
    if args.what == "methods":
        from fairtown.scenarios.fair_share.shares import built_in as methods

        for method in methods().values():
            print(f"{method.id:<26} {method.title}")
        return
    release = open_release(args.release)
    if args.what == "measures":
        for measure in release.measures.values():
            years = measure["years"]
            print(f"{measure['id']:<36} {years[0]}-{years[-1]}  {measure['title']}")
        for measure_id, why in release.absent.items():
            print(f"{measure_id:<36} no figures: {why['reason']}")
    elif args.what == "sources":
        for source in release.sources.values():
            print(f"{source['code']:<22} {source['publisher']}: {source['title']}")
    else:
        for place in release.all_places:
            print(f"{place['geoid']:<12} {place['vintage']}  {place['level']:<7} {place['name']}")


def _nation(args: argparse.Namespace) -> None:
    from fairtown.cli.nation import run

    run(args)


def _hub(args: argparse.Namespace) -> None:
    tasks = {
        "import": _people, "export": _people, "jobs": _jobs, "seed": _seed, "stripe-endpoint": _stripe_endpoint,
    }  # fmt: skip
    tasks |= dict.fromkeys(("settings", "check", "backup", "restore"), _running)
    try:
        import django  # noqa: F401

        # each task imports what it needs: that of serving takes a second
        tasks.get(args.task, _serve)(args)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("fairtown"):
            raise
        raise FairtownError(f"hub: {error.name} is not installed; install fairtown[hub]") from None


def _serve(args: argparse.Namespace) -> None:
    from fairtown.hub.practice_process import practice_gateway
    from fairtown.hub.serve import serve

    with practice_gateway(args.port):
        serve(args.host, args.port, args.workers, args.release, args.watch, not args.no_jobs)


def _seed(args: argparse.Namespace) -> None:
    from fairtown.hub.seed_command import seed

    print(seed(args.release))


def _jobs(args: argparse.Namespace) -> None:
    from fairtown.hub.jobs.process import run_alone

    run_alone(args.release)


def _stripe_endpoint(args: argparse.Namespace) -> None:
    from fairtown.hub.giving.endpoint import open_endpoint

    print(open_endpoint(args.url))


def _running(args: argparse.Namespace) -> None:
    """Print what a task of running the site says."""
    from fairtown.hub.running import commands, environment

    if args.task == "settings":
        print(environment.table())
    elif args.task == "check":
        print(commands.check(args.release))
    elif args.task == "backup":
        print(commands.back_up(args.release, args.out, args.keys, args.prune))
    else:
        print(commands.restore(args.release, args.file, args.keys, args.replace))


def _people(args: argparse.Namespace) -> None:
    from fairtown.hub.supporters.exchange import command

    if args.task == "import":
        print(command.import_file(args.file, args.release))
    else:
        print(command.export_file(args.out, args.format, args.release))


def _staff(args: argparse.Namespace) -> None:
    try:
        from fairtown.hub.staff.accounts import add, deactivate, reset_second_factor
    except ImportError as error:
        raise FairtownError(f"staff: {error.name} is not installed; install fairtown[hub]") from None
    if args.deactivate:
        print(deactivate(args.name))
    elif args.reset_second_step:
        print(reset_second_factor(args.name))
    else:
        print(add(args.name, args.roles or (), args.manage))


COMMANDS = {
    "fetch": _fetch,
    "build": _build,
    "export": _export,
    "explain": _explain,
    "print": _print,
    "scenario": _scenario,
    "zoning": _zoning,
    "list": _list,
    "nation": _nation,
    "hub": _hub,
    "staff": _staff,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its status: 0, 2 after one line on bad input, or 128 and the number of a signal."""
    with _signals_end_in_order():
        try:
            _run(arguments)
        except FairtownError as error:
            return _fail(str(error))
        except BrokenPipeError:
            _drop_output()
        except OSError as error:
            where = (
                f"{error.filename}; check the path and its rights" if error.filename else "standard output"
            )
            _drop_output()
            return _fail(f"{error.strerror or error}: {where}")
        except KeyboardInterrupt as stop:
            _drop_output()
            number = stop.args[0] if stop.args else signal.SIGINT
            return _fail(f"stopped by {signal.Signals(number).name}", EXIT_SIGNAL + number)
    return 0


def _run(arguments: Sequence[str] | None) -> None:
    for stream in (sys.stdout, sys.stderr):
        # a terminal that cannot show a sign must not end the command
        with suppress(AttributeError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    args = parser().parse_args(arguments)
    COMMANDS[args.command](args)
    print(end="", flush=True)


def _fail(line: str, status: int = EXIT_BAD_INPUT) -> int:
    # what was typed is repeated: a line break or a terminal's code in it must not become one of ours
    shown = "".join(c if c.isprintable() else repr(c)[1:-1] for c in line)
    with suppress(OSError):
        print(f"fairtown: {shown}", file=sys.stderr)
    return status


def _drop_output() -> None:
    """Let go of what standard output holds and cannot take: Python would complain of it at the very end."""
    try:
        print(end="", flush=True)
    except OSError:
        with suppress(OSError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())
            os.close(nowhere)


@contextmanager
def _signals_end_in_order() -> Iterator[None]:
    """Turn the signals that end a command into KeyboardInterrupt, but those that the shell told it to ignore."""
    try:
        older = {number: signal.getsignal(number) for number in SIGNALS}
        for number, handler in older.items():
            if handler is not signal.SIG_IGN:
                signal.signal(number, _stop)
    except ValueError:  # not the main thread: whoever called handles signals
        yield
        return
    try:
        yield
    finally:
        for number, handler in older.items():
            signal.signal(number, handler)


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    for other in SIGNALS:
        signal.signal(other, signal.SIG_IGN)
    raise KeyboardInterrupt(number)


if __name__ == "__main__":
    sys.exit(main())
