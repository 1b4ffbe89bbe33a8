"""How the command reads what is typed: numbers, names of files, and options that many commands have."""

from __future__ import annotations

import argparse
import os
import re
from typing import Any, NoReturn

from fairtown.concepts import FairtownError
from fairtown.scenarios import typed_numbers

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


def command(commands: Any, name: str, text: str, example: str) -> argparse.ArgumentParser:
    """Add a command, or a task of one, with a line on it and an example."""
    return commands.add_parser(
        name,
        help=text,
        description=text[0].upper() + text[1:] + ".",
        epilog="example:\n  " + example,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def release_option(parser: argparse.ArgumentParser) -> None:
    """Add the option that names a release."""
    parser.add_argument(
        "--release",
        type=path,
        metavar="DIR",
        help="a release, or a folder of releases (default: $FAIRTOWN_RELEASES or ./releases)",
    )
