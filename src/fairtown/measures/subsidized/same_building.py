"""Which subsidy records are of one building: those that stand near each other and are named alike.

The inventory has no addresses. Two records are of one building where their points are at most 50 m apart and their
names share most of their letters, common words aside. A record without a name can only be told by its homes: it is
of the building of a near record of another program with the same number of homes. What is linked in steps is linked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from fairtown.concepts import FairtownError
from fairtown.measures.opportunity.index.standardise import Array

Index = NDArray[np.intp]
#: Meters: points of one building may be this far apart.
NEAR_M = 50.0
#: Meters: records of the very same name may be this far apart in the wider rule.
SAME_NAME_M = 1000.0
#: Share of the letter pairs of the shorter name that the longer one must have too.
ALIKE = 0.7
#: Words that many names have, so that they distinguish no buildings.
COMMON_WORDS = frozenset(
    {
        "the", "of", "at", "and", "a", "in", "on", "by", "for", "fka", "aka", "inc", "llc", "lp",
        "ltd", "corp", "co", "assoc", "associates", "association", "phase", "apartment",
        "apartments", "apt", "apts", "housing", "home", "homes", "house", "residence", "residences",
        "tower", "towers", "court", "manor", "village", "garden", "gardens", "terrace", "place",
        "street", "st", "avenue", "ave", "elderly", "senior", "congregate", "cooperative", "coop",
        "living", "rental", "family", "project",
    }
)  # fmt: skip
#: Numbers written in other ways.
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii")
NUMBERS = {w: str(n) for n, w in enumerate(ROMAN, start=1)} | {"one": "1", "two": "2", "three": "3"}
APOSTROPHES = re.compile("['’`]")
WORDS = re.compile(r"[a-z]+|\d+")
#: A key of a database in place of a name.
CODE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
LETTERS = 26


@dataclass(frozen=True)
class Name:
    """Parts of a name to compare: `distinctive` letters, `numbers`, and `plain`, all of it in lower case."""

    plain: str
    distinctive: str
    numbers: frozenset[str]

    @property
    def is_usable(self) -> bool:
        """Whether it can identify a building at all: a blank or a database key cannot."""
        return bool(self.distinctive or self.numbers) and not CODE.fullmatch(self.plain)


def name_of(text: str) -> Name:
    """Return what is compared of a name as recorded: no case, accents or punctuation, numerals as digits."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().strip().lower()
    parts = [NUMBERS.get(w, w) for w in WORDS.findall(APOSTROPHES.sub("", bare))]
    letters = [p for p in parts if not p.isdigit()]
    telling = [p for p in letters if p not in COMMON_WORDS] or letters
    plain = bare if CODE.fullmatch(bare) else " ".join(parts)
    return Name(plain, "".join(telling), frozenset(p for p in parts if p.isdigit()))


def near_pairs(x_m: ArrayLike, y_m: ArrayLike, within_m: float) -> tuple[Index, Index]:
    """Return the pairs of points (numbers i < j) at most `within_m` meters apart; a point that is NaN is near none.

    Points are sorted into square cells as wide as the distance, so that only neighbors are compared.
    """
    x, y = np.asarray(x_m, float), np.asarray(y_m, float)
    known = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    column, row = (
        np.floor((v[known] - v[known].min(initial=np.inf)) / within_m).astype(np.int64) + 1 for v in (x, y)
    )
    stride = row.max(initial=0) + 2
    cell = column * stride + row
    order = np.argsort(cell, kind="stable")
    cell, known = cell[order], known[order]
    found = []
    for step in (0, 1, stride - 1, stride, stride + 1):
        first = np.searchsorted(cell, cell + step, side="left")
        if step == 0:
            first = np.arange(1, len(cell) + 1)
        count = np.searchsorted(cell, cell + step, side="right") - first
        i = np.repeat(np.arange(len(cell)), count)
        j = np.arange(len(i)) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)
        found.append(np.stack([known[i], known[j]]))
    a, b = np.concatenate(found, axis=1)
    near = np.hypot(x[a] - x[b], y[a] - y[b]) <= within_m
    return np.minimum(a, b)[near], np.maximum(a, b)[near]


def letter_pairs(names: Sequence[Name]) -> NDArray[np.uint8]:
    """Return which pairs of letters follow each other in the distinctive letters, as packed bits, a row per name."""
    table = np.zeros((len(names), LETTERS**2), bool)
    for i, name in enumerate(names):
        letters = np.frombuffer(name.distinctive.encode(), np.uint8).astype(int) - ord("a")
        table[i, letters[:-1] * LETTERS + letters[1:]] = True
    return np.packbits(table, axis=1)


def likeness(pairs: NDArray[np.uint8], i: Index, j: Index) -> Array:
    """Return the share of the letter pairs of the shorter name that the longer one has, 0 where one has none."""
    size = np.bitwise_count(pairs).sum(axis=1)
    shared = np.bitwise_count(pairs[i] & pairs[j]).sum(axis=1)
    shorter = np.minimum(size[i], size[j])
    return np.divide(shared, shorter, out=np.zeros(len(i)), where=shorter > 0)


def buildings(
    x_m: ArrayLike,
    y_m: ArrayLike,
    names: Sequence[str],
    homes: ArrayLike,
    programs: Sequence[str],
    same_name_m: float = 0.0,
) -> Index:
    """Return the building of each record, numbers from 0; which records go together does not depend on their order.

    All arguments have one entry per record: point in meters (NaN unknown: such a record stands alone), name as
    recorded, homes, program. `same_name_m`: join records of the very same name up to this far apart too.
    Raises FairtownError on unequal lengths, or a number of homes that is missing, infinite or negative.
    """
    n_homes, program = np.asarray(homes, float), np.asarray(programs, object)
    _check(n_homes, x_m, y_m, names, programs)
    texts, text = np.unique(np.asarray(names, str), return_inverse=True)
    read = [name_of(name) for name in texts]
    i, j = near_pairs(x_m, y_m, NEAR_M)
    alike = _alike(read, text[i], text[j])
    usable = np.array([name.is_usable for name in read], bool)
    unnamed = ~(usable[text[i]] & usable[text[j]])
    by_homes = unnamed & (n_homes[i] == n_homes[j]) & (program[i] != program[j])
    links = [a[alike | by_homes] for a in (i, j)]
    if same_name_m > NEAR_M:
        far = near_pairs(x_m, y_m, same_name_m)
        same = _same(read, *(text[a] for a in far))
        links = [np.concatenate([a, b[same]]) for a, b in zip(links, far, strict=True)]
    graph = coo_array((np.ones(len(links[0])), tuple(links)), shape=(len(text), len(text)))
    return connected_components(graph, directed=False)[1].astype(np.intp)


def largest_of_each(building: ArrayLike, homes: ArrayLike, code: Sequence[str]) -> Index:
    """Return the number of the record that stands for each building: the one with most homes.

    Of several with as many, the one with the lowest `code` (the tract), so that the order of records is no matter.
    """
    groups = np.asarray(building)
    order = np.lexsort((np.asarray(code, str), -np.asarray(homes, float), groups))
    first = np.ones(len(order), bool)
    first[1:] = np.diff(groups[order]) != 0
    return order[first]


def _same(names: Sequence[Name], i: Index, j: Index) -> NDArray[np.bool_]:
    """Return which pairs have the very same name, case and punctuation aside; a blank is no name."""
    plain = np.array([name.plain for name in names], object)
    return np.asarray((plain[i] == plain[j]) & (plain[i] != ""), bool)


def _alike(names: Sequence[Name], i: Index, j: Index) -> NDArray[np.bool_]:
    """Return which pairs have like names and no different numbers: a phase I is no phase II, but may be a nameless one.

    Numbers agree where all those of one name are in the other.
    """
    usable = np.array([name.is_usable for name in names], bool)
    like = usable[i] & usable[j] & (likeness(letter_pairs(names), i, j) >= ALIKE)
    numbers = [name.numbers for name in names]
    agree = (numbers[a] <= numbers[b] or numbers[b] <= numbers[a] for a, b in zip(i, j, strict=True))
    return (like & np.fromiter(agree, bool, len(i))) | _same(names, i, j)


def _check(homes: Array, *others: ArrayLike | Sequence[str]) -> None:
    lengths = [len(homes), *(len(np.asarray(other)) for other in others)]
    if len(set(lengths)) > 1:
        raise FairtownError(
            f"buildings: homes, x, y, names and programs have {', '.join(map(str, lengths))} entries, expected as "
            "many; give one per record"
        )
    wrong = homes[~(np.isfinite(homes) & (homes >= 0))]
    if wrong.size:
        raise FairtownError(
            f"buildings: homes is {wrong[0]:g} in {wrong.size} records, expected 0 or more; mend or drop them"
        )
