"""Texts that an attacker, a careless clerk or a broken export might put where a zoning rule should stand; seeded."""

from __future__ import annotations

import random
from collections.abc import Iterator

#: Would run if anything were executed; none may.
PAYLOADS = (
    "__import__('os').system('exit 1')",
    "eval('1/0')",
    "exec('raise SystemExit')",
    "open('/etc/passwd').read()",
    "().__class__.__bases__[0].__subclasses__()",
    "(lambda: (yield))()",
    "[x for x in range(10**9)]",
    "'%s' % {'a': 1}",
    "f'{1/0}'",
    "total_units.__class__",
    "system('exit 1')",
    "9**9**9**9",
    "1 if True else 2",
    "height := 3",
    "height = 3",
    "'a' * 10**10",
    "min.__self__",
    "globals()['height']",
    "breakpoint()",
    "while True: pass",
    "import os; os.abort()",
    "max(*[1]*10**9)",
    "{{7*7}}",
    "${7*7}",
    "; DROP TABLE parcels; --",
    "<script>alert(1)</script>",
)
GOOD = (
    "res_type == '2_unit' or res_type == '3_unit'",
    "0.5 * (height_top + height_eave)",
    "units_0bed + 1.5 * units_1bed + 2 * units_2bed",
    "min(25, 0.2 * lot_depth)",
    "max(0.23, 0.03 * total_units) <= lot_area < 5",
    "not (sep_platting == TRUE and total_units > 2)",
    "25 for residential streets, 35 for major streets",
)
PIECES = (
    "(", ")", "+", "-", "*", "/", "**", "//", "%", "<", ">", "<=", ">=", "==", "!=", "=", "&", "&&", "|", "||", "!",
    "~", "^", ",", ".", ";", ":", "[", "]", "{", "}", "'", '"', "\\", "#", "@", "`", "and", "or", "not", "min", "max",
    "min(", "max(", "TRUE", "False", "None", "nan", "inf", "1e99", "1e-99", "0", "1", "0.1", ".", "1.", ".5", "1e",
    "9" * 40, "0x1F", "1_000", "1j", "lot_area", "total_units", "res_type", "height", "bedrooms", "nonsense",
    "__class__", "\x00", "\n", "\t", "\u00a0", "\u200b", "\u202e", "é", "٣", "𝟙", "\ud800", "🏠", " ", "  ", "'a'",
    '"b"', "''", "for", "in", "is", "if",
)  # fmt: skip
LONG = 1_100


def hostile(n: int, seed: int = 1) -> Iterator[str]:
    """Yield `n` texts: payloads, nests, chains, digits, rules with a few letters changed, and plain noise."""
    rng = random.Random(seed)
    kinds = (_payload, _nest, _chain, _digits, _changed, _noise, _pieces, _pieces)
    for _ in range(n):
        yield rng.choice(kinds)(rng)


def _payload(rng: random.Random) -> str:
    own = rng.choice(PAYLOADS)
    return rng.choice(
        (own, f"({own})", f"lot_area > 1 and {own}", f"min(1, {own})", f"{own} == 1", f"'{own}'")
    )


NESTS = (("(", ")"), ("min(1,", ")"), ("-", ""), ("not ", ""), ("!", ""), ("max((", "))"), ("[", "]"))


def _nest(rng: random.Random) -> str:
    opening, closing = rng.choice(NESTS)
    depth = rng.choice((rng.randint(1, 30), rng.randint(1, LONG)))
    inside = rng.choice(("1", "", "lot_area", "'a'"))
    return opening * depth + inside + closing * rng.choice((depth, depth - 1, depth + 1))


def _chain(rng: random.Random) -> str:
    operand = rng.choice(("1", "9", "1e12", "lot_area", "total_units", "0", "'a'", "TRUE", "0.1"))
    sign = rng.choice(("+", "-", "*", "/", "<", "==", " and ", " or ", "&", "||", "**", ",", " "))
    return sign.join([operand] * rng.choice((rng.randint(1, 40), rng.randint(1, LONG))))


def _digits(rng: random.Random) -> str:
    many = "".join(rng.choices("0123456789", k=rng.choice((5, 14, 16, 300, 5_000))))
    own = (
        many,
        f"-{many}",
        f"0.{many}",
        f"{many}.{many}",
        f"1e{many}",
        f"lot_area * {many}",
        f"{many}/{many}",
    )
    return rng.choice(own)


def _changed(rng: random.Random) -> str:
    letters = list(rng.choice(GOOD))
    for _ in range(rng.randint(0, 4)):
        at = rng.randrange(len(letters))
        what = rng.randrange(3)
        if what == 0:
            letters[at] = rng.choice(PIECES)
        elif what == 1:
            letters.insert(at, rng.choice(PIECES))
        elif len(letters) > 1:
            del letters[at]
    return "".join(letters)


def _noise(rng: random.Random) -> str:
    return "".join(
        chr(rng.choice((rng.randint(0, 127), rng.randint(0, 0x10FFFF)))) for _ in range(rng.randint(0, 60))
    )


def _pieces(rng: random.Random) -> str:
    return rng.choice((" ", "")).join(
        rng.choices(PIECES, k=rng.choice((rng.randint(0, 12), rng.randint(0, 200))))
    )
