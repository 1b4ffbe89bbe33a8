"""Expressions and conditions of a zoning file, parsed to a small tree; nothing of the file is ever executed.

The language: numbers, quoted words, TRUE and FALSE, the names of the standard, + - * /, comparisons (chained as in
Python), `and`, `or`, `not` (R's & | ! too), min() and max(). Rules written in plain words do not parse: they are
treated as text, and their truth is unknown. Length, depth and numbers are limited, so that no text takes long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

#: Longest text that is parsed, in letters and in words and signs; longer ones count as plain words. The longest rule
#: of the sample files has 94 letters and 17 words and signs.
LONGEST, MOST_WORDS = 1_000, 80
#: Deepest nesting of brackets, calls and signs; a level takes some dozen Python frames of the thousand there are.
DEEPEST = 24
#: Most digits of a number, and its largest value: no rule has such figures.
MOST_DIGITS, LARGEST = 15, 1e12
#: How many parsed texts are cached: more than a town's rules have.
CACHE_SIZE = 4_096

#: What an expression may name (section 2 of the standard's description).
NAMES = frozenset(
    {
        "bldg_width", "bldg_depth", "stories", "floors", "fl_area", "fl_area_first", "footprint", "fl_area_top",
        "height_top", "height_plate", "height_eave", "height_deck", "height_tower", "roof_type", "total_units",
        "total_bedrooms", "units_0bed", "units_1bed", "units_2bed", "units_3bed", "units_4bed", "unit_pct_0bed",
        "unit_pct_1bed", "unit_pct_2bed", "unit_pct_3bed", "unit_pct_4bed", "unit_size_avg", "min_unit_size",
        "max_unit_size", "bedrooms", "n_outside_entry", "n_ground_entry", "parking_enclosed", "sep_platting",
        "lot_area", "lot_width", "lot_depth", "lot_type", "lot_cov_bldg", "unit_density", "far", "height",
        "res_type", "dist_abbr",
    }
)  # fmt: skip
#: One quantity, two names.
SAME: dict[str, str] = {"floors": "stories"}
TRUTHS = {"TRUE": True, "True": True, "true": True, "FALSE": False, "False": False, "false": False}
CALLS = ("min", "max")
NOT = ("not", "!")
COMPARISONS = ("==", "!=", "<=", ">=", "<", ">")
#: Operators from the weakest to the strongest; `not` stands between "and" and the comparisons.
BY_RANK = (("or", "||", "|"), ("and", "&&", "&"), COMPARISONS, ("+", "-"), ("*", "/"))
RANKS: dict[str, int] = {sign: rank for rank, signs in enumerate(BY_RANK) for sign in signs}
AND_RANK, NOT_RANK, SIGN_RANK = 1, 2, len(BY_RANK)
TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?)|(?P<name>[A-Za-z_][A-Za-z_0-9]*)"
    r"|(?P<text>'[^'\\]*'|\"[^\"\\]*\")|(?P<sign>==|!=|<=|>=|&&|\|\||[-+*/()<>,&|!]))",
    re.ASCII,
)


@dataclass(frozen=True)
class Number:
    """A number as written."""

    value: float


@dataclass(frozen=True)
class Word:
    """A quoted word."""

    value: str


@dataclass(frozen=True)
class Truth:
    """TRUE or FALSE."""

    value: bool


@dataclass(frozen=True)
class Name:
    """A quantity by its name; `is_known`: the standard has it."""

    name: str
    is_known: bool


@dataclass(frozen=True)
class Chain:
    """Operands joined by operators of one rank, from left to right: sums, products and chained comparisons."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


@dataclass(frozen=True)
class Joined:
    """Operands all joined by "and" or all by "or"."""

    how: str
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Sign:
    """One operand with "-", "+" or "not" before it."""

    sign: str
    operand: Node


@dataclass(frozen=True)
class Call:
    """min() or max() of one operand or more."""

    name: str
    args: tuple[Node, ...]


Node = Number | Word | Truth | Name | Chain | Joined | Sign | Call


@dataclass(frozen=True)
class Rule:
    """A text of a zoning file and, unless it is plain words, its tree. `why`: what kept it from being parsed.

    `is_range`: it is, compares or chooses from two numbers with a minus between them, as in "10-20": nobody writes a
    rule as such a sum, so it has no tree.
    """

    text: str
    tree: Node | None = None
    why: str = ""
    #: names used, in the spelling of this file's `NAMES`, and those that the standard does not have; words and signs
    names: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()
    is_range: bool = False
    n_words: int = 0
    #: quantities with the words that they are compared with
    word_comparisons: frozenset[tuple[str, str]] = frozenset()

    @property
    def is_constant(self) -> bool:
        """Whether it has the same value for every building and parcel."""
        return self.tree is not None and not self.names and not self.unknown


class _NotARule(Exception):
    """The text is no expression; the message says at which letter."""


def parse(text: str) -> Rule:
    """Return a text as a rule: with its tree, or without one if it is plain words, too long or too deep."""
    if len(text) > LONGEST:
        return Rule(text, why=f"longer than {LONGEST} letters")
    return _parse(text)


@lru_cache(maxsize=CACHE_SIZE)
def _parse(text: str) -> Rule:
    try:
        parser = _Parser(list(_tokens(text)))
        tree = parser.whole()
    except _NotARule as error:
        return Rule(text, why=str(error))
    names, unknown, n_words = frozenset(parser.names), frozenset(parser.unknown), len(parser.tokens)
    if _has_range(tree):
        why = "two numbers with a minus between them"
        return Rule(text, None, why, names, unknown, is_range=True, n_words=n_words)
    return Rule(
        text, tree, "", names, unknown, n_words=n_words, word_comparisons=frozenset(_word_comparisons(tree))
    )


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at, end, n_words = 0, len(text.rstrip()), 0
    while at < end:
        n_words += 1
        if n_words > MOST_WORDS:
            raise _NotARule(f"more than {MOST_WORDS} words and signs")
        match = TOKEN.match(text, at)
        if not match:
            raise _NotARule(f"not understood from letter {at + 1}")
        kind = str(match.lastgroup)
        yield kind, match[kind]
        at = match.end()
    yield "end", ""


class _Parser:
    """Precedence climbing over the tokens: operators of one rank are gathered into one node."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0
        self.names: set[str] = set()
        self.unknown: set[str] = set()

    def whole(self) -> Node:
        """Return the tree of all tokens."""
        tree = self.ranked(0)
        if self.tokens[self.at][0] != "end":
            raise _NotARule(f"not understood from word {self.at + 1}")
        return tree

    def accept(self, wanted: str) -> bool:
        """Step over the next token if it is the one wanted, and return whether it was."""
        is_it = self.tokens[self.at][1] == wanted
        self.at += is_it
        return is_it

    def deeper(self, least: int) -> Node:
        """Return what is nested one level deeper."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise _NotARule(f"nested deeper than {DEEPEST} levels")
        node = self.ranked(least)
        self.depth -= 1
        return node

    def ranked(self, least: int) -> Node:
        """Parse operands joined by operators of the rank `least` or higher."""
        left = self.prefixed(least)
        while (rank := RANKS.get(self.tokens[self.at][1], -1)) >= least:
            rest = []
            while RANKS.get(sign := self.tokens[self.at][1]) == rank:
                self.at += 1
                rest.append((sign, self.ranked(rank + 1)))
            if rank <= AND_RANK:
                parts = (left, *(node for _, node in rest))
                left = Joined("and" if rank == AND_RANK else "or", parts)
            else:
                left = Chain(left, tuple(rest))
        return left

    def prefixed(self, least: int) -> Node:
        """Parse an operand with or without a sign before it; `not` takes a whole comparison."""
        sign = self.tokens[self.at][1]
        if sign in NOT and least <= NOT_RANK:
            self.at += 1
            return Sign("not", self.deeper(NOT_RANK))
        if sign in ("-", "+"):
            self.at += 1
            return Sign(sign, self.deeper(SIGN_RANK))
        return self.atom()

    def atom(self) -> Node:
        """Parse a number, a word, a name, a call, or what stands in brackets."""
        kind, value = self.tokens[self.at]
        if self.accept("("):
            return self.closed(self.deeper(0))
        if kind == "name" and value in CALLS:
            return self.call(value)
        self.at += 1
        if kind == "number":
            return Number(_number(value))
        if kind == "text":
            return Word(value[1:-1])
        if kind != "name" or value in RANKS or value in NOT:
            raise _NotARule(f"not understood from word {self.at}")
        if value in TRUTHS:
            return Truth(TRUTHS[value])
        is_known = value in NAMES
        name = SAME.get(value, value)
        (self.names if is_known else self.unknown).add(name)
        return Name(name, is_known)

    def call(self, name: str) -> Node:
        """Parse min(a, b, …) or max(a, b, …)."""
        self.at += 1
        if not self.accept("("):
            raise _NotARule(f"{name} without brackets")
        args = [self.deeper(0)]
        while self.accept(","):
            args.append(self.deeper(0))
        return self.closed(Call(name, tuple(args)))

    def closed(self, node: Node) -> Node:
        """Step over the closing bracket."""
        if not self.accept(")"):
            raise _NotARule(f"a bracket is not closed at word {self.at + 1}")
        return node


def _has_range(tree: Node) -> bool:
    """Return whether a tree is, compares or chooses from a number less another number and nothing else."""
    if isinstance(tree, Joined):
        return any(_has_range(part) for part in tree.parts)
    if isinstance(tree, Call):
        return any(_has_range(part) for part in tree.args)
    if isinstance(tree, Sign):
        return _has_range(tree.operand)
    if not isinstance(tree, Chain):
        return False
    (sign, second), *more = tree.rest
    if sign in COMPARISONS:
        return any(_has_range(part) for part in (tree.first, *(node for _sign, node in tree.rest)))
    return sign == "-" and not more and isinstance(tree.first, Number) and isinstance(second, Number)


def _word_comparisons(tree: Node) -> Iterator[tuple[str, str]]:
    """Yield the quantities of a tree with the words that they are compared with."""
    if isinstance(tree, Joined):
        for part in tree.parts:
            yield from _word_comparisons(part)
    elif isinstance(tree, Sign):
        yield from _word_comparisons(tree.operand)
    elif isinstance(tree, Chain) and tree.rest[0][0] in COMPARISONS:
        sides = (tree.first, *(node for _sign, node in tree.rest))
        for pair in pairwise(sides):
            for name, word in (pair, pair[::-1]):
                if isinstance(name, Name) and isinstance(word, Word):
                    yield name.name, word.value


def _number(digits: str) -> float:
    value = float(digits) if sum(c.isdigit() for c in digits) <= MOST_DIGITS else LARGEST * 2
    if value > LARGEST:
        raise _NotARule(f"a number above {LARGEST:g} or of over {MOST_DIGITS} digits")
    return value
