"""What a parsed expression evaluates to, for all parcels at once: numbers, text or truths, each perhaps unknown.

A value is a numpy array of one number per parcel, or of no dimension where it is the same for all. Its kind is told
by its dtype: float64 numbers (NaN unknown), text ("" unknown), int8 truths of three values (`kleene.py`).
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fairtown.measures.zoning.ozfs.expression import (
    COMPARISONS,
    Call,
    Chain,
    Joined,
    Name,
    Node,
    Number,
    Rule,
    Sign,
    Truth,
    Word,
    parse,
)
from fairtown.measures.zoning.ozfs.kleene import (
    FALSE,
    MAYBE,
    TRUE,
    Outcomes,
    both,
    either,
    known,
    opposite,
    outcomes,
)
from fairtown.work_budget import spend

#: Steps for a word of a rule, and for a parcel that it is worked out on.
WORD, CELL = 2.5, 0.004
Value = NDArray[Any]
Array = NDArray[np.float64]
Variables = Mapping[str, Value]
NOTHING: Value = np.array(np.nan)
EQUALITY = ("==", "!=")
#: FALSE, MAYBE and TRUE: as truths of no dimension, and as numbers.
ONE_OUTCOME = tuple(outcomes(o) for o in (FALSE, MAYBE, TRUE))
NUMBER_OF_OUTCOME = np.array([0.0, np.nan, 1.0])
COMPARE = {
    "==": operator.eq, "!=": operator.ne, "<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt,
}  # fmt: skip


def is_text(value: Value) -> bool:
    """Return whether a value is text."""
    return value.dtype.kind == "U"


def is_truth(value: Value) -> bool:
    """Return whether a value is truths."""
    return value.dtype == np.int8


def numbers(value: Value) -> Array:
    """Return a value as numbers: text is unknown, TRUE is 1 and FALSE 0."""
    if is_text(value):
        return np.full(value.shape, np.nan) if value.ndim else NOTHING
    if is_truth(value):
        return NUMBER_OF_OUTCOME[value]
    return np.asarray(value, float)


def _known(is_true: Any, is_known: Any) -> Outcomes:
    """Return the outcome of a number, at once where all parcels are alike."""
    if np.ndim(is_true) == 0:
        return ONE_OUTCOME[(TRUE if is_true else FALSE) if is_known else MAYBE]
    return known(is_true, is_known)


def truths(value: Value) -> Outcomes:
    """Return a value as truths: text and unknown numbers are MAYBE, 0 is FALSE, other numbers TRUE."""
    if is_truth(value):
        return value
    if is_text(value):
        return outcomes(np.full(value.shape, MAYBE))
    return _known(value != 0, value == value)


def as_text(value: Value) -> Value:
    """Return a value as text: blank, unknown, where it is a number or a truth."""
    return value if is_text(value) else np.full(value.shape, "")


def condition(text: str, variables: Variables) -> Outcomes:
    """Return the truth of a condition, shape (parcels,) or (); plain words are MAYBE."""
    return truths(value_of(parse(text), variables))


def value_of(rule: Rule, variables: Variables) -> Value:
    """Evaluate a rule, shape (parcels,) or (); unknown where it was not parsed or a name has no value."""
    if rule.tree is None:
        return NOTHING
    rows = variables["lot_area"].size if "lot_area" in variables else 1
    spend(rule.n_words * (WORD + CELL * rows), "rules")
    with np.errstate(all="ignore"):
        return _value(rule.tree, variables)


def figure_of(text: str, variables: Variables) -> Array:
    """Evaluate an expression as a number, shape (parcels,) or (); unknown where it cannot be meant.

    A number below 0 that depends on nothing is no limit and no height: no quantity of a zoning code is negative.
    """
    rule = parse(text)
    value = numbers(value_of(rule, variables))
    return NOTHING if rule.is_constant and value < 0 else value


def _value(node: Node, variables: Variables) -> Value:
    if isinstance(node, Number):
        return np.array(node.value)
    if isinstance(node, Name):
        return variables.get(node.name, NOTHING) if node.is_known else NOTHING
    if isinstance(node, Word):
        return np.array(node.value)
    if isinstance(node, Truth):
        return outcomes(TRUE if node.value else FALSE)
    if isinstance(node, Joined):
        join = both if node.how == "and" else either
        return join(*(truths(_value(part, variables)) for part in node.parts))
    if isinstance(node, Sign):
        return _signed(node.sign, _value(node.operand, variables))
    if isinstance(node, Call):
        return _called(node, variables)
    return _compared(node, variables) if node.rest[0][0] in COMPARISONS else _reckoned(node, variables)


def _signed(sign: str, value: Value) -> Value:
    if sign == "not":
        return opposite(truths(value))
    return -numbers(value) if sign == "-" else numbers(value)


def _called(node: Call, variables: Variables) -> Array:
    pick = np.minimum if node.name == "min" else np.maximum
    found = numbers(_value(node.args[0], variables))
    for part in node.args[1:]:
        found = pick(found, numbers(_value(part, variables)))
    return found


def _reckoned(node: Chain, variables: Variables) -> Array:
    """Return a sum or product; what is divided by 0, or grows without end, is unknown."""
    found = numbers(_value(node.first, variables))
    for sign, part in node.rest:
        other = numbers(_value(part, variables))
        if sign == "+":
            found = found + other
        elif sign == "-":
            found = found - other
        elif sign == "*":
            found = found * other
        else:
            found = found / np.where(other == 0, np.nan, other)
    return np.where(np.isfinite(found), found, np.nan)


def _compared(node: Chain, variables: Variables) -> Outcomes:
    """Return chained comparisons as Python has them: a < b < c is a < b and b < c."""
    operands = [_value(node.first, variables), *(_value(part, variables) for _, part in node.rest)]
    as_numbers = [numbers(value) for value in operands]
    pairs = zip(node.rest, pairwise(operands), pairwise(as_numbers), strict=True)
    return both(*(_pair(sign, *own, *of_numbers) for (sign, _), own, of_numbers in pairs))


def _pair(sign: str, left: Any, right: Any, a: Any, b: Any) -> Outcomes:
    """Return a comparison of two values, given as numbers too; of a word with a number it is unknown."""
    if is_text(left) and is_text(right):
        if left.ndim == right.ndim == 0:
            left, right = left.item(), right.item()
        if sign not in EQUALITY:
            return _known(left == right, False)
        return _known(COMPARE[sign](left, right), (left != "") & (right != ""))
    if a.ndim == b.ndim == 0:
        a, b = a.item(), b.item()
    # what is unknown is not equal to itself
    return _known(COMPARE[sign](a, b), (a == a) & (b == b))
